import { mkdir, open, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../domain/safe-error.ts';
import type { CsvMapping } from '../../sources/csv/csv-layout.ts';
import { cellsOf, csvLine, headerOf } from '../../sources/generated/csv-rows.ts';
import { headers, isExportFile } from '../../sources/generated/data-set.ts';
import { allDirtKinds, type DirtCounts, type DirtKind, dirtKinds } from '../../sources/generated/dirt.ts';
import { createDirtyExport, type DirtyExport, type GenerateOptions } from '../../sources/generated/dirty-export.ts';
import { syntheaFiles } from '../../sources/synthea/index.ts';

export interface WrittenExport {
  /** Rows of each file without its header. */
  readonly rows: Readonly<Record<string, number>>;
  /** Dirt in the files, by kind; kinds that CSV cannot express are absent. */
  readonly injected: DirtCounts;
}

const pieceCharacters = 1 << 20;

/**
 * Writes a generated data set as a Synthea CSV export (headers of version 3.3). The files carry the extract time as
 * their modification time, so reading them needs no `--as-of`. Files that are there already are never overwritten.
 * @throws Error when the folder cannot be written or holds an export already.
 */
export async function writeExport(directory: string, options: GenerateOptions): Promise<WrittenExport> {
  const generated = createDirtyExport(options);
  await mkdir(directory, { recursive: true });
  const rows: Record<string, number> = {};
  for (const mapping of syntheaFiles) {
    const path = join(directory, mapping.file);
    rows[mapping.file] = await writeFile(path, linesOf(generated, mapping), options.asOf);
  }
  const injected: Partial<Record<DirtKind, number>> = {};
  for (const kind of allDirtKinds) {
    if (dirtKinds[kind].inCsv) injected[kind] = generated.injected[kind] ?? 0;
  }
  return { rows, injected };
}

/** The lines of a file, its header first. Dirt that only an event can have is no line. */
function* linesOf(generated: DirtyExport, mapping: CsvMapping): Generator<string> {
  const { file, contract } = mapping;
  if (isExportFile(file)) {
    yield headers[file];
    for (const { text, eventDirt } of generated.rows(file)) if (eventDirt === null) yield text;
    return;
  }
  yield headerOf(mapping).join(',');
  for (const { data } of generated.attached(contract.name)) yield csvLine(cellsOf(mapping, data));
}

async function writeFile(path: string, lines: Iterable<string>, asOf: number): Promise<number> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new UserError(`${path} exists; generate into another folder, or remove the old export first`);
  });
  try {
    let piece = '';
    let count = 0;
    for (const line of lines) {
      piece += `${line}\n`;
      count += 1;
      if (piece.length >= pieceCharacters) {
        await file.write(piece);
        piece = '';
      }
    }
    await file.write(piece);
    await file.sync();
    await utimes(path, asOf / 1000, asOf / 1000);
    return count - 1; // without the header
  } finally {
    await file.close();
  }
}
