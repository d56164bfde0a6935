import { gzipSync } from 'node:zlib';

/** A file that lands, and what has to become of it. */
export interface LandedFile {
  readonly content: string | Buffer;
  /** Its rows that are in the star in the end. */
  readonly good: number;
  /** Its rows that are in quarantine because they are none. */
  readonly unreadable: number;
  /** Why it is set aside; null when it is not. */
  readonly fault: string | null;
}

const header = 'patient_id,last_name,city';
const city = 'Landing';
const rowsOf = (label: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${label}-${index},Yundt,${city}`);
const csv = (...rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`;
const objects = (label: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ patient_id: `${label}-${index}`, last_name: 'Yundt', city }));
const ndjson = (label: string, count: number) =>
  objects(label, count)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
const array = (label: string, count: number) => JSON.stringify(objects(label, count), null, 1);

const whole = (content: string | Buffer, good: number, unreadable = 0): LandedFile => ({
  content,
  good,
  unreadable,
  fault: null,
});
const broken = (fault: string, content: string | Buffer, good = 0, unreadable = 0): LandedFile => ({
  content,
  good,
  unreadable,
  fault,
});

/** By key, files of every format: as they should be, and broken in every way that a delivery breaks. */
export function landedFiles(): Readonly<Record<string, LandedFile>> {
  return {
    'patients-01.ndjson': whole(ndjson('f1', 3), 3),
    'patients-02.ndjson.gz': whole(gzipSync(ndjson('f2', 3)), 3),
    'patients-03.json': whole(array('f3', 3), 3),
    'patients-04.json.gz': whole(gzipSync(array('f4', 3)), 3),
    'patient/night.csv': whole(csv(...rowsOf('f5', 3)), 3),
    'patient/packed without saying.csv': whole(gzipSync(csv(...rowsOf('f6', 3))), 3),
    'patient/broken line.csv': whole(csv(...rowsOf('f7', 2), 'torn,row', ...rowsOf('f7x', 2)), 4, 1),
    'patient/broken line.ndjson': whole(`${ndjson('f8', 2)}{"half":\n${ndjson('f8x', 2)}`, 4, 1),
    'patient/one row of Latin-1.csv': whole(
      Buffer.from(csv(...rowsOf('f9', 120), `f9-x,Ca\xf1as,${city}`), 'latin1'),
      120,
      1,
    ),
    'patient/all of Latin-1.csv': broken(
      'file.encoding',
      Buffer.from(csv(...rowsOf('f10', 2), `f10-x,Ca\xf1as,${city}`, `f10-y,Ib\xe1\xf1ez,${city}`), 'latin1'),
      2,
      2,
    ),
    'patient/UTF-16.csv': broken('file.encoding', Buffer.from(`\uFEFF${csv(...rowsOf('f11', 3))}`, 'utf16le')),
    // The check sum at its end is cut off: every row was there.
    'patient/cut.csv.gz': broken('file.gzip_cut', gzipSync(csv(...rowsOf('f12', 3000))).subarray(0, -4), 3000),
    'patient/not packed.csv.gz': whole(csv(...rowsOf('f13', 2)), 2),
    'patient/cut.json': broken('file.json_cut', array('f14', 3).slice(0, -20), 2),
    'patient/archive.zip': broken('file.archive', Buffer.from('PK\x03\x04nothing')),
    'patient/empty.ndjson': broken('file.empty', '\n\n'),
    'patient/other columns.csv': broken('file.header', 'a,b\n1,2\n'),
    'letters.csv': broken('file.unknown_kind', 'a,b\n1,2\n'),
  };
}
