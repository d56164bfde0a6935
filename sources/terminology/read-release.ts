import { parse } from 'csv-parse/sync';
import { codeSystems, type LoadableSystem } from '../../contracts/code-systems.ts';
import { UserError } from '../../domain/safe-error.ts';
import { type CodeEntry, canonicalCode } from '../../domain/terminology/code-release.ts';

/** A form in which publishers give releases away. */
interface ReleaseFormat {
  readonly name: string;
  readonly systems: readonly LoadableSystem[];
  /** Whether a file is of it, by its first line that is not blank. */
  readonly begins: (line: string) => boolean;
  /** The code of a line, or null of a line that lists none. */
  readonly read: (lines: readonly string[]) => Iterable<readonly [code: string, entry: CodeEntry]>;
}

const blanks = /\s+/g;
const plain = (text: string) => text.replace(blanks, ' ').trim();

/** `icd10cm_order_2026.txt` of the CDC, `icd10pcs_order_2026.txt` of CMS: fixed columns. */
const orderFile: ReleaseFormat = {
  name: 'order file',
  systems: ['icd10cm', 'icd10pcs'],
  begins: (line) => /^\d{5} [A-Z0-9]{3,7} +[01] /.test(line),
  *read(lines) {
    for (const line of lines) {
      if (line.trim() === '') continue;
      yield [line.slice(6, 13).trim(), { isUsable: line[14] === '1', text: plain(line.slice(77)) }];
    }
  },
};

/** `sct2_Description_Snapshot-en_…txt` of a SNOMED CT release (RF2): the fully specified name of each concept. */
const snomedDescriptions: ReleaseFormat = {
  name: 'RF2 description snapshot',
  systems: ['snomed'],
  begins: (line) => line.startsWith('id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm'),
  *read(lines) {
    const fullySpecifiedName = '900000000000003001';
    for (const line of lines.slice(1)) {
      const [, , active, , concept = '', , type, term = ''] = line.split('\t');
      if (type === fullySpecifiedName) yield [concept, { isUsable: active === '1', text: plain(term) }];
    }
  },
};

/** `RXNCONSO.RRF` of RxNorm, or of its prescribable subset. */
const rxnormConcepts: ReleaseFormat = {
  name: 'RXNCONSO.RRF',
  systems: ['rxnorm'],
  begins: (line) => line.split('|').length >= 18 && /^\d{1,8}\|[A-Z]{3}\|/.test(line),
  *read(lines) {
    const seen = new Set<string>();
    for (const line of lines) {
      const cells = line.split('|');
      const [code = ''] = cells;
      const [source, , , text = ''] = cells.slice(11);
      const suppressed = cells[16];
      if (source !== 'RXNORM' || seen.has(code)) continue;
      if (suppressed === 'N') seen.add(code);
      yield [code, { isUsable: suppressed === 'N', text: plain(text) }];
    }
  },
};

/** `cvx.txt` of the CDC: code, short and full name, notes, status, parted by `|`. */
const cvxCodes: ReleaseFormat = {
  name: 'cvx.txt',
  systems: ['cvx'],
  begins: (line) => /^\s*\d{1,3}\s*\|/.test(line),
  *read(lines) {
    for (const line of lines) {
      const [code = '', short = '', , , status = ''] = line.split('|');
      // What is no longer given was given once: only a code that never was one is unusable.
      if (code.trim() !== '') yield [code.trim(), { isUsable: plain(status) !== 'Never Active', text: plain(short) }];
    }
  },
};

const codeColumns = ['code', 'loinc_num', 'hcpc', 'hcpcs'];
const textColumns = ['text', 'long_common_name', 'long description', 'description', 'display'];
const usableColumns = ['usable', 'status', 'billable'];
const unusable = new Set(['0', 'false', 'no', 'n', 'deprecated', 'inactive']);

/** Any CSV with a column for the code and one for its text: `Loinc.csv`, the HCPCS list, CPT as its licensee exports it. */
const csvWithHeader: ReleaseFormat = {
  name: 'CSV with a header',
  systems: ['icd10cm', 'icd10pcs', 'snomed', 'loinc', 'rxnorm', 'cvx', 'hcpcs'],
  begins: (line) => placeOf(headerOf(line), codeColumns) !== -1,
  *read(lines) {
    const [header = '', ...rows] = lines;
    const names = headerOf(header);
    const [code, text, usable] = [codeColumns, textColumns, usableColumns].map((columns) => placeOf(names, columns));
    const cells: string[][] = parse(rows.join('\n'), { relax_column_count: true, skip_empty_lines: true });
    for (const row of cells) {
      const isUsable = !unusable.has(plain(row[usable ?? -1] ?? '').toLowerCase());
      yield [plain(row[code ?? -1] ?? ''), { isUsable, text: plain(row[text ?? -1] ?? '') }];
    }
  },
};

function headerOf(line: string): string[] {
  try {
    const [cells = []]: string[][] = parse(line, { relax_column_count: true });
    return cells.map((cell) => plain(cell).toLowerCase());
  } catch {
    return [];
  }
}

const placeOf = (names: readonly string[], wanted: readonly string[]) =>
  names.findIndex((name) => wanted.includes(name));

const formats = [orderFile, snomedDescriptions, rxnormConcepts, cvxCodes, csvWithHeader];

export interface ReadRelease {
  /** Name of the form that the file has. */
  readonly format: string;
  readonly codes: ReadonlyMap<string, CodeEntry>;
}

/**
 * Reads a release of a code system from a file of its publisher, in whichever of their forms it is.
 * @param file its name, for messages
 * @throws UserError naming the file and the forms that are known for the system, or the line whose code is none of it.
 */
export function readRelease(system: LoadableSystem, file: string, text: string): ReadRelease {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const known = formats.filter(({ systems }) => systems.includes(system));
  const format = known.find(({ begins }) => begins(lines[first] ?? ''));
  const { title, form } = codeSystems[system];
  if (format === undefined) {
    const names = known.map(({ name }) => name).join(', ');
    throw new UserError(`${file} is no release of ${title} that can be read; known forms: ${names}`);
  }
  const isCode = new RegExp(`^(?:${form})$`);
  const codes = new Map<string, CodeEntry>();
  for (const [code, entry] of format.read(lines.slice(Math.max(first, 0)))) {
    if (!isCode.test(code)) {
      throw new UserError(
        `${file}: entry ${codes.size + 1} has no code of ${title}; is it a file of another system, or one of its other files?`,
      );
    }
    codes.set(canonicalCode(system, code), { ...entry, text: entry.text.replace(/\t/g, ' ') });
  }
  if (codes.size === 0) throw new UserError(`${file} lists no code of ${title}; download the release again`);
  return { format: format.name, codes };
}
