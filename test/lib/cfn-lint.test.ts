import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ensurePython, hasPython } from '../../tools/python/python-environment.ts';
import { enginesRequired } from '../engines-required.ts';
import { synthesis } from './synthesis.ts';

const run = promisify(execFile);

/** CDK writes `DependsOn` for references that imply it (W3005): redundant, not wrong, and not ours to remove. */
const ignored = ['W3005'];

/** Its console script knows the folder it was installed in, which has another name since. */
const cfnLint = 'import sys; from cfnlint.runner import main; sys.exit(main())';

const isInstalled = await hasPython('cfn-lint');
if (!isInstalled && !enginesRequired) {
  process.stdout.write(
    'cfn-lint is not installed: skipped; MEDSTREAM_REQUIRE_ENGINES=1 installs it from PyPI and runs it\n',
  );
}

test.skipIf(!isInstalled && !enginesRequired)('cfn-lint finds nothing in any template of any stage', async () => {
  const bin = await ensurePython('cfn-lint');
  const { stacks } = await synthesis();
  const files = stacks.map(({ file }) => file);
  expect(files.length).toBeGreaterThan(15);
  const found = await run(join(bin, 'python'), ['-c', cfnLint, '--ignore-checks', ...ignored, '--', ...files]).then(
    ({ stdout }) => stdout,
    (error: { stdout?: string; stderr?: string }) => `${error.stdout ?? ''}${error.stderr ?? ''}` || String(error),
  );
  expect(found.trim()).toBe('');
});
