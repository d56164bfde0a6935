import { cp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { beforeAll, describe, expect, test } from 'vitest';
import { countZones } from '../../cli/run/reconcile.ts';
import type { NewRecords } from '../../cli/run/records-of-run.ts';
import { sum } from '../../cli/run/summary.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { sequenceDigits } from '../../domain/records/silver-table.ts';
import { openLake } from '../../embedded/glue/lake-query.ts';
import { EmbeddedKinesis } from '../../embedded/kinesis/kinesis.ts';
import { sequenceNumberAt } from '../../embedded/kinesis/sequence-number.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { isThorough } from '../thorough.ts';
import { fixture, medstream, run, summaryOf } from './cli.ts';

/** What the rows of a file become. */
interface Fate {
  readonly silver: number;
  readonly quarantined: number;
  readonly duplicates: number;
  /** Rows that no stream takes: the command says their lines and ends with 1. */
  readonly tooLong: number;
}

interface Case {
  /** Also the name of the file, unless `file` gives another. */
  readonly about: string;
  readonly file?: string;
  readonly content: string | Buffer;
  /** What its rows become, counted by hand; or what is said when nothing of it is sent. */
  readonly becomes: Fate | RegExp;
}

const fate = (silver: number, quarantined = 0, duplicates = 0, tooLong = 0): Fate => ({
  silver,
  quarantined,
  duplicates,
  tooLong,
});

const columns = [
  ...['encounter_id', 'patient_id', 'encounter_class', 'description', 'started_at'],
  ...['base_encounter_cost', 'total_claim_cost', 'payer_coverage'],
];
const header = columns.join(',');

let rows = 0;
/** A row that nothing is wrong with, of an encounter of its own. */
function row(description = 'a visit', id = `e-${++rows}`): string {
  return `${id},p-1,wellness,${description},2019-01-27T16:17:47Z,77.49,80.00,0.00`;
}
const file = (...lines: readonly string[]) => `${lines.join('\n')}\n`;
const withRows = (...descriptions: readonly string[]) => file(header, ...descriptions.map((text) => row(text)));

/** A row that nothing is wrong with, as a line of NDJSON. */
function object(more: Readonly<Record<string, unknown>> = {}): string {
  const cells = row().split(',');
  return JSON.stringify({ ...Object.fromEntries(columns.map((name, at) => [name, cells[at]])), ...more });
}
const event = (id: string, more: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: 'urn:clinic',
    type: 'org.medstream.encounter.changed',
    time: '2026-01-01T00:00:00Z',
    datacontenttype: 'application/json',
    data: JSON.parse(object()),
    ...more,
  });

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

const unquotable = /none of its \d+ rows can be split into the 8 columns .* commas separate the cells/;
const lacks = /the header lacks the column .* export the file again/;

const csv: readonly Case[] = [
  // Line ends.
  { about: 'LF', content: withRows('a', 'b', 'c'), becomes: fate(3) },
  { about: 'CRLF', content: withRows('a', 'b').replaceAll('\n', '\r\n'), becomes: fate(2) },
  { about: 'CR', content: withRows('a', 'b').replaceAll('\n', '\r'), becomes: fate(2) },
  {
    about: 'CR without one at the end',
    content: withRows('a', 'b').trimEnd().replaceAll('\n', '\r'),
    becomes: fate(2),
  },
  { about: 'LF and CRLF mixed', content: `${header}\r\n${row()}\n${row()}\r\n${row()}`, becomes: fate(3) },
  { about: 'a header that ends in CR, rows in LF', content: `${header}\r${row()}\n${row()}\n`, becomes: fate(2) },
  // The line is one row of too many cells.
  { about: 'a CR between two rows of LF', content: `${withRows('a')}${row()}\r${row()}\n`, becomes: fate(1, 1) },
  { about: 'no line end at the end', content: withRows('a', 'b').trimEnd(), becomes: fate(2) },
  { about: 'blank lines', content: `${header}\n\n${row()}\n\n\n${row()}\n\n`, becomes: fate(2) },
  { about: 'a blank line first', content: `\n${withRows('a')}`, becomes: fate(1) },
  { about: 'a line of blanks', content: `${withRows('a')}   \n`, becomes: fate(1, 1) },
  { about: 'the end sign of DOS', content: `${withRows('a')}\x1a`, becomes: fate(1, 1) },
  // Quotes.
  {
    about: 'quotes around everything',
    content: withRows('a', 'b').replaceAll(/[^,\n]+/g, '"$&"'),
    becomes: fate(2),
  },
  { about: 'commas in quotes', content: withRows('"a, b"', '","'), becomes: fate(2) },
  { about: 'quotes in quotes', content: withRows('"say ""hi"""', '""""'), becomes: fate(2) },
  { about: 'line ends in quotes', content: withRows('"a\nb\n\nc"', '"d\r\ne"'), becomes: fate(2) },
  { about: 'a quote that is never closed', content: withRows('"a', 'b', 'c'), becomes: fate(2, 1) },
  { about: 'a quote that opens here and closes there', content: withRows('"a', 'b', 'c"', 'd'), becomes: fate(2, 2) },
  { about: 'a quote in the last line', content: withRows('a', '"b'), becomes: fate(1, 1) },
  { about: 'a quote for inches', content: withRows('a', '12" nail', 'b'), becomes: fate(2, 1) },
  { about: 'quotes within a cell', content: withRows('a', 'say "hi"'), becomes: fate(1, 1) },
  { about: 'text behind a quote', content: withRows('"a"b', 'c'), becomes: fate(1, 1) },
  { about: 'single quotes around a comma', content: withRows("'a, b'", 'c'), becomes: fate(1, 1) },
  { about: 'a row of empty quotes', content: file(header, row(), '"","","","","","","",""'), becomes: fate(1, 1) },
  { about: 'typographic quotes', content: withRows('“a” ‘b’'), becomes: fate(1) },
  { about: 'backslashes before quotes', content: withRows('"a \\" b"', 'c'), becomes: fate(1, 1) },
  // Encodings.
  { about: 'a byte order mark', content: `\uFEFF${withRows('a', 'b')}`, becomes: fate(2) },
  { about: 'a mark and CRLF', content: `\uFEFF${withRows('a').replaceAll('\n', '\r\n')}`, becomes: fate(1) },
  { about: 'every plane of Unicode', content: withRows('é 王 🏥 \u{10FFFF}'), becomes: fate(1) },
  { about: 'a row in Latin-1', content: bytes(withRows('a'), [...latin1(`${row('é')}\n`)]), becomes: fate(1, 1) },
  { about: 'bytes that are no UTF-8', content: bytes(withRows('a'), [0xc3, 0x28, 0xff, 0x0a]), becomes: fate(1, 1) },
  { about: 'a NUL in a row', content: withRows('a', 'b\0c'), becomes: fate(1, 1) },
  { about: 'a row of NULs', content: `${withRows('a')}${'\0'.repeat(50)}`, becomes: fate(1, 1) },
  {
    about: 'UTF-16 LE with a mark',
    content: utf16(`\uFEFF${withRows('a')}`),
    becomes: /is text in UTF-16; save it as UTF-8/,
  },
  { about: 'UTF-16 BE with a mark', content: utf16(`\uFEFF${withRows('a')}`).swap16(), becomes: /UTF-16; save it as/ },
  { about: 'UTF-16 LE', content: utf16(withRows('a')), becomes: /UTF-16; save it as/ },
  { about: 'UTF-16 BE', content: utf16(withRows('a')).swap16(), becomes: /UTF-16; save it as/ },
  { about: 'every row in Latin-1', content: latin1(withRows('é', 'ü')), becomes: /Check that the file is UTF-8/ },
  { about: 'a header in Latin-1', content: latin1(`é,${withRows('a')}`), becomes: /no header of a CSV file in UTF-8/ },
  // Headers.
  { about: 'a header in capitals', content: file(header.toUpperCase(), row()), becomes: fate(1) },
  { about: 'a header with blanks', content: file(columns.join(' , '), row()), becomes: fate(1) },
  { about: 'a header in quotes', content: file(columns.map((name) => `"${name}"`).join(','), row()), becomes: fate(1) },
  { about: 'columns that nobody asks for', content: file(`${header},mood,mood`, `${row()},x,y`), becomes: fate(1) },
  {
    about: 'thousands of columns',
    content: file(`${header}${',x'.repeat(5000)}`, `${row()}${',1'.repeat(5000)}`),
    becomes: fate(1),
  },
  { about: 'a header only', content: file(header), becomes: fate(0) },
  { about: 'no header', content: file(row(), row()), becomes: lacks },
  { about: 'a column renamed', content: file(header.replace('started_at', 'began'), row()), becomes: lacks },
  {
    about: 'a column doubled',
    content: file(header.replace('description', 'started_at'), row()),
    becomes: /the column started_at stands twice in the header; remove/,
  },
  { about: 'a comment before the header', content: `# exported\n${withRows('a')}`, becomes: lacks },
  { about: 'a separator line of a spreadsheet', content: `sep=,\n${withRows('a')}`, becomes: lacks },
  { about: 'semicolons', content: withRows('a').replaceAll(',', ';'), becomes: /separated by commas/ },
  { about: 'tabs', content: withRows('a').replaceAll(',', '\t'), becomes: /separated by commas/ },
  { about: 'an open quote in the header', content: file(`"${header}`, row()), becomes: /no header of a CSV file/ },
  { about: 'a web page', content: '<html>\n<body>no rows</body>\n</html>\n', becomes: lacks },
  // Truncation and rows that do not fit.
  { about: 'cut in a row', content: withRows('a', 'b').slice(0, -30), becomes: fate(1, 1) },
  { about: 'cut in a quote', content: `${withRows('a')}${row('"b, and').slice(0, 30)}`, becomes: fate(1, 1) },
  {
    about: 'cut in a character',
    content: Buffer.from(`${withRows('a')}e-x,p-1,wellness,é`).subarray(0, -1),
    becomes: fate(1, 1),
  },
  { about: 'a cell too few', content: file(header, row(), row().replace(',77.49', '')), becomes: fate(1, 1) },
  { about: 'a cell too many', content: file(header, row(), `${row()},1`), becomes: fate(1, 1) },
  { about: 'a comma at the end of every row', content: file(header, `${row()},`, `${row()},`), becomes: unquotable },
  { about: 'a row of empty cells', content: file(header, row(), ',,,,,,,'), becomes: fate(1, 1) },
  {
    about: 'values that no contract takes',
    content: file(header, row(), row().replace('77.49', 'free')),
    becomes: fate(1, 1),
  },
  // A text or a cost that cannot be kept is left out of its row: docs/decisions/0011.
  { about: 'a text that is longer than its field', content: withRows('a', 'x'.repeat(2000)), becomes: fate(2) },
  {
    about: 'a row that is longer than a record',
    content: withRows('a', 'x'.repeat(1_100_000), 'b'),
    becomes: fate(2, 0, 0, 1),
  },
  {
    about: 'a file of one line',
    content: Buffer.alloc(17 << 20, 'x'),
    becomes: /a line of more than \d+ bytes; it is no CSV/,
  },
  { about: 'blanks around cells', content: file(header, row().replaceAll(',', ' , ')), becomes: fate(1) },
  { about: 'a row of 300 kB', content: withRows('a', 'x'.repeat(300_000)), becomes: fate(2) },
  { about: 'what steers a terminal', content: withRows('\x1b[2J'), becomes: fate(1) },
  { about: 'a row twice', content: file(header, row('a', 'twice'), row('a', 'twice')), becomes: fate(1, 0, 1) },
  { about: 'a key twice', content: file(header, row('a', 'other'), row('b', 'other')), becomes: fate(2) },
  { about: 'a formula', content: withRows('=HYPERLINK(0)', '@x', '+1'), becomes: fate(3) },
  // What is no CSV.
  { about: 'nothing', content: '', becomes: /is empty; expected is a header line/ },
  { about: 'blank lines only', content: '\n\r\n\n', becomes: /is empty; expected is a header line/ },
  { about: 'a mark only', content: '\uFEFF', becomes: /is empty; expected is a header line/ },
  { about: 'gzip', content: gzipSync(withRows('a')), becomes: /is compressed; unpack it first: gunzip/ },
  {
    about: 'a workbook',
    content: bytes([0x50, 0x4b, 3, 4], 'xl/workbook.xml'),
    becomes: /is a ZIP archive or a workbook/,
  },
  { about: 'NDJSON', content: file(object()), becomes: /--format ndjson/ },
  // Names.
  { about: 'a name in capitals', file: 'CAPITALS.CSV', content: withRows('a'), becomes: fate(1) },
  { about: 'a name without extension', file: 'rows', content: withRows('a'), becomes: fate(1) },
  { about: 'a name of all kinds of signs', file: "é 王's (1) #&;$x.csv", content: withRows('a'), becomes: fate(1) },
  { about: 'a name as of an option', file: '--rows.csv', content: withRows('a'), becomes: fate(1) },
];

const ndjson: readonly Case[] = [
  { about: 'LF', content: file(object(), object()), becomes: fate(2) },
  { about: 'CRLF', content: `${object()}\r\n${object()}\r\n`, becomes: fate(2) },
  { about: 'CR', content: `${object()}\r${object()}\r`, becomes: fate(2) },
  { about: 'a byte order mark', content: `\uFEFF${file(object())}`, becomes: fate(1) },
  { about: 'blank lines', content: `\n\n${object()}\n  \n\r\n${object()}\n\n`, becomes: fate(2) },
  { about: 'no line end at the end', content: `${object()}\n${object()}`, becomes: fate(2) },
  { about: 'cut in an object', content: file(object(), object().slice(0, -9)), becomes: fate(1, 1) },
  { about: 'a name twice', content: file(`{"encounter_id":"x",${object().slice(1)}`), becomes: fate(1) },
  { about: 'scalars', content: file(object(), '7', '"text"', 'null', 'true'), becomes: fate(1, 4) },
  { about: 'an array in a line', content: file(object(), `[${object()}]`), becomes: fate(1, 1) },
  { about: 'two objects in a line', content: file(object(), `${object()}${object()}`), becomes: fate(1, 1) },
  { about: 'a field of no contract', content: file(object(), object({ mood: 'glad' })), becomes: fate(1, 1) },
  { about: 'a field that is null', content: file(object({ ended_at: null })), becomes: fate(1) },
  {
    about: 'a cost that is a number',
    content: file(object(), object({ total_claim_cost: 80.5 })),
    becomes: fate(2),
  },
  { about: 'a number that JSON has not', content: file(object(), '{"total_claim_cost":NaN}'), becomes: fate(1, 1) },
  { about: 'single quotes', content: file(object(), "{'encounter_id':'x'}"), becomes: fate(1, 1) },
  {
    about: 'names of the language',
    content: file(object(), '{"__proto__":{"a":"1"},"constructor":"x"}'),
    becomes: fate(1, 1),
  },
  { about: 'an object without anything', content: file(object(), '{}'), becomes: fate(1, 1) },
  {
    about: 'an object in an object, very deep',
    content: file(object(), `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
    becomes: fate(1, 1),
  },
  { about: 'no UTF-8 in the first line', content: bytes([0xfd, 0xff, 0x0a], file(object())), becomes: fate(1, 1) },
  { about: 'bytes that are no UTF-8', content: bytes(file(object()), [0x7b, 0xff, 0x7d, 0x0a]), becomes: fate(1, 1) },
  { about: 'a NUL', content: file(object(), '{"a":"\0"}'), becomes: fate(1, 1) },
  {
    about: 'a line that is longer than a record',
    content: file(object(), object({ description: 'x'.repeat(1 << 21) })),
    becomes: fate(1, 0, 0, 1),
  },
  {
    about: 'events',
    content: file(event('f-1'), event('f-2', { type: 'org.other.thing' }), event('f-3', { id: 7 })),
    becomes: fate(1, 2),
  },
  { about: 'events among rows', content: file(event('g-1'), object(), event('g-1')), becomes: fate(2, 0, 1) },
  {
    about: 'an array',
    content: `[${object()},${object()}]\n`,
    becomes: /is an array, so nothing of it was sent.*jq -c/,
  },
  { about: 'an array over lines', content: `[\n${object()},\n${object()}\n]\n`, becomes: /is an array.*jq -c/ },
  { about: 'an object over lines', content: `{\n"a": "1"\n}\n`, becomes: /is an object over several lines.*jq -c/ },
  { about: 'nothing', content: '', becomes: /is empty; expected is a JSON object on each line/ },
  { about: 'CSV', content: withRows('a'), becomes: /none of its first 2 lines is a JSON object.* --format csv/ },
  { about: 'UTF-16', content: utf16(file(object())), becomes: /UTF-16; save it as/ },
  { about: 'gzip', content: gzipSync(file(object())), becomes: /is compressed; unpack it first/ },
];

const cases = [
  ...csv.map((one) => ({ ...one, about: `CSV: ${one.about}`, file: one.file ?? `${one.about}.csv` })),
  ...ndjson.map((one) => ({ ...one, about: `NDJSON: ${one.about}`, file: `${one.about}.ndjson` })),
];
const accepted = cases.filter((one): one is (typeof cases)[0] & { becomes: Fate } => !(one.becomes instanceof RegExp));
/** The second time costs as much as the first: some of them show it, and in a thorough run all. */
const sentAgain = accepted.filter((_, index) => isThorough || index % 8 === 0);
const refused = cases.filter((one) => one.becomes instanceof RegExp);

let data: string;
let folder: string;

/** Which records came into the stream of the data directory while `work` was done. */
async function recordsOf<T>(work: () => Promise<T>): Promise<{ readonly of: NewRecords; readonly done: T }> {
  const before = await ends();
  const done = await work();
  const after = await ends();
  const padded = (prefix: string, position: number) => sequenceNumberAt(prefix, position).padStart(sequenceDigits, '0');
  const of = new Map(
    after.flatMap(({ shardId, prefix, next }) => {
      const from = before.find((shard) => shard.shardId === shardId)?.next ?? 0;
      return from === next ? [] : [[shardId, { first: padded(prefix, from), last: padded(prefix, next - 1) }] as const];
    }),
  );
  return { of, done };
}

const withStream = async <T>(use: (kinesis: EmbeddedKinesis) => Promise<T>): Promise<T> => {
  const kinesis = await EmbeddedKinesis.open(join(data, 'stream'), { streams: Object.values(streams) });
  return use(kinesis).finally(() => kinesis.close());
};
const ends = () =>
  withStream(async (kinesis) =>
    kinesis
      .stream(streams.healthcareEvents.name)
      .shards.map(({ shardId, prefix, nextPosition }) => ({ shardId, prefix, next: nextPosition })),
  );

const send = (name: string) => medstream('send', '--data', data, '--contract', 'encounter', '--', join(folder, name));

describe('a file of whatever kind', () => {
  const found = new Map<string, Fate>();
  const foundAgain = new Map<string, Fate>();
  const said = new Map<string, Awaited<ReturnType<typeof medstream>>>();
  /** Events that a producer put into the stream itself: a good one, the same again, one of no kind we know, and no JSON. */
  const direct = [event('d-1'), event('d-1'), event('d-2', { type: 'org.other.thing' }), 'no JSON'];

  beforeAll(async () => {
    data = await temporaryDirectory();
    folder = await temporaryDirectory();
    for (const one of cases) {
      await writeFile(join(folder, one.file), one.content);
      await utimes(join(folder, one.file), 1_767_225_600, 1_767_225_600);
    }
    const deliver = async (files: typeof accepted, into: Map<string, Fate>) => {
      const sent = new Map<string, NewRecords>();
      for (const { about, file: name } of files) {
        const { of, done } = await recordsOf(() => send(name));
        sent.set(about, of);
        said.set(about, done);
      }
      const Records = direct.map((text) => ({ PartitionKey: 'p', Data: Buffer.from(text) }));
      const StreamName = streams.healthcareEvents.name;
      const put = await recordsOf(() =>
        withStream((kinesis) => kinesis.send(new PutRecordsCommand({ StreamName, Records }))),
      );
      sent.set('direct', put.of);
      const { received, reconciled } = await run(data, '--events', '0');
      const lake = await openLake({ s3Path: join(data, 's3') });
      let counted = 0;
      for (const [about, of] of sent) {
        const { bronze, silver, quarantined, duplicates } = await countZones(join(data, 's3'), lake, { of });
        counted += bronze;
        into.set(about, { silver, quarantined: sum(quarantined), duplicates, tooLong: 0 });
      }
      lake.close();
      expect([counted, reconciled]).toEqual([received, true]);
    };
    await deliver(accepted, found);
    await deliver(sentAgain, foundAgain);
  }, 300_000);

  test('there are many kinds', () => {
    expect(cases.length).toBeGreaterThan(100);
    expect(new Set(cases.map(({ file: name }) => name)).size).toBe(cases.length);
  });

  test.each(accepted)('is accounted for row by row: $about', ({ about, becomes, file: name }) => {
    expect(found.get(about)).toEqual({ ...becomes, tooLong: 0 });
    const { code, stderr } = said.get(about) ?? { code: null, stderr: '' };
    expect(code).toBe(becomes.tooLong === 0 ? 0 : 1);
    if (becomes.tooLong > 0) {
      expect(stderr).toContain(`${join(folder, name)}: ${becomes.tooLong} rows are longer than a record of a stream`);
    }
  });

  test.each(sentAgain)('counts once when it is sent twice: $about', ({ about, becomes }) => {
    const { silver, quarantined, duplicates } = becomes;
    expect(foundAgain.get(about)).toEqual(fate(0, quarantined, silver + duplicates));
  });

  test('and so is what was put into the stream beside it', () => {
    expect(found.get('direct')).toEqual(fate(1, 2, 1));
    expect(foundAgain.get('direct')).toEqual(fate(0, 2, 2));
  });

  test.each(refused)('is refused by name with what to do, and nothing of it is sent: $about', async (one) => {
    const { of, done } = await recordsOf(() => send(one.file));
    expect(done.code).toBe(1);
    expect(done.stderr).toContain(join(folder, one.file));
    expect(done.stderr).toMatch(one.becomes as RegExp);
    expect(done.stderr).not.toMatch(/ {4}at |unexpectedly/);
    expect(of).toEqual(new Map());
  });
});

describe('the same as a file of an export', () => {
  const sampled = new Set(
    [
      ...['CR', 'a quote that opens here and closes there', 'a row in Latin-1'],
      ...(isThorough ? ['cut in a quote', 'a row twice', 'blank lines', 'a mark and CRLF'] : []),
    ].map((about) => `CSV: ${about}`),
  );
  const syntheaColumns = ['Id', 'PATIENT', 'ENCOUNTERCLASS', 'DESCRIPTION', 'START'];
  const costs = ['BASE_ENCOUNTER_COST', 'TOTAL_CLAIM_COST', 'PAYER_COVERAGE'];
  const asSynthea = (content: string | Buffer) =>
    latin1(
      Buffer.from(content)
        .toString('latin1')
        .replace(header, [...syntheaColumns, ...costs].join(',')),
    );

  async function exported(content: string | Buffer): Promise<string> {
    const directory = await temporaryDirectory();
    await cp(fixture, directory, { recursive: true });
    for (const name of await readdir(directory)) if (name !== 'payers.csv') await rm(join(directory, name));
    await writeFile(join(directory, 'encounters.csv'), asSynthea(content));
    return directory;
  }

  test('is accounted for row by row', async () => {
    const exportData = await temporaryDirectory();
    const samples = accepted.filter(({ about }) => sampled.has(about));
    expect(samples).toHaveLength(sampled.size);
    const payers = 2;
    for (const [index, { about, content, becomes }] of samples.entries()) {
      const summary = summaryOf(
        await medstream('run', '--data', exportData, '--json', '--from', await exported(content)),
      );
      const known = index === 0 ? 0 : payers;
      const { silver, quarantined, duplicates } = becomes;
      expect([about, summary.received], about).toEqual([about, payers + silver + quarantined + duplicates]);
      expect(
        fate(summary.silver - (payers - known), sum(summary.quarantined), summary.duplicates - known),
        about,
      ).toEqual(becomes);
    }
  });

  test('is refused by name with what to do before anything is touched', async () => {
    const inEnglish = /compressed|UTF-16|separated by commas|is empty|columns of its header/;
    const kinds = ['gzip', 'UTF-16 LE', 'semicolons', 'nothing', 'a comma at the end of every row'];
    for (const { about, content } of refused.filter((one) => kinds.some((kind) => one.about === `CSV: ${kind}`))) {
      const exportData = join(await temporaryDirectory(), 'data');
      const directory = await exported(content);
      const { code, stderr } = await medstream('run', '--data', exportData, '--from', directory);
      expect([about, code]).toEqual([about, 1]);
      expect(stderr).toContain(join(directory, 'encounters.csv'));
      expect(stderr).toMatch(inEnglish);
      expect(await readdir(exportData).catch(() => [])).toEqual([]);
    }
  });
});
