import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sandbox = mkdtempSync(join(tmpdir(), 'medstream-law-'));
writeFileSync(
  join(sandbox, 'biome.json'),
  execFileSync('node', ['-p', 'JSON.stringify({...JSON.parse(fs.readFileSync("biome.json")), vcs: undefined})'], {
    cwd: root,
  }),
);
symlinkSync(join(root, 'node_modules'), join(sandbox, 'node_modules'));
afterAll(() => rmSync(sandbox, { recursive: true }));

const forbidden: [string, string][] = [
  ['contracts/registry.ts', '../domain/masking/mask.ts'],
  ['contracts/records/patient.ts', '../../domain/masking/mask.ts'],
  ['contracts/records/patient.ts', '@aws-sdk/client-s3'],
  ['contracts/platform/state-machines/pipeline.ts', '../../../domain/masking/mask.ts'],
  ['domain/masking/mask.ts', '../../lambdas/shared/log.ts'],
  ['domain/masking/mask.ts', '../../embedded/s3/s3.ts'],
  ['domain/masking/mask.ts', '../../sources/row-encoder.ts'],
  ['domain/warehouse/scd2.ts', '../../lib/config/stage.ts'],
  ['domain/masking/mask.ts', '@aws-sdk/client-s3'],
  ['domain/masking/mask.ts', 'node:fs'],
  ['sources/csv/csv-records.ts', 'node:fs'],
  ['sources/csv/csv-records.ts', '../../cli/run/run.ts'],
  ['sources/files/read-folder.ts', '../../lambdas/shared/log.ts'],
  ['lambdas/ingest-events/container.ts', '../../embedded/s3/s3.ts'],
  ['lambdas/ingest-events/container.ts', '../../cli/run/run.ts'],
  ['lambdas/ingest-events/container.ts', '../../lib/stacks/ingest.ts'],
  ['lambdas/ingest-events/container.ts', '../load-warehouse/load-warehouse.ts'],
  ['lambdas/shared/log.ts', '../ingest-events/ingest-batch.ts'],
  ['lambdas/ingest-events/container.ts', '../functions.ts'],
  ['lambdas/functions.ts', '../embedded/runtime.ts'],
  ['lambdas/functions.ts', '../domain/masking/mask.ts'],
  ['lib/stacks/ingest.ts', '../../domain/masking/mask.ts'],
  ['lib/stacks/ingest.ts', '../../lambdas/shared/log.ts'],
  ['lib/stacks/ingest.ts', '../../embedded/runtime.ts'],
  ['embedded/runtime.ts', '../lib/stacks/ingest.ts'],
  ['embedded/runtime.ts', '../cli/run/run.ts'],
  ['embedded/runtime.ts', '../sources/row-encoder.ts'],
  ['cli/run/run.ts', '../../lib/app.ts'],
  ['cli/run/run.ts', '../../tools/emulator/cdk.ts'],
  ['examples/producer-typescript/producer.ts', '../../contracts/registry.ts'],
];

const allowed: [string, string][] = [
  ['contracts/registry.ts', 'zod'],
  ['contracts/registry.ts', './contract.ts'],
  ['contracts/records/patient.ts', '../contract.ts'],
  ['contracts/platform/state-machines/pipeline.ts', '../schedules.ts'],
  ['domain/masking/mask.ts', '../../contracts/contract.ts'],
  ['domain/warehouse/scd2.ts', '../records/columns.ts'],
  ['domain/warehouse/scd2.ts', './model-file.ts'],
  ['sources/files/read-folder.ts', '../../domain/records/validate.ts'],
  ['lambdas/ingest-events/container.ts', './ingest-batch.ts'],
  ['examples/producer-typescript/main.ts', './producer.ts'],
  ['lambdas/ingest-events/container.ts', '../shared/object-store.ts'],
  ['lambdas/ingest-events/container.ts', '../../domain/records/process-record.ts'],
  ['lambdas/shared/silver-parquet.ts', './object-store.ts'],
  ['lambdas/functions.ts', './ingest-events/container.ts'],
  ['lib/stacks/ingest.ts', '../../contracts/platform/streams.ts'],
  ['embedded/runtime.ts', '../lambdas/ingest-events/container.ts'],
  ['cli/run/run.ts', '../../embedded/runtime.ts'],
  ['cli/run/run.ts', '../../sources/row-encoder.ts'],
];

/** Lines of imports that the linter refuses, as `path:line`, of files that hold one of these imports a line. */
function refusedLines(): ReadonlySet<string> {
  for (const [path, specifiers] of byPath) {
    const file = join(sandbox, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      specifiers.map((specifier, line) => `import { t as t${line} } from '${specifier}';\n`).join(''),
    );
  }
  const command = ['lint', '--only=style/noRestrictedImports', '--reporter=github', '--max-diagnostics=none', '.'];
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/biome'), command, { cwd: sandbox, encoding: 'utf8' });
  const found = stdout.matchAll(/title=lint\/style\/noRestrictedImports,file=([^,]+),line=(\d+)/g);
  return new Set(Array.from(found, ([, path = '', line]) => `${relative(sandbox, path)}:${line}`));
}

const byPath = new Map<string, string[]>();
for (const [path, specifier] of [...forbidden, ...allowed]) byPath.set(path, [...(byPath.get(path) ?? []), specifier]);

describe('the import law is linted', () => {
  let refused: ReadonlySet<string>;
  beforeAll(() => {
    refused = refusedLines();
  });
  const lineOf = (path: string, specifier: string) => `${path}:${(byPath.get(path)?.indexOf(specifier) ?? -1) + 1}`;

  test.each(forbidden)('%s may not import %s', (path, specifier) => {
    expect(refused).toContain(lineOf(path, specifier));
  });
  test.each(allowed)('%s may import %s', (path, specifier) => {
    expect(refused).not.toContain(lineOf(path, specifier));
  });
});

test('no path of the project hides what it holds behind a word that says nothing', () => {
  const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
  const empty = /(^|[/._-])(utils?|common|helpers?|misc|new|v2)([/._-]|$)/;
  expect(files.filter((file) => empty.test(file))).toEqual([]);
});
