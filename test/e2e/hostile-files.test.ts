import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSummary } from '../../cli/run/summary.ts';
import { patient } from '../../contracts/records/patient.ts';
import { openDataDirectory } from '../../embedded/data-directory.ts';
import { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { openServices } from '../../embedded/services.ts';
import { addresses, readZones, type ZoneRows } from '../emulator/zone-rows.ts';
import { fatesOf } from '../poison/poison-run.ts';
import { eventText, ordinary } from '../poison/poisons.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { medstream, run } from './cli.ts';

const header = 'patient_id,last_name,city';
/** Rows of the header, each about somebody else. */
const rowsOf = (label: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${label}-${index},Yundt,Salem`);
const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;
const jsonOf = (id: string) => JSON.stringify({ patient_id: id, last_name: 'Yundt', city: 'Salem' });
const utf16 = (text: string, bigEndian: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};
const bytesOf = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([...part]))));

interface HostileFile {
  readonly content: string | Buffer;
  /** Rows of data that stand in it, counted by hand; none of a file that is refused whole. */
  readonly rows: number;
  /** Those of them that end in silver. */
  readonly good: number;
  /** What the refusal says. */
  readonly refused?: RegExp;
  /** What is said of a file that is read up to where it is broken. */
  readonly said?: RegExp;
}

const takes = (content: string | Buffer, rows: number, good = rows): HostileFile => ({ content, rows, good });
const refuses = (content: string | Buffer, refused: RegExp): HostileFile => ({ content, rows: 0, good: 0, refused });

/** A file that is broken behind so many good rows: they count, and why it ends is said. */
const cut = (content: string | Buffer, rows: number, said: RegExp): HostileFile => ({
  content,
  rows,
  good: rows,
  said,
});

/** By name. Every file has people of its own, so what becomes of its rows is its own. */
const files: Readonly<Record<string, HostileFile>> = {
  // quotes
  'quote-open-first.csv': takes(lines(header, 'q1-0,"Yundt,Salem', ...rowsOf('q1x', 3)), 4, 3),
  'quote-open-middle.csv': takes(lines(header, ...rowsOf('q2', 2), 'q2-9,Yun"dt,Salem', ...rowsOf('q2x', 2)), 5, 4),
  'quote-open-last.csv': takes(lines(header, ...rowsOf('q3', 3), 'q3-9,Yundt,"Salem'), 4, 3),
  'quote-open-twice.csv': takes(
    lines(header, 'q4-0,"Yundt,Salem', ...rowsOf('q4', 2).slice(1), 'q4-9,Yundt,Salem"'),
    3,
    1,
  ),
  'quote-doubled.csv': takes(lines(header, 'q5-0,"Yun""dt",Salem', 'q5-1,"""Yundt""",Salem'), 2),
  'quote-everywhere.csv': takes(lines('"patient_id","last_name","city"', '"q6-0","Yundt","Salem"'), 1),
  'quote-with-comma.csv': takes(lines(header, 'q7-0,"Yundt, A.",Salem'), 1),
  'quote-with-line-end.csv': takes(lines(header, 'q8-0,Yundt,"Salem\nMA"', ...rowsOf('q8x', 1)), 2),
  'quotes-only.csv': takes(lines(header, '"","",""', ...rowsOf('q9', 1)), 2, 1),
  'quote-single.csv': takes(lines(header, "q10-0,O'Brien,Salem"), 1),
  // line ends
  'ends-lf.csv': takes(lines(header, ...rowsOf('e1', 3)), 3),
  'ends-crlf.csv': takes(`${[header, ...rowsOf('e2', 3)].join('\r\n')}\r\n`, 3),
  'ends-cr.csv': takes(`${[header, ...rowsOf('e3', 3)].join('\r')}\r`, 3),
  'ends-missing.csv': takes([header, ...rowsOf('e4', 3)].join('\n'), 3),
  'ends-cr-missing.csv': takes([header, ...rowsOf('e5', 2)].join('\r'), 2),
  'ends-mixed.csv': takes(`${header}\r\ne6-0,Yundt,Salem\ne6-1,Yundt,Salem\r\n`, 2),
  'ends-blank-lines.csv': takes(lines(header, '', 'e7-0,Yundt,Salem', '', '', 'e7-1,Yundt,Salem', ''), 2),
  // encodings
  'encoding-bom.csv': takes(`\ufeff${lines(header, ...rowsOf('c1', 2))}`, 2),
  'encoding-utf16le.csv': refuses(utf16(`\ufeff${lines(header, ...rowsOf('c2', 2))}`, false), /UTF-16/),
  'encoding-utf16be.csv': refuses(utf16(`\ufeff${lines(header, ...rowsOf('c3', 2))}`, true), /UTF-16/),
  'encoding-utf16le-bare.csv': refuses(utf16(lines(header, ...rowsOf('c4', 2)), false), /UTF-16/),
  'encoding-utf16be-bare.csv': refuses(utf16(lines(header, ...rowsOf('c5', 2)), true), /UTF-16/),
  'encoding-latin1.csv': takes(bytesOf(`${header}\nc6-0,P`, [0xe9], 'rez,Salem\nc6-1,Yundt,Salem\n'), 2, 1),
  'encoding-invalid.csv': takes(bytesOf(`${header}\nc7-0,Yundt,`, [0xc3, 0x28], '\nc7-1,Yundt,Salem\n'), 2, 1),
  'encoding-nul.csv': takes(lines(header, 'c8-0,Yun\0dt,Salem', ...rowsOf('c8x', 1)), 2, 1),
  'encoding-cut.csv': takes(bytesOf(`${header}\nc9-0,Yundt,Salem\nc9-1,Yundt,P`, [0xc3]), 2, 1),
  // headers
  'header-none.csv': refuses(lines(...rowsOf('h1', 2)), /header lacks the column/),
  'header-only.csv': takes(lines(header), 0),
  'header-doubled.csv': refuses(lines('patient_id,last_name,city,city', 'h3-0,Yundt,Salem,Salem'), /stands twice/),
  'header-renamed.csv': refuses(lines('patient_number,last_name,city', 'h4-0,Yundt,Salem'), /header lacks the column/),
  'header-semicolons.csv': refuses(lines('patient_id;last_name;city', 'h5-0;Yundt;Salem'), /separated by commas/),
  'header-tabs.csv': refuses(lines('patient_id\tlast_name\tcity', 'h6-0\tYundt\tSalem'), /separated by commas/),
  'header-capitals.csv': takes(lines('PATIENT_ID,Last_Name,CITY', ...rowsOf('h7', 1)), 1),
  'header-spaced.csv': takes(lines(' patient_id , last_name , city ', ...rowsOf('h8', 1)), 1),
  'header-unknown.csv': takes(lines(`${header},shoe_size`, 'h9-0,Yundt,Salem,42'), 1),
  'header-blank-before.csv': takes(lines('', header, ...rowsOf('h10', 1)), 1),
  'header-columns.csv': takes(
    lines(
      [header, ...Array.from({ length: 5000 }, (_, n) => `c${n}`)].join(','),
      `h11-0,Yundt,Salem${','.repeat(5000)}`,
    ),
    1,
  ),
  'header-is-binary.csv': refuses(bytesOf([0x80, 0x81, 0xfe, 0xff], '\n'), /header/),
  // rows
  'rows-short.csv': takes(lines(header, 'r1-0,Yundt', ...rowsOf('r1x', 1)), 2, 1),
  'rows-long.csv': takes(lines(header, 'r2-0,Yundt,Salem,more', ...rowsOf('r2x', 1)), 2, 1),
  'rows-cut.csv': takes(`${lines(header, ...rowsOf('r3', 2))}r3-9,Yun`, 3, 2),
  'rows-unreadable.csv': refuses(lines(header, 'r4-0;Yundt;Salem', 'r4-1;Yundt;Salem'), /none of its 2 rows/),
  'rows-twice.csv': takes(lines(header, ...rowsOf('r5', 1), ...rowsOf('r5', 1)), 2),
  'rows-spaces.csv': takes(lines(header, ' r6-0 , Yundt , Salem '), 1),
  'rows-formula.csv': takes(lines(header, '=HYPERLINK("x"),Yundt,Salem', 'r7-1,Yundt,=1+1'), 2, 1),
  'rows-escape.csv': takes(lines(header, 'r8-0,Yundt,\u001b[2J'), 1),
  'rows-large.csv': takes(lines(header, `r9-0,Yundt,${'x'.repeat(300_000)}`, ...rowsOf('r9x', 1)), 2),
  'line-huge.csv': refuses(lines(header, `r10-0,Yundt,${'x'.repeat(17 * 1024 * 1024)}`), /line-huge\.csv/),
  // what is no text
  'packed-unsaid.csv': takes(gzipSync(lines(header, ...rowsOf('p1', 2))), 2),
  'packed.csv.gz': takes(gzipSync(lines(header, ...rowsOf('p2', 2))), 2),
  'packed-cut.csv.gz': cut(gzipSync(lines(header, ...rowsOf('p3', 5000))).subarray(0, -9), 5000, /file\.gzip_cut/),
  'packed-broken.csv.gz': refuses(bytesOf([0x1f, 0x8b, 8, 0], 'nothing of the kind'), /cannot be unpacked any further/),
  'packed-twice.csv.gz': refuses(gzipSync(gzipSync(lines(header, ...rowsOf('p4', 2)))), /packed twice/),
  'workbook.csv': refuses(bytesOf([0x50, 0x4b, 0x03, 0x04], 'workbook'), /ZIP/),
  'empty.csv': refuses('', /empty/),
  'blank.csv': refuses('\n\n\n', /empty|header/),
  'empty.ndjson': refuses('', /empty/),
  // NDJSON
  'lines.ndjson': takes(lines(jsonOf('n1-0'), jsonOf('n1-1')), 2),
  'lines-crlf.ndjson': takes(`${jsonOf('n2-0')}\r\n${jsonOf('n2-1')}\r\n`, 2),
  'lines-blank.ndjson': takes(lines('', jsonOf('n3-0'), '', jsonOf('n3-1'), ''), 2),
  'lines-cut.ndjson': takes(`${jsonOf('n4-0')}\n${jsonOf('n4-1').slice(0, 20)}`, 2, 1),
  'lines-array.ndjson': takes(`[${jsonOf('n5-0')},${jsonOf('n5-1')}]\n`, 2),
  'lines-many-to-an-object.ndjson': takes('{\n"patient_id": "n11-0",\n"last_name": "Yundt"\n}\n', 1),
  'lines-cr.ndjson': takes(`${jsonOf('n12-0')}\r${jsonOf('n12-1')}\r`, 2),
  'lines-scalars.ndjson': takes(lines('1', '"text"', 'null', 'true', jsonOf('n6-0')), 5, 1),
  'lines-names-twice.ndjson': takes('{"patient_id":"n7-0","last_name":"A","last_name":"Yundt"}\n', 1),
  'lines-deep.ndjson': takes(`{"patient_id":"n8-0","last_name":${'['.repeat(5000)}${']'.repeat(5000)}}\n`, 1, 0),
  'lines-invalid.ndjson': takes(bytesOf([0xfd, 0xff], `\n${jsonOf('n9-0')}\n`), 2, 1),
  'lines-bom.ndjson': takes(`\ufeff${lines(jsonOf('n10-0'), jsonOf('n10-1'))}`, 2),
  // JSON
  'array.json': takes(`[\n${jsonOf('j1-0')},\n${jsonOf('j1-1')}\n]\n`, 2),
  'array-packed.json.gz': takes(gzipSync(`[${jsonOf('j2-0')},${jsonOf('j2-1')}]`), 2),
  'array-of-others.json': takes(`[1,"text",${jsonOf('j3-0')},null]`, 4, 1),
  'array-cut.json': cut(`[${jsonOf('j4-0')},${jsonOf('j4-1').slice(0, 20)}`, 1, /file\.json_cut/),
  'array-and-more.json': cut(`[${jsonOf('j5-0')}]\n${jsonOf('j5-1')}\n`, 1, /file\.json_more/),
  'array-empty.json': takes('[]', 0),
  'objects.json': takes(`${jsonOf('j6-0')}\n${jsonOf('j6-1')}\n`, 2),
  // names
  'a name with blanks, (brackets) & ümläuts.csv': takes(lines(header, ...rowsOf('m1', 1)), 1),
  "it's a 'name'.csv": takes(lines(header, ...rowsOf('m2', 1)), 1),
  '-dash.csv': takes(lines(header, ...rowsOf('m3', 1)), 1),
};

const direct = 5;
let data: string;
let folder: string;
let summary: RunSummary;
let zones: ZoneRows;
const outcomes = new Map<string, { readonly code: number | null; readonly stdout: string; readonly stderr: string }>();

/** Records that a producer puts into the stream itself. */
async function putDirect(): Promise<void> {
  const directory = await openDataDirectory(data, 'a test');
  const { kinesis } = await openServices(directory);
  try {
    const Records = Array.from({ length: direct }, (_, index) => ({
      PartitionKey: `direct-${index}`,
      Data: Buffer.from(eventText(patient, ordinary(patient, `direct-${index}`), { id: `direct-${index}` })),
    }));
    await kinesis.send(new PutRecordsCommand({ StreamName: patient.stream, Records }));
  } finally {
    await kinesis.close();
    directory.release();
  }
}

beforeAll(async () => {
  folder = join(await temporaryDirectory(), 'files');
  data = await temporaryDirectory();
  await mkdir(folder);
  await putDirect();
  for (const [name, { content }] of Object.entries(files)) {
    const path = join(folder, name);
    await writeFile(path, content);
    outcomes.set(name, await medstream('send', '--contract', 'patient', '--data', data, path));
  }
  summary = await run(data, '--events', '0');
  zones = await readZones(await EmbeddedS3.open(join(data, 's3')), (zone) => zone);
}, 240_000);

/** What became of the records that say they come from a file. */
function fatesOfFile(name: string): string[] {
  const fateOf = fatesOf(zones);
  return zones.bronze
    .filter(({ event }) => (event as { sourcefile?: string } | undefined)?.sourcefile === name.replace(/\.gz$/, ''))
    .map((row) => fateOf([...addresses([row])][0] ?? ''));
}

describe('of each file every row is accounted for, or the file is refused whole and by name', () => {
  test('there are many', () => {
    expect(Object.keys(files).length).toBeGreaterThanOrEqual(50);
  });

  test.each(Object.entries(files))('%s', (name, { rows, good, refused, said }) => {
    const { code, stdout, stderr } = outcomes.get(name) ?? { code: null, stdout: '', stderr: '' };
    const fates = fatesOfFile(name);
    if (refused !== undefined) {
      expect(code).not.toBe(0);
      expect(stderr).toMatch(refused);
      expect(stderr).toContain(name);
      expect(fates).toEqual([]);
      return;
    }
    expect([code, stderr.includes('    at ')], stderr).toEqual([said === undefined ? 0 : 1, false]);
    if (said !== undefined) expect(stderr).toMatch(said);
    // The last two numbers of the summary's row: sent, and not sent.
    expect(/\s(\d+)\s+0$/m.exec(stdout.replaceAll(',', ''))?.[1] ?? '0', stdout).toBe(String(rows));
    expect(fates.filter((fate) => fate.startsWith('!'))).toEqual([]);
    expect(fates.filter((fate) => fate === 'silver')).toHaveLength(good);
    expect(fates).toHaveLength(rows);
  });

  test('and of all of them together, with what producers put: received = silver + quarantined + duplicates', () => {
    const rows = Object.values(files).reduce((total, file) => total + file.rows, direct);
    expect(zones.bronze).toHaveLength(rows);
    expect(summary.received).toBe(rows);
    const quarantined = Object.values(summary.quarantined).reduce((total, count) => total + count, 0);
    expect(summary.silver + quarantined + summary.duplicates).toBe(rows);
    expect(summary.duplicates).toBe(1);
    expect(summary.reconciled).toBe(true);
  });
});

test.each([
  ['quote-open-first.csv', 4],
  ['ends-cr.csv', 3],
  ['encoding-latin1.csv', 2],
  ['rows-cut.csv', 3],
])('in an export, too: %s', async (name, rows) => {
  const export_ = await temporaryDirectory();
  const columns = { patient_id: 'Id', last_name: 'LAST', city: 'CITY' };
  const content = Buffer.from(files[name]?.content as string);
  const text = Object.entries(columns).reduce(
    (all, [own, theirs]) => all.replace(own, theirs),
    content.toString('latin1'),
  );
  await writeFile(join(export_, 'patients.csv'), Buffer.from(text, 'latin1'));
  const of = await run(await temporaryDirectory(), '--from', export_);
  const quarantined = Object.values(of.quarantined).reduce((total, count) => total + count, 0);
  expect([of.received, of.silver + quarantined + of.duplicates, of.silver]).toEqual([rows, rows, files[name]?.good]);
});
