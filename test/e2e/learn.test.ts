import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { fewestPeople } from '../../domain/masking/terminology.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { fixture, medstream, query, summaryOf } from './cli.ts';

const known = 'Sprain of ankle (disorder)';
const rare = 'Seen by Dr. Quartermain';

/** The fixture with conditions that a text is common among, and one that stands for one person less. */
let directory: string;
beforeAll(async () => {
  directory = join(await temporaryDirectory(), 'export');
  await cp(fixture, directory, { recursive: true });
  const path = join(directory, 'conditions.csv');
  const [header = '', first = ''] = (await readFile(path, 'utf8')).split('\n');
  const names = header.split(',');
  const rowOf = (person: number, code: string, text: string) => {
    const given: Record<string, string> = { PATIENT: `p-${person}`, CODE: code, DESCRIPTION: text };
    return first
      .split(',')
      .map((cell, place) => given[names[place] ?? ''] ?? cell)
      .join(',');
  };
  const people = Array.from({ length: fewestPeople }, (_, person) => person);
  const rows = people.flatMap((person) => [
    rowOf(person, '44465007', known),
    ...(person > 0 ? [rowOf(person, '195967001', rare)] : []),
  ]);
  await writeFile(path, `${header}\n${rows.join('\n')}\n`);
});

test('a run learns the texts of its export first, and leaves out those of too few people, which it counts', async () => {
  const data = await temporaryDirectory();
  const outcome = await medstream('run', '--data', data, '--from', directory, '--json');
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toMatch(/learnt {2}\d+ texts of codes/);
  expect(await query(data, 'SELECT DISTINCT code, description FROM star.fact_condition ORDER BY code')).toEqual([
    { code: '195967001', description: null },
    { code: '44465007', description: known },
  ]);
  expect(summaryOf(outcome).left_out['masking.unknown_text condition.description']).toBe(fewestPeople - 1);
  expect(outcome.stderr).toContain('masking.unknown_text condition.description');
  expect(`${outcome.stdout}${outcome.stderr}`).not.toContain('Quartermain');
});

test('learn prints what it learns, keeps it for the data directory, and only prints with --dry-run', async () => {
  const data = await temporaryDirectory();
  const dry = await medstream('learn', '--data', data, '--from', directory, '--dry-run');
  expect(dry.code, dry.stderr).toBe(0);
  expect(dry.stdout).toBe(`44465007\t${known}\n`);
  expect(dry.stderr).toContain('nothing was kept');
  const first = await medstream('learn', '--data', data, '--from', directory);
  expect(first.stderr).toMatch(/^1 texts are new, 1 are known now; \d+ texts stand for fewer than 11 people/);
  const again = await medstream('learn', '--data', data, '--from', directory);
  expect(again.stderr).toMatch(/^0 texts are new, 1 are known now/);
});

test('learn says what it needs', async () => {
  expect((await medstream('learn')).stderr).toContain('--from names the folder');
  expect((await medstream('learn', '--from', '/no/such/folder')).stderr).toContain('cannot read the folder');
  expect((await medstream('learn', '--from', directory, '--endpoint', 'http://127.0.0.1:1')).stderr).toContain(
    '--endpoint needs',
  );
});
