import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFiles } from '../../../cli/generate/write-files.ts';
import { registry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';
import { isWritable } from '../../../sources/csv/csv-layout.ts';
import { syntheaFiles } from '../../../sources/synthea/index.ts';
import { maskingTools } from '../../masking-tools.ts';
import { asOf } from '../../sources/generated/generated.ts';
import { keys, now, read } from '../../sources/synthea/harness.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const usual = { records: 10_000, seed: 1, asOf, shape: 'synthea' } as const;
const processRecord = createProcessRecord(registry, display, maskingTools(keys.tokenize));

interface Label {
  readonly file: string;
  readonly line: number;
  readonly fate: string;
  readonly reason?: string;
}

const linesOf = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n');
const labelsOf = async (folder: string): Promise<Label[]> =>
  (await linesOf(join(folder, 'labels/dirt.ndjson'))).map((line) => JSON.parse(line));

describe('files of generated records in the shape of a Synthea export', () => {
  it('have the names, headers and modification times of an extract, and the same bytes for the same seed', async () => {
    const [one, two] = [await temporaryDirectory(), await temporaryDirectory()];
    const { records } = await writeFiles(one, usual);
    await writeFiles(two, usual);
    const names = await readdir(one);
    expect(await readdir(join(one, 'lists'))).toEqual(['leie.csv', 'npi-deactivated.csv']);
    expect(names).toEqual(expect.arrayContaining(syntheaFiles.filter(isWritable).map(({ file }) => file)));
    expect(Object.values(records).reduce((sum, count) => sum + count, 0)).toBe(usual.records);
    for (const name of names) {
      if (name === 'labels' || name === 'lists') continue;
      const bytes = await readFile(join(one, name));
      expect(bytes.equals(await readFile(join(two, name)))).toBe(true);
      expect((await stat(join(one, name))).mtimeMs).toBe(asOf);
      const lines = bytes.toString('latin1').trimEnd().split('\n').length;
      expect(lines - (name.endsWith('.csv') ? 1 : 0)).toBe(records[name]);
    }
  });

  it('are read as an export: every clean row is accepted whole, and every dirty one has the fate of its label', async () => {
    const folder = await temporaryDirectory();
    await writeFiles(folder, usual);
    const labels = new Map((await labelsOf(folder)).map((label) => [`${label.file}:${label.line}`, label]));
    const { events } = await read(folder);
    expect(events.length).toBeGreaterThan(5000);
    let refused = 0;
    // What a row names beside its own record, as a diagnosis, may be right where the row is not.
    const own = new Set(syntheaFiles.filter(isWritable).map(({ contract }) => contract.name));
    // Whole events, of a file of their own, tell the address that they had elsewhere.
    const rows = events.filter(({ event, contract }) => own.has(contract ?? '') && event.sourcefile.endsWith('.csv'));
    for (const { event, known } of rows) {
      const processed = processRecord(JSON.stringify(event), now);
      const label = labels.get(`${event.sourcefile}:${event.sourceline}`);
      const fate = processed.ok ? (known ? 'duplicate' : 'ok') : 'quarantined';
      if (fate === 'quarantined') refused += 1;
      const expected = label === undefined ? 'ok' : ['accepted', 'left_out'].includes(label.fate) ? 'ok' : label.fate;
      expect([event.sourcefile, event.sourceline, label, fate]).toEqual([
        event.sourcefile,
        event.sourceline,
        label,
        expected,
      ]);
    }
    expect(refused).toBeGreaterThan(40);
  });

  it('have a record once in an extract, as it is by then, and in the next only if it changed', async () => {
    const folder = await temporaryDirectory();
    await writeFiles(folder, { ...usual, deliveries: 3, dirt: 0, disorder: 0, fraud: false });
    expect((await readdir(folder)).sort()).toEqual(['delivery-01', 'delivery-02', 'delivery-03', 'labels', 'lists']);
    const rows = new Map<string, string[]>();
    for (const delivery of ['delivery-01', 'delivery-02', 'delivery-03']) {
      const [, ...lines] = await linesOf(join(folder, delivery, 'claims.csv'));
      const ids = lines.map((line) => line.split(',')[0]);
      expect(new Set(ids).size).toBe(ids.length);
      for (const line of lines) {
        const [id = ''] = line.split(',');
        expect(rows.get(id)?.at(-1)).not.toBe(line);
        rows.set(id, [...(rows.get(id) ?? []), line]);
      }
    }
    expect([...rows.values()].some((versions) => versions.length > 1)).toBe(true);
  });

  it('are never written over files that are there', async () => {
    const folder = await temporaryDirectory();
    await writeFile(join(folder, 'patients.csv'), 'mine');
    await expect(writeFiles(folder, { ...usual, records: 100 })).rejects.toThrow('patients.csv exists');
    expect(await readFile(join(folder, 'patients.csv'), 'utf8')).toBe('mine');
  });
});

describe('files of generated events', () => {
  it('are a file a contract with every change, and the labels beside them tell what is wrong with which line', async () => {
    const folder = await temporaryDirectory();
    await writeFiles(folder, { ...usual, shape: 'ndjson' });
    for (const { name } of registry.contracts) {
      const lines = await linesOf(join(folder, `${name.replaceAll('_', '-')}.ndjson`));
      expect(lines.length).toBeGreaterThan(0);
    }
    for (const { file, line, fate, reason } of await labelsOf(folder)) {
      const text = (await linesOf(join(folder, file)))[line - 1] ?? '';
      const processed = processRecord(text.includes('\ufffd') ? null : text, now);
      const found = processed.ok ? 'accepted' : processed.rejection.reasons[0].code;
      expect([file, line, found]).toEqual([file, line, fate === 'quarantined' ? reason : 'accepted']);
    }
  });
});
