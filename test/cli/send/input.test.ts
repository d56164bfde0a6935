import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { openExportFolder } from '../../../cli/run/export-folder.ts';
import { type Format, type InputRecord, openInput } from '../../../cli/send/input.ts';
import { noticesOf } from '../../../cli/send/summary.ts';
import { registry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import { createKeyedHash } from '../../../domain/masking/token.ts';
import { type KnownChanges, nothingKnown } from '../../../domain/records/change-identity.ts';
import { decodeEvent } from '../../../domain/records/decode.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';
import { openFolder } from '../../../sources/files/read-folder.ts';
import { syntheaFiles } from '../../../sources/synthea/index.ts';
import { maskingTools } from '../../masking-tools.ts';
import { encounter } from './encounter.ts';

const keys = createKeyedHash({ version: 'v1', issuer: 'test', key: Buffer.alloc(32, 7) });
const now = Date.parse('2027-01-01T00:00:00Z');
const asOf = Date.parse('2026-01-01T00:00:00Z');
const fixtures = join(import.meta.dirname, '../../fixtures/synthea');
const processRecord = createProcessRecord(registry, display, maskingTools(keys.tokenize));

const folder = await mkdtemp(join(tmpdir(), 'medstream-send-'));
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function* pipe(...chunks: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

const indented = (text: string) => JSON.stringify(JSON.parse(text), null, 1);

interface ReadOptions {
  readonly contract?: string;
  readonly format?: Format;
  readonly stdin?: AsyncIterable<Buffer>;
  readonly asOf?: number | null;
  readonly known?: KnownChanges;
}

async function read(path: string, options: ReadOptions = {}) {
  const { contract = 'encounter', format, stdin = pipe() } = options;
  const input = await openInput(path, { contract: registry.contractNamed(contract), format, stdin });
  const records: InputRecord[] = [];
  const known = async () => async () => options.known ?? new Map();
  const time = options.asOf === undefined ? asOf : options.asOf;
  for await (const batch of input.records({ keys, known, asOf: time, now })) records.push(...batch);
  return { records, report: input.report, events: records.map(eventOf), texts: records.map(textOf) };
}

/** What masked zones keep of where an event came from. */
function originOf(text: string) {
  const processed = processRecord(text, now);
  if (!processed.ok) throw new Error('refused');
  return processed.record.origin;
}

const textOf = ({ data }: { readonly data: Uint8Array }) => Buffer.from(data).toString();
const eventOf = (record: InputRecord) => {
  const decoded = decodeEvent(registry, textOf(record));
  return decoded.ok ? decoded.event.envelope : decoded.envelope;
};

const ownHeader = Object.keys(encounter).join(',');
const ownRow = Object.values(encounter).join(',');

describe('a CSV file with the columns of Synthea', () => {
  test.each(['2.7', '3.0', '3.1', '3.3'])(
    'becomes byte for byte the events that a run over it makes (%s)',
    async (generation) => {
      const directory = join(fixtures, generation);
      const run = await openFolder({
        folder: await openExportFolder(directory),
        keys,
        known: nothingKnown,
        asOf: new Date(asOf).toISOString(),
        now,
      });
      const expected: [string | null, string, string][] = [];
      for await (const batch of run.batches) {
        for (const { contract, partitionKey, data } of batch) expected.push([contract, partitionKey, textOf({ data })]);
      }
      const sent: typeof expected = [];
      for (const { contract, file } of syntheaFiles) {
        if (!existsSync(join(directory, file))) continue;
        const { name } = contract;
        const { records } = await read(join(directory, file), { contract: name });
        sent.push(
          ...records.map(({ partitionKey, data }) => [name, partitionKey, textOf({ data })] as (typeof sent)[0]),
        );
      }
      // A run makes the records of all contracts row by row.
      expect(sent.map(String).sort()).toEqual(expected.map(String).sort());
      expect(sent.length).toBeGreaterThan(8);
    },
  );

  test('takes the extract time of a file from its modification time, and of a pipe from the clock', async () => {
    const rows = await readFile(join(fixtures, '3.3/payers.csv'), 'utf8');
    const path = await file('payers.csv', rows);
    await utimes(path, 1_700_000_000, 1_700_000_000);
    const { events } = await read(path, { contract: 'payer', asOf: null });
    expect(events.map((event) => event?.time)).toEqual(Array(2).fill('2023-11-14T22:13:20.000Z'));
    const piped = await read('-', { contract: 'payer', asOf: null, stdin: pipe(rows) });
    expect(piped.events.map((event) => event?.time)).toEqual(Array(2).fill('2027-01-01T00:00:00.000Z'));
  });

  test('lets rows through that cannot be split, with their line, and counts them', async () => {
    const rows = await readFile(join(fixtures, '3.3/encounters.csv'), 'utf8');
    const path = await file('encounters.csv', `${rows.trimEnd()}\nhalf a row,and\n${rows.split('\n')[1]}\n`);
    const { records, report } = await read(path);
    expect(records.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
    expect(report).toMatchObject({ read: 5, unreadable: 1, complete: true });
    expect(processRecord(textOf(records[3] ?? { data: Buffer.alloc(0) }), now)).toMatchObject({
      ok: false,
      rejection: { reasons: [{ code: 'decode.unreadable_row' }], sourceFile: 'encounters.csv', sourceLine: 5 },
    });
  });

  test('passes over a row that is longer than a record of a stream, tells its line, and so does a run', async () => {
    const rows = await readFile(join(fixtures, '3.3/encounters.csv'), 'utf8');
    const [header = '', first = '', ...rest] = rows.split('\n');
    const long = first.replace('Encounter for symptom', 'x'.repeat(1_100_000));
    expect(long.length).toBeGreaterThan(1_000_000);
    const spoilt = [header, long, ...rest].join('\n');
    const { records, report } = await read(await file('encounters.csv', spoilt));
    expect(records.map(({ line }) => line)).toEqual([3, 4]);
    expect(report).toMatchObject({ read: 3, tooLong: [2] });

    const directory = await mkdtemp(join(folder, 'export-'));
    await cp(join(fixtures, '3.3'), directory, { recursive: true });
    await writeFile(join(directory, 'encounters.csv'), spoilt);
    const run = await openFolder({
      folder: await openExportFolder(directory),
      keys,
      known: nothingKnown,
      asOf: '2026-01-01T00:00:00Z',
      now,
    });
    let count = 0;
    for await (const batch of run.batches) count += batch.length;
    const rowsRead = run.report.reduce(
      (sum, { records }) => sum + Object.values(records).reduce((each, one) => each + one, 0),
      0,
    );
    expect(count).toBe(rowsRead - 1);
    expect(run.report.filter(({ tooLong }) => tooLong.length > 0)).toEqual([
      expect.objectContaining({ file: 'encounters.csv', tooLong: [2] }),
    ]);
  });
});

describe('a CSV file with the field names of the contract', () => {
  test('becomes valid events of a source of its own', async () => {
    const { records, events, report } = await read(await file('own.csv', `${ownHeader},mood\n${ownRow},glad\n`));
    expect(events[0]?.data).toEqual(encounter);
    expect(events[0]?.source).toBe('urn:medstream:contract-file');
    expect(processRecord(textOf(records[0] ?? { data: Buffer.alloc(0) }), now)).toMatchObject({ ok: true });
    expect(report.ignoredColumns).toBe(1);
  });

  test('names the file and the column when one is missing', async () => {
    const path = await file('short.csv', `${ownHeader.replace('started_at', 'began')}\n${ownRow}\n`);
    await expect(read(path)).rejects.toThrow(/short\.csv: the header lacks the column started_at \(field started_at/);
    const synthea = (await readFile(join(fixtures, '3.3/encounters.csv'), 'utf8')).replace('ENCOUNTERCLASS', 'CLASS');
    await expect(read(await file('synthea.csv', synthea))).rejects.toThrow(/synthea\.csv: .* ENCOUNTERCLASS/);
  });

  test('keeps a name that people gave a file out of masked zones, and each file apart', async () => {
    const one = await read(await file('john-smith.csv', `${ownHeader}\n${ownRow}\n`));
    const other = await read(await file('jane-smith.csv', `${ownHeader}\n${ownRow}\n`));
    expect([one, other].map(({ events }) => events[0]?.sourcefile)).toEqual(['john-smith.csv', 'jane-smith.csv']);
    const stored = [one, other].map(({ texts }) => originOf(texts[0] ?? ''));
    for (const { sourceFile } of stored) expect(sourceFile).toMatch(/^v1_[a-z2-7]{26}$/);
    expect(stored[0]?.sourceFile).not.toBe(stored[1]?.sourceFile);
    expect(one.events[0]?.id).toBe(other.events[0]?.id);
  });
});

describe('an NDJSON file', () => {
  test('of contract fields makes the very event that a CSV row of the same content makes', async () => {
    const csv = await read('-', { stdin: pipe(`${ownHeader}\n${ownRow}\n`) });
    const reversed = Object.fromEntries(Object.entries(encounter).reverse());
    const ndjson = await read('-', { stdin: pipe(`${JSON.stringify({ ended_at: null, ...reversed })}\n`) });
    expect(ndjson.texts).toEqual(csv.texts.map((text) => text.replace('"sourceline":2', '"sourceline":1')));
    expect(ndjson.records[0]?.partitionKey).toBe(csv.records[0]?.partitionKey);
  });

  test('of envelopes goes byte for byte, keyed by a hash of the subject or by its token', async () => {
    const token = keys.tokenize('patient_id', 'p1');
    const lines = [
      ` {"specversion" : "1.0", "subject":"MRN-7", "data":{"é":1.10}} `,
      `{"specversion":"1.0","subject":"${token}"}`,
      `{"specversion":"1.0"}`,
      `{"specversion":"9","subject":7}`,
    ];
    const { texts, records } = await read(await file('events.ndjson', `${lines.join('\r\n')}\n`));
    expect(texts).toEqual(lines);
    expect(records.map(({ partitionKey }) => partitionKey)).toEqual([
      keys.hashText('MRN-7'),
      token,
      keys.hashText(lines[2] ?? ''),
      keys.hashText(lines[3] ?? ''),
    ]);
  });

  test('loses no line that is invalid: whatever stands there goes, with its line', async () => {
    const notUtf8 = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const lines = ['{"half":', '[1]', '"text"', '7', JSON.stringify({ ...encounter, mood: 'glad' }), '{"a":1.5}'];
    const path = await file('dirty.ndjson', Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), notUtf8]));
    const { records, report, events, texts } = await read(path);
    expect(records.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 8]);
    expect(events.slice(0, 4).map((event) => event?.data)).toEqual(lines.slice(0, 4));
    expect(events[6]).toMatchObject({ data: notUtf8.toString('latin1'), sourcefile: 'dirty.ndjson', sourceline: 8 });
    expect(report).toMatchObject({ read: 7, unreadable: 5 });
    const codes = texts.map((text) => {
      const processed = processRecord(text, now);
      return processed.ok ? 'ok' : processed.rejection.reasons[0].code;
    });
    expect(codes).toEqual([
      ...Array(4).fill('decode.unreadable_row'),
      'schema.unclassified_field',
      'schema.missing',
      'decode.unreadable_row',
    ]);
  });

  test('never makes a raw identifier a key or a subject, whatever type it has', async () => {
    const rows = [
      { ...encounter, patient_id: 12345678 },
      { ...encounter, encounter_id: 87654321 },
      { ...encounter, patient_id: ['12345678'] },
      { patient_id: { id: '12345678' } },
    ];
    const { records, events } = await read(
      await file('types.ndjson', rows.map((row) => JSON.stringify(row)).join('\n')),
    );
    expect(records).toHaveLength(4);
    for (const [index, { partitionKey }] of records.entries()) {
      const { data: _, ...attributes } = events[index] ?? {};
      expect(JSON.stringify([partitionKey, attributes])).not.toMatch(/12345678|87654321|44444444|55555555/);
    }
  });

  test('reports a line of more than 1 MiB and goes on behind it', async () => {
    const long = JSON.stringify({ specversion: '1.0', data: 'x'.repeat(1024 * 1024) });
    const { records, report } = await read(await file('long.ndjson', `{"a":"1"}\n${long}\n{"b":"2"}\n`));
    expect(records.map(({ line }) => line)).toEqual([1, 3]);
    expect(report.tooLong).toEqual([2]);
  });
});

describe('reading the same content again', () => {
  test('makes the identical events', async () => {
    const csv = join(fixtures, '3.3/patients.csv');
    const once = await read(csv, { contract: 'patient', asOf: null });
    const twice = await read(csv, { contract: 'patient', asOf: null });
    expect(twice.texts).toEqual(once.texts);
    const path = await file('fields.ndjson', `${JSON.stringify(encounter)}\n`);
    expect((await read(path)).texts).toEqual((await read(path)).texts);
  });
});

describe('what the input is', () => {
  test('shows in the extension, else in the first character, unless the user says it', async () => {
    const object = `${JSON.stringify(encounter)}\n`;
    expect((await read('-', { stdin: pipe(`\uFEFF \n`, object) })).report.read).toBe(1);
    expect((await read(await file('a.jsonl', object))).report.unreadable).toBe(0);
    expect((await read(await file('noname', `${ownHeader}\n${ownRow}\n`))).report).toMatchObject({
      read: 1,
      unreadable: 0,
    });
    expect((await read(await file('b.csv', object), { format: 'ndjson' })).report).toMatchObject({ read: 1 });
    await expect(read(await file('c.csv', object))).rejects.toThrow(
      /c\.csv: the first line is no header .* --format ndjson/,
    );
  });

  test('is checked before anything is sent', async () => {
    await expect(read(join(folder, 'absent.csv'))).rejects.toThrow(/cannot read .*absent\.csv \(ENOENT\)/);
    await expect(read(folder)).rejects.toThrow('is a folder');
    await expect(read(await file('empty.csv', ''))).rejects.toThrow('empty.csv is empty');
    await expect(read(await file('packed.csv', Buffer.from([0x1f, 0x8b, 8, 0])))).rejects.toThrow(
      /packed\.csv: it is packed and ends before its end/,
    );
    await expect(read(await file('utf16.csv', Buffer.from('\uFEFFId,START\n', 'utf16le')))).rejects.toThrow(
      'utf16.csv',
    );
    await expect(read('-', { stdin: pipe() })).rejects.toThrow('standard input is empty');
    await expect(read('-', { stdin: pipe(), format: 'ndjson' })).rejects.toThrow('standard input is empty');
    await expect(read('-', { stdin: pipe('\n'), format: 'ndjson' })).rejects.toThrow('standard input is empty');
  });

  test('is refused before anything is sent when it has rows and none can be read, from a file and from a pipe', async () => {
    const text = `${ownHeader}\nhalf a row\nanother\n`;
    const words = /: none of its 2 rows can be split into the \d+ columns of its header \(line 2 is the first\)/;
    await expect(read(await file('none.csv', text))).rejects.toThrow(words);
    const contract = registry.contractNamed('encounter');
    await expect(openInput('-', { contract, stdin: pipe(text) })).rejects.toThrow(words);
  });

  test('that has a header only is 0 rows, and said to be', async () => {
    const { report } = await read(await file('header.csv', `${ownHeader}\n`));
    expect(report).toMatchObject({ read: 0, complete: true });
    const input = {
      name: 'header.csv',
      format: 'csv',
      report,
      noteTooLong: () => {},
      records: async function* () {},
    } as const;
    expect(noticesOf({ input, sent: 0, notSent: 0, notSentLines: [] })).toContainEqual(
      expect.stringMatching(/^header\.csv: 0 rows, nothing stands below the header/),
    );
  });

  test('may have lines that end in CR alone', async () => {
    const { events, report } = await read(await file('cr.csv', `${ownHeader}\r${ownRow}\r`));
    expect(events.map((event) => event?.data)).toEqual([encounter]);
    expect(report).toMatchObject({ read: 1, unreadable: 0, ignoredColumns: 0 });
    const lines = `${JSON.stringify(encounter)}\r`.repeat(2);
    expect((await read(await file('cr.ndjson', lines))).report).toMatchObject({ read: 2, unreadable: 0 });
  });

  test('is told by its first bytes, though a pipe gives them one by one', async () => {
    const foreign = [
      Buffer.from(`${ownHeader}\n${ownRow}\n`, 'utf16le'),
      Buffer.from(`${JSON.stringify(encounter)}\n`, 'utf16le'),
      Buffer.from([0x1f, 0x8b, 8, 0, 0]),
      Buffer.from('PK\x03\x04'),
    ];
    for (const bytes of foreign) {
      const pieces = [...bytes].map((byte) => Buffer.from([byte]));
      await expect(read('-', { stdin: pipe(...pieces) })).rejects.toThrow(/^standard input:? (?:it )?is /);
    }
  });

  test.each([
    ['an array on a line', 'ndjson', [1, 1], (one: string, two: string) => `[${one},${two}]\n`],
    ['an array over lines', 'json', [2, 3], (one: string, two: string) => ` [\n${one},\n${two}\n]`],
    ['objects over lines', 'json', [1, 10], (...all: string[]) => `\uFEFF${all.map(indented).join('\n')}`],
    ['an object on a line', 'json', [1, 2], (one: string, two: string) => `${one}\n${two}`],
  ])('may be %s, in a file called .%s, packed or not, or from a pipe', async (_, ending, lines, write) => {
    const [one, two] = ['one', 'two'].map((id) => JSON.stringify({ ...encounter, encounter_id: id }));
    const text = write(one ?? '', two ?? '');
    const packed = gzipSync(text);
    for (const { records, events, report } of [
      await read(await file(`whole.${ending}`, text)),
      await read(await file(`whole.${ending}.gz`, packed)),
      await read(await file(`packed-without-saying.${ending}`, packed)),
      await read('-', { stdin: pipe(text) }),
      await read('-', { stdin: pipe(...[...packed].map((byte) => Buffer.from([byte]))) }),
    ]) {
      expect(records.map(({ line }) => line)).toEqual(lines);
      expect(events.map((event) => event?.data)).toMatchObject([{ encounter_id: 'one' }, { encounter_id: 'two' }]);
      expect(report).toMatchObject({ read: 2, unreadable: 0, complete: true, fault: null });
    }
  });

  test('may be packed and cut: the rows before the cut are read, and the file is said to be cut', async () => {
    const rows = Array.from({ length: 5000 }, (_, n) =>
      Object.values({ ...encounter, encounter_id: `e-${n}` }).join(','),
    );
    const packed = gzipSync([ownHeader, ...rows].join('\n'));
    const path = await file('cut.csv.gz', packed.subarray(0, packed.length / 2));
    const { records, report } = await read(path);
    expect(records.length).toBeGreaterThan(1000);
    expect(report).toMatchObject({ complete: false, fault: { code: 'file.gzip_cut' }, read: records.length });
  });

  test('may come through a pipe in any pieces', async () => {
    const text = await readFile(join(fixtures, '3.3/encounters.csv'), 'utf8');
    const whole = await read('-', { stdin: pipe(text) });
    const pieces = await read('-', { stdin: pipe(...text) });
    expect(pieces.texts).toEqual(whole.texts);
    expect(pieces.events[0]?.sourcefile).toBe('stdin');
  });

  test('must have lines: a file without any is not read into memory', async () => {
    const endless = async function* () {
      yield Buffer.from(`${ownHeader}\n`);
      for (;;) yield Buffer.alloc(1 << 20, 'x');
    };
    const { report } = await read('-', { stdin: endless() });
    expect(report.fault?.message).toContain('standard input has a line of more than 16777216 bytes');
  });
});
