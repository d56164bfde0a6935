import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isThorough } from '../thorough.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/add-a-record.md'), 'utf8');

/** The files that the page tells to write: a path in backquotes on a line of its own, then a block. */
const files = [...page.matchAll(/^`([^`\n]+)`\n```\w+\n([\s\S]*?)^```$/gm)].map(([, path = '', text = '']) => ({
  path,
  text,
}));

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'medstream-newcomer-'));
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of tracked.toString().split('\0').filter(Boolean)) {
    if (file.startsWith('test/') && !file.startsWith('test/contracts/')) continue;
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const node = (...args: string[]) =>
  execFileSync(process.execPath, args, { cwd: copy, encoding: 'utf8', stdio: 'pipe' });

describe('a newcomer who follows docs/add-a-record.md to the letter', () => {
  test('writes four files', () => {
    expect(files.map(({ path }) => path.split('/')[0])).toEqual(['contracts', 'contracts', 'warehouse', 'sources']);
    for (const { path, text } of files) writeFileSync(join(copy, path), text, { flag: 'wx' });
  });

  test('generates the rest', () => {
    const { scripts } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'));
    for (const command of scripts.codegen.split(' && ')) node(...command.split(' ').slice(1));
    expect(readFileSync(join(copy, 'warehouse/generated/load/referral.sql'), 'utf8')).toContain('star.fact_referral');
  });

  test.runIf(isThorough)('compiles', () => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    node(compiler, '--noEmit', '--project', writeProject());
  });

  const summary = (...args: string[]) => {
    const printed = node('bin/medstream.ts', 'run', '--json', '--data', join(copy, 'data'), ...args);
    return JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '');
  };

  test('has the rows of an export in the star, reconciled', () => {
    const folder = join(copy, 'export');
    cpSync(join(root, 'test/fixtures/synthea/3.3'), folder, { recursive: true });
    const patient = '44444444-0000-4000-8000-000000000001';
    const encounter = '55555555-0000-4000-8000-000000000001';
    writeFileSync(
      join(folder, 'referrals.csv'),
      `START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,PRIORITY\n` +
        `2019-01-27,,${patient},${encounter},91251008,Physical therapy procedure (regime/therapy),routine\n` +
        `2019-01-27,2019-02-09,${patient},${encounter},97110,Therapeutic exercise,urgent\n`,
    );
    expect(summary('--from', folder)).toMatchObject({ reconciled: true, facts: { fact_referral: 2 } });
  });

  test.runIf(isThorough)('has referrals among the generated records', () => {
    const generated = summary('--events', '650');
    expect(generated).toMatchObject({ reconciled: true });
    expect(generated.facts.fact_referral).toBeGreaterThan(2);
  });
});

/** What the newcomer's compiler looks at: the product, without tests that are not copied. */
function writeProject(): string {
  const path = join(copy, 'tsconfig.newcomer.json');
  const include = ['bin', 'contracts', 'domain', 'sources', 'lambdas', 'embedded', 'cli'];
  writeFileSync(path, JSON.stringify({ extends: './tsconfig.json', include }));
  return path;
}
