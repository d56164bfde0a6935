import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

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

/** What the linter says about a file at `path` that imports `specifier`. */
function lint(path: string, specifier: string): string {
  const file = join(sandbox, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `import { thing } from '${specifier}';\n\nexport const other = thing;\n`);
  try {
    execFileSync(join(root, 'node_modules/.bin/biome'), ['lint', path], {
      cwd: sandbox,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return 'clean';
  } catch (error) {
    return String((error as { stderr: string }).stderr);
  }
}

const forbidden: [string, string][] = [
  ['contracts/patient.ts', '../domain/mask.ts'],
  ['contracts/patient.ts', '@aws-sdk/client-s3'],
  ['domain/mask.ts', '../lambdas/shared/log.ts'],
  ['domain/mask.ts', '../local/s3/s3.ts'],
  ['domain/warehouse/scd2.ts', '../../lib/config/stage.ts'],
  ['domain/mask.ts', '@aws-sdk/client-s3'],
  ['domain/mask.ts', 'node:fs'],
  ['lambdas/ingest-events/container.ts', '../../local/s3/s3.ts'],
  ['lambdas/ingest-events/container.ts', '../../lib/stacks/ingest.ts'],
  ['lambdas/ingest-events/container.ts', '../load-warehouse/load-warehouse.ts'],
  ['lambdas/shared/log.ts', '../ingest-events/ingest-batch.ts'],
  ['lib/stacks/ingest.ts', '../../domain/mask.ts'],
  ['lib/stacks/ingest.ts', '../../lambdas/shared/log.ts'],
  ['lib/stacks/ingest.ts', '../../local/runtime.ts'],
  ['local/runtime.ts', '../lib/stacks/ingest.ts'],
];

const allowed: [string, string][] = [
  ['contracts/patient.ts', 'zod'],
  ['contracts/patient.ts', './contract.ts'],
  ['domain/mask.ts', '../contracts/contract.ts'],
  ['domain/warehouse/scd2.ts', '../columns.ts'],
  ['domain/warehouse/scd2.ts', './model-file.ts'],
  ['lambdas/ingest-events/container.ts', './ingest-batch.ts'],
  ['lambdas/ingest-events/container.ts', '../shared/object-store.ts'],
  ['lambdas/ingest-events/container.ts', '../../domain/process-record.ts'],
  ['lambdas/shared/silver-parquet.ts', './object-store.ts'],
  ['lib/stacks/ingest.ts', '../../contracts/platform.ts'],
  ['local/runtime.ts', '../lambdas/ingest-events/container.ts'],
];

describe('the import law is linted', () => {
  test.each(forbidden)('%s may not import %s', (path, specifier) => {
    expect(lint(path, specifier)).toContain('noRestrictedImports');
  });
  test.each(allowed)('%s may import %s', (path, specifier) => {
    expect(lint(path, specifier)).not.toContain('noRestrictedImports');
  });
});

test('no path of the project hides what it holds behind a word that says nothing', () => {
  const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
  const empty = /(^|[/._-])(utils?|common|helpers?|misc|new|v2)([/._-]|$)/;
  expect(files.filter((file) => empty.test(file))).toEqual([]);
});
