import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { registry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import { decodeEvent } from '../../../domain/records/decode.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';
import type { FileReport } from '../../../sources/files/read-folder.ts';
import { maskingTools } from '../../masking-tools.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { edit, fixture, keys, knownAfter, now, type ReadEvent, read } from './harness.ts';

const shared = join(import.meta.dirname, '../../../../shared/data');
const processRecord = createProcessRecord(registry, display, maskingTools(keys.tokenize));
const encountersOf = (events: readonly ReadEvent[]) => events.filter(({ contract }) => contract === 'encounter');
const malformed = (events: readonly ReadEvent[]) => events.filter(({ event }) => event.datacontenttype === 'text/csv');

const recordsOf = ({ records }: FileReport) => Object.values(records).reduce((total, count) => total + count, 0);

describe('every generation of a Synthea export', () => {
  it.each(['2.7', '3.0', '3.1', '3.3'])('reads %s by header names into valid records', async (generation) => {
    const { events, report } = await read(await fixture(generation));
    // Claims came with 3.0.
    const claims =
      generation === '2.7'
        ? []
        : [
            ['claims.csv', 2],
            ['claims_transactions.csv', 4],
          ];
    // Each generation has more files than the one before.
    const ofGeneration = (first: string, ...rows: [string, number][]) => (generation >= first ? rows : []);
    expect(report.map(({ file, rows }) => [file, rows])).toEqual([
      ['organizations.csv', 2],
      ['patients.csv', 2],
      ['payers.csv', 2],
      ['providers.csv', 2],
      ['payer_transitions.csv', generation === '2.7' ? 3 : 2],
      ['encounters.csv', 3],
      ...claims,
      ['conditions.csv', 2],
      ...ofGeneration('3.1', ['patient_expenses.csv', 2], ['supplies.csv', 3]),
    ]);
    for (const { event } of events) expect(processRecord(JSON.stringify(event), now)).toMatchObject({ ok: true });
    const data = events.map(({ event }) => event.data);
    expect(data).toContainEqual({
      encounter_id: '55555555-0000-4000-8000-000000000001',
      patient_id: '44444444-0000-4000-8000-000000000001',
      organization_id: '11111111-0000-4000-8000-000000000001',
      provider_id: '22222222-0000-4000-8000-000000000001',
      payer_id: '33333333-0000-4000-8000-000000000001',
      encounter_class: 'ambulatory',
      code: '185345009',
      description: 'Encounter for symptom',
      reason_code: '195662009',
      reason_description: 'Acute viral pharyngitis (disorder)',
      started_at: '2019-01-27T16:17:47Z',
      ended_at: '2019-01-27T16:32:47Z',
      base_encounter_cost: '77.49',
      total_claim_cost: '3798.09',
      payer_coverage: '3000.10',
    });
    expect(data).toContainEqual(expect.objectContaining({ name: 'Víctor493 Noll7' }));
    expect(data).toContainEqual(expect.objectContaining({ first_name: 'Alma482', last_name: 'Yundt7', zip: '01970' }));
    expect(JSON.stringify(data).includes('"middle_name":"Vera11"')).toBe(generation === '3.3');
    expect(JSON.stringify(data).includes('"ownership"')).toBe(generation >= '3.1');
  });

  it.skipIf(!existsSync(shared)).each(['synthea', 'synthea-3.3'])(
    'reads every row of the real export %s as a valid record',
    async (name) => {
      const directory = join(shared, name);
      const { events, report, absent } = await read(directory);
      // Neither export has them: the older has no supplies, and the newer was made without expenses.
      expect(absent).toContain('patient_expenses.csv');
      for (const { file, rows: counted, malformed, known, restored, unused } of report) {
        // No cell of these exports holds a line break.
        const lines = (await readFile(join(directory, file), 'utf8')).trimEnd().split('\n').length - 1;
        expect([file, counted, malformed, known, restored, unused]).toEqual([file, lines, 0, 0, 0, 0]);
      }
      expect(events).toHaveLength(report.reduce((total, each) => total + recordsOf(each), 0));
      for (const { event } of events) expect(processRecord(JSON.stringify(event), now)).toMatchObject({ ok: true });
      const column = (data: string, index: number) =>
        data
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((line) => line.split(',')[index]);
      const csv = await readFile(join(directory, 'encounters.csv'), 'utf8');
      const costs = encountersOf(events).map(({ event }) => (event.data as Record<string, string>).total_claim_cost);
      expect(costs).toEqual(column(csv, 11));
    },
  );

  it('counts the columns no contract asks for and reads none of them', async () => {
    const { events, report } = await read(await fixture('3.3'));
    const ignored = Object.fromEntries(report.map(({ file, ignoredColumns }) => [file, ignoredColumns]));
    expect(ignored).toMatchObject({ 'organizations.csv': 4, 'payers.csv': 14, 'patients.csv': 6, 'encounters.csv': 0 });
    expect(JSON.stringify(events)).not.toContain('51000');
  });

  it('takes header names in any case and order, a BOM, CRLF and quoted cells', async () => {
    const folder = await fixture();
    const { events: plain } = await read(folder);
    for (const file of ['organizations', 'providers', 'payers', 'patients', 'encounters']) {
      await edit(folder, `${file}.csv`, (text) => {
        const rows = text
          .trimEnd()
          .split('\n')
          .map((line) =>
            line
              .split(',')
              .reverse()
              .map((cell) => `" ${cell}"`)
              .join(','),
          );
        return `\uFEFF${[rows[0]?.toLowerCase().replaceAll('" ', '"'), ...rows.slice(1)].join('\r\n')}\r\n\r\n`;
      });
    }
    const { events } = await read(folder);
    expect(events.map(({ event }) => event)).toEqual(plain.map(({ event }) => event));
  });

  it('takes lines that end in CR alone', async () => {
    const folder = await fixture();
    const { events: plain } = await read(folder);
    await edit(folder, 'encounters.csv', (text) => text.replaceAll('\n', '\r'));
    expect((await read(folder)).events).toEqual(plain);
  });

  it('writes instants without a zone, or without a time, as the UTC instants they are', async () => {
    const folder = await fixture();
    await edit(folder, 'encounters.csv', (text) =>
      text.replace('2019-01-27T16:17:47Z', '2019-01-27 16:17:47').replace('2019-01-27T16:32:47Z', '2019-01-28'),
    );
    const { events } = await read(folder);
    expect(encountersOf(events)[0]?.event.data).toMatchObject({
      started_at: '2019-01-27T16:17:47Z',
      ended_at: '2019-01-28T00:00:00Z',
    });
  });
});

describe('events of an export', () => {
  it('key every record by token or plain identifier of its subject, never by a raw identifier of a patient', async () => {
    const { events } = await read(await fixture());
    const raw = '44444444-0000-4000-8000-000000000001';
    const token = keys.tokenize('patient_id', raw);
    const ofPatient = events.filter(({ event }) => JSON.stringify(event.data).includes(raw));
    expect(encountersOf(ofPatient)).toHaveLength(2);
    expect(ofPatient.length).toBeGreaterThan(3);
    for (const { contract, partitionKey, event } of ofPatient) {
      // What is used for a patient is kept in order by what it is.
      const key = contract === 'supply_movement' ? (event.data as { supply_item_id: string }).supply_item_id : token;
      expect([partitionKey, event.subject]).toEqual([key, key]);
    }
    for (const { partitionKey, event } of events) {
      const { data: _, ...metadata } = event;
      expect(JSON.stringify([partitionKey, metadata])).not.toMatch(/44444444|55555555/);
      expect(partitionKey).toBe(event.subject);
    }
  });

  it('address the line of the file and carry the extract time', async () => {
    const folder = await fixture();
    const { events } = await read(folder);
    expect(encountersOf(events).map(({ event }) => [event.sourcefile, event.sourceline, event.time])).toEqual([
      ['encounters.csv', 2, '2026-01-01T00:00:00.000Z'],
      ['encounters.csv', 3, '2026-01-01T00:00:00.000Z'],
      ['encounters.csv', 4, '2026-01-01T00:00:00.000Z'],
    ]);
    await utimes(join(folder, 'payers.csv'), 1_700_000_000, 1_700_000_000);
    const { events: byFileTime } = await read(folder, { asOf: undefined });
    const payers = byFileTime.filter(({ contract }) => contract === 'payer');
    expect(payers.map(({ event }) => event.time)).toEqual(Array(2).fill('2023-11-14T22:13:20.000Z'));
  });

  it('are all known when an unchanged export is read again, and one change when one address changed', async () => {
    const folder = await fixture();
    const { events: first } = await read(folder);
    const known = knownAfter(new Map(), first);
    const { events: second, report } = await read(folder, { known, asOf: '2026-02-01T00:00:00Z' });
    expect(second.every((event) => event.known)).toBe(true);
    expect(report.map(({ known }) => known)).toEqual(report.map(recordsOf));
    const identities = (events: readonly ReadEvent[]) =>
      events
        .filter(({ contract }) => registry.contractNamed(contract ?? '').kind === 'reference')
        .map(({ event }) => event);
    expect(identities(second)).toEqual(identities(first));
    await edit(folder, 'patients.csv', (text) => text.replace('9 Kelp Lane,Salem', '1 Elm Way,Lynn'));
    const { events: third } = await read(folder, { known, asOf: '2026-03-01T00:00:00Z' });
    const changes = third.filter((event) => !event.known);
    expect(changes.map(({ event }) => event.data)).toEqual([expect.objectContaining({ city: 'Lynn' })]);
    expect(changes[0]?.event.id).toMatch(/-2$/);
  });

  it('are three changes for a value that goes A, B, A, also when the old file is put back with its old time', async () => {
    const folder = await fixture();
    const before = await readFile(join(folder, 'patients.csv'));
    const old = 1_700_000_000;
    await utimes(join(folder, 'patients.csv'), old, old);
    const patients = async (known: Parameters<typeof knownAfter>[0], clock: number) => {
      const { events, report } = await read(folder, { known, asOf: undefined, now: clock });
      return {
        events: events.filter(({ contract }) => contract === 'patient'),
        restored: report.find(({ file }) => file === 'patients.csv')?.restored,
      };
    };
    const a = await patients(new Map(), now);
    let known = knownAfter(new Map(), a.events);
    await edit(folder, 'patients.csv', (text) => text.replace('9 Kelp Lane', '1 Elm Way'));
    await utimes(join(folder, 'patients.csv'), old + 60, old + 60);
    const b = await patients(known, now);
    known = knownAfter(known, b.events);
    await writeFile(join(folder, 'patients.csv'), before);
    await utimes(join(folder, 'patients.csv'), old, old);
    const again = await patients(known, now + 1000);
    const ofAlma = [a, b, again].map(({ events }) => events.find(({ event }) => event.sourceline === 2));
    expect(ofAlma.map((record) => [record?.known, record?.event.id.slice(-2)])).toEqual([
      [false, '-1'],
      [false, '-2'],
      [false, '-3'],
    ]);
    expect(ofAlma[2]?.event.time).toBe(new Date(now + 1000).toISOString());
    expect([a.restored, b.restored, again.restored]).toEqual([0, 0, 1]);
  });
});

describe('bad rows', () => {
  const line = (text: string, number: number) => text.split('\n')[number - 1] ?? '';
  const withLine = (text: string, number: number, change: (text: string) => string) =>
    text
      .split('\n')
      .map((each, index) => (index === number - 1 ? change(each) : each))
      .join('\n');

  it.each([
    ['a truncated line', (row: string) => row.slice(0, 100)],
    ['a cell too many', (row: string) => `${row},x`],
    ['a NUL byte', (row: string) => row.replace('Encounter', 'Enc\0unter')],
    ['a stray quote at the beginning of a cell', (row: string) => row.replace(',ambulatory', ',"ambulatory')],
    ['a stray quote within a cell', (row: string) => row.replace('ambulatory', 'ambu"latory')],
    ['two stray quotes', (row: string) => row.replace('ambulatory', 'am"bul"atory')],
    ['a quoted cell that goes on behind its quote', (row: string) => row.replace('ambulatory', '"ambulatory"x')],
  ])('send %s as the line it is, with its address, and read on', async (_, spoil) => {
    const folder = await fixture();
    await edit(folder, 'encounters.csv', (text) => withLine(text, 2, spoil));
    const text = await readFile(join(folder, 'encounters.csv'), 'utf8');
    const { events, report } = await read(folder);
    expect(encountersOf(events).map(({ event }) => event.sourceline)).toEqual([2, 3, 4]);
    const [bad, ...others] = malformed(events);
    expect(others).toEqual([]);
    expect(bad).toMatchObject({
      known: false,
      event: { sourcefile: 'encounters.csv', sourceline: 2, data: line(text, 2), time: '2026-01-01T00:00:00.000Z' },
    });
    expect(bad?.partitionKey).toMatch(/^[a-z2-7]{26}$/);
    expect(decodeEvent(registry, JSON.stringify(bad?.event))).toMatchObject({
      reason: { code: 'decode.unreadable_row' },
    });
    expect(report.find(({ file }) => file === 'encounters.csv')).toMatchObject({ rows: 3, malformed: 1 });
  });

  it('send a last line that ends in an open quote', async () => {
    const folder = await fixture();
    await edit(folder, 'encounters.csv', (text) => `${text.trimEnd()}"`);
    const { events } = await read(folder);
    expect(malformed(events).map(({ event }) => event.sourceline)).toEqual([4]);
    expect(encountersOf(events)).toHaveLength(3);
  });

  it('keep every byte of a line that is not UTF-8, and leave its neighbours alone', async () => {
    const folder = await fixture();
    await edit(folder, 'providers.csv', (text) => Buffer.from(text, 'latin1'));
    const { events } = await read(folder);
    const bad = malformed(events);
    expect(bad.map(({ event }) => event.sourceline)).toEqual([2]);
    expect(bad[0]?.event.data).toContain('Víctor493');
    expect(events.filter(({ contract }) => contract === 'provider')).toHaveLength(2);
  });

  it('read a line break within quotes as part of one record, and count lines on', async () => {
    const folder = await fixture();
    await edit(folder, 'encounters.csv', (text) =>
      text.replace('Encounter for symptom', '"Encounter, for\n""a"" symptom"'),
    );
    const { events } = await read(folder);
    expect(malformed(events)).toEqual([]);
    const lines = encountersOf(events).map(({ event }) => event.sourceline);
    expect(lines).toEqual([2, 4, 5]);
    expect(encountersOf(events)[0]?.event.data).toMatchObject({ description: 'Encounter, for\n"a" symptom' });
  });

  it('lose no row to stray quotes anywhere in a long file', async () => {
    const folder = await fixture();
    const strays = [500, 501, 7000, 19_999];
    await edit(folder, 'encounters.csv', (text) => {
      const [header, row = ''] = text.split('\n');
      const rows = Array.from({ length: 20_000 }, (_, index) => {
        const own = row.replace('000000000001,', `${String(index).padStart(12, '0')},`);
        return strays.includes(index) ? own.replace(',ambulatory', ',"ambulatory') : own;
      });
      return [header, ...rows].join('\n');
    });
    const { events } = await read(folder);
    expect(malformed(events).map(({ event }) => event.sourceline)).toEqual(strays.map((index) => index + 2));
    expect(encountersOf(events)).toHaveLength(20_000);
    expect(new Set(encountersOf(events).map(({ event }) => event.sourceline)).size).toBe(20_000);
  });

  it('send rows without identifiers for ingest to refuse, keyed by their content', async () => {
    const folder = await fixture();
    await edit(folder, 'encounters.csv', (text) =>
      text.replaceAll('44444444-0000-4000-8000-000000000001', ' ').replaceAll(/55555555-0000-4000-8000-\d+/g, ''),
    );
    const { events } = await read(folder);
    const sent = encountersOf(events);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ event }) => event.id)).size).toBe(3);
    expect(sent[0]?.event.subject).toBeUndefined();
    expect(sent[0]?.partitionKey).toMatch(/^[a-z2-7]{26}$/);
    expect(sent[0]?.event.data).not.toHaveProperty('patient_id');
  });
});

describe('an export that lacks files', () => {
  it('is read as far as it goes, and says what it lacks and which files nobody reads', async () => {
    const folder = await fixture();
    await rm(join(folder, 'payers.csv'));
    await writeFile(join(folder, 'notes.csv'), 'START\n');
    await mkdir(join(folder, 'letters'));
    await writeFile(join(folder, 'letters', 'all.zip'), 'PK\x03\x04');
    const { events, absent, unread } = await read(folder);
    expect(absent).toContain('payers.csv');
    expect(unread).toEqual([
      { file: 'letters/all.zip', why: expect.stringContaining('archive') },
      { file: 'notes.csv', why: expect.stringContaining('neither its name nor its folder') },
    ]);
    expect(encountersOf(events)).toHaveLength(3);
    expect(events.some(({ contract }) => contract === 'payer')).toBe(false);
  });
});

describe('an export that cannot be read', () => {
  it('names a folder that is missing, empty or something else', async () => {
    const folder = await temporaryDirectory();
    await expect(read(join(folder, 'nowhere'))).rejects.toThrow(/nowhere \(ENOENT\).*organizations\.csv/);
    await expect(read(folder)).rejects.toThrow(`${folder} is empty; expected are organizations.csv`);
    await mkdir(join(folder, 'csv'));
    await expect(read(folder)).rejects.toThrow(`${folder} is empty`);
    await writeFile(join(folder, 'notes.txt'), 'none');
    await expect(read(folder)).rejects.toThrow('holds no file that says by its name or folder what its rows are');
    await expect(read(join(await fixture(), 'encounters.csv'))).rejects.toThrow(/encounters\.csv \(ENOTDIR\)/);
  });

  it('names file, column and field when a needed column is absent, before any record comes out', async () => {
    const folder = await fixture();
    await edit(folder, 'encounters.csv', (text) => text.replace('ENCOUNTERCLASS', 'CLASS'));
    await expect(read(folder)).rejects.toThrow(
      'encounters.csv: the header lacks the column ENCOUNTERCLASS (field encounter_class of encounter)',
    );
  });

  it('does without columns of optional fields', async () => {
    const folder = await fixture();
    await edit(folder, 'patients.csv', (text) => text.replace('SSN', 'SOMETHING'));
    const { events } = await read(folder);
    expect(JSON.stringify(events)).not.toContain('999-90-0001');
  });

  it('never repeats what stands in the file: a first line may hold a patient', async () => {
    const folder = await fixture();
    await edit(folder, 'patients.csv', (text) => text.split('\n').slice(1).join('\n'));
    const error = await read(folder).catch((thrown: Error) => thrown.message);
    expect(error).toContain('patients.csv: the header lacks the column Id');
    expect(error).not.toMatch(/Alma|999-90|44444444/);
  });

  it('names an empty file, a column that stands twice, and a file that is no text', async () => {
    const folder = await fixture();
    await edit(folder, 'encounters.csv', (text) => text.replace('REASONDESCRIPTION', 'Description'));
    await expect(read(folder)).rejects.toThrow('encounters.csv: the column DESCRIPTION stands twice');
    await writeFile(join(folder, 'encounters.csv'), '');
    await expect(read(folder)).rejects.toThrow(/encounters\.csv is empty; expected is a header line/);
    await writeFile(join(folder, 'encounters.csv'), Buffer.from('Id,START\n', 'utf16le'));
    await expect(read(folder)).rejects.toThrow(/encounters\.csv is text in UTF-16; save it as UTF-8/);
    await writeFile(join(folder, 'encounters.csv'), Buffer.from([0xc3, 0x28, 0x0a]));
    await expect(read(folder)).rejects.toThrow(/encounters\.csv: the first line is no header/);
  });

  it('names a file that has rows and none that can be read, and one that is packed and cut in its header, before any record comes out', async () => {
    const folder = await fixture();
    await edit(folder, 'encounters.csv', (text) =>
      text.replaceAll('ambulatory', 'ambu"latory').replaceAll('inpatient', '"'),
    );
    await edit(folder, 'encounters.csv', (text) => text.split('\n').slice(0, 2).join('\n'));
    await expect(read(folder)).rejects.toThrow(/encounters\.csv: its only row cannot be split into the 15 columns/);
    await writeFile(join(folder, 'encounters.csv'), gzipSync('Id,START\n').subarray(0, 12));
    await expect(read(folder)).rejects.toThrow(/encounters\.csv: it is packed and ends before its end/);
  });

  it.skipIf(process.getuid?.() === 0)('names a file that the user may not open', async () => {
    const folder = await fixture();
    await chmod(join(folder, 'payers.csv'), 0);
    await expect(read(folder)).rejects.toThrow(/payers\.csv \(EACCES\)/);
  });

  it('refuses an extract time that is no instant', async () => {
    await expect(read(await fixture(), { asOf: 'yesterday' })).rejects.toThrow('write it like 2026-01-31T00:00:00Z');
  });
});
