import { execFile } from 'node:child_process';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { contracts } from '../../../contracts/registry.ts';
import { exportedFolder } from '../../../tools/codegen/write-exported.ts';
import { ensurePython, hasPython } from '../../../tools/python/python-environment.ts';
import { run } from '../../e2e/cli.ts';
import { enginesRequired } from '../../engines-required.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const script = fileURLToPath(new URL('judge_contracts.py', import.meta.url));
const isInstalled = await hasPython('datacontract');
if (!isInstalled && !enginesRequired) {
  process.stdout.write(
    'datacontract-cli is not installed: skipped; MEDSTREAM_REQUIRE_ENGINES=1 installs it from PyPI and runs it\n',
  );
}

interface Found {
  readonly passed: number;
  readonly others: readonly string[];
}

/** By file, what datacontract-cli finds in the contracts of a folder, which it runs in. */
async function datacontract(command: 'lint' | 'test', folder: string): Promise<Readonly<Record<string, Found>>> {
  const python = join(await ensurePython('datacontract'), 'python');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.odcs.yaml'));
  // It would keep a cache in the user's home.
  const env = { ...process.env, HOME: await temporaryDirectory() };
  const { stdout } = await promisify(execFile)(python, [script, command, ...files], { cwd: folder, env });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}');
}

test.skipIf(!isInstalled && !enginesRequired)('every exported data contract is one of ODCS 3.1', async () => {
  const found = await datacontract('lint', exportedFolder);
  expect(Object.keys(found)).toHaveLength(contracts.length);
  for (const [file, { passed, others }] of Object.entries(found)) expect([file, passed, others]).toEqual([file, 1, []]);
});

test.skipIf(!isInstalled && !enginesRequired)('the lake keeps what they promise', async () => {
  const folder = await temporaryDirectory();
  await cp(exportedFolder, folder, { recursive: true });
  await run(join(folder, '.medstream'), '--events', '1200');
  const found = await datacontract('test', folder);
  for (const [file, { passed, others }] of Object.entries(found)) {
    expect([file, others]).toEqual([file, []]);
    expect(passed, file).toBeGreaterThan(10);
  }
});
