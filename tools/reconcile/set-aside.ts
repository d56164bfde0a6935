import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What a data directory has set aside of an export, by the file and line it stood in. */
export interface SetAside {
  /** Why a row is in quarantine; undefined of one that is not. */
  readonly reasonOf: (contract: string, file: string, line: number) => string | undefined;
  /** Whether the value of a field was left out of an accepted row. */
  readonly isLeftOut: (contract: string, file: string, line: number, field: string) => boolean;
}

interface Line {
  readonly contract: string | null;
  readonly source_file: string | null;
  readonly source_line: number | null;
  readonly reasons: readonly { readonly code: string; readonly path: string }[];
}

/** Reads the addresses and reasons of a vault; what stands beside them is not looked at. */
export async function readSetAside(data: string): Promise<SetAside> {
  const reasons = new Map<string, string>();
  for (const { contract, source_file, source_line, reasons: own } of await linesBelow(data, 'rejected')) {
    // A row that could not be read is of no contract yet: none gets it.
    reasons.set(`${contract ?? '*'} ${source_file} ${source_line}`, own.map(({ code }) => code).join(', '));
  }
  const leftOut = new Set<string>();
  for (const { contract, source_file, source_line, reasons: own } of await linesBelow(data, 'warned')) {
    for (const { path } of own) leftOut.add(`${contract} ${source_file} ${source_line} ${path.replace(/^data\./, '')}`);
  }
  return {
    reasonOf: (contract, file, line) => reasons.get(`${contract} ${file} ${line}`) ?? reasons.get(`* ${file} ${line}`),
    isLeftOut: (contract, file, line, field) => leftOut.has(`${contract} ${file} ${line} ${field}`),
  };
}

async function linesBelow(data: string, folder: string): Promise<readonly Line[]> {
  const root = join(data, 's3', 'quarantine', folder);
  const names = await readdir(root, { recursive: true }).catch(() => []);
  const lines: Line[] = [];
  for (const name of names.filter((own) => own.endsWith('.ndjson.gz')).sort()) {
    const text = gunzipSync(await readFile(join(root, name))).toString();
    for (const line of text.split('\n')) if (line !== '') lines.push(JSON.parse(line));
  }
  return lines;
}
