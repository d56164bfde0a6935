import { mkdir, open, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { contracts } from '../../contracts/registry.ts';
import { type ExportFileName, headers, isExportFile } from '../../sources/generated/data-set.ts';
import { allDirtKinds, type DirtCounts, type DirtKind, dirtKinds } from '../../sources/generated/dirt.ts';
import { createDirtyExport, type GenerateOptions } from '../../sources/generated/dirty-export.ts';

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
  for (const { synthea } of contracts) {
    if (!isExportFile(synthea.file)) throw new Error(`nothing generates ${synthea.file}; add it to sources/generated`);
    rows[synthea.file] = await writeFile(join(directory, synthea.file), synthea.file, generated.rows, options.asOf);
  }
  const injected: Partial<Record<DirtKind, number>> = {};
  for (const kind of allDirtKinds) {
    if (dirtKinds[kind].inCsv) injected[kind] = generated.injected[kind] ?? 0;
  }
  return { rows, injected };
}

async function writeFile(
  path: string,
  name: ExportFileName,
  rows: ReturnType<typeof createDirtyExport>['rows'],
  asOf: number,
): Promise<number> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Error(`${path} exists; generate into another folder, or remove the old export first`);
  });
  try {
    let piece = `${headers[name]}\n`;
    let count = 0;
    for (const { text, eventDirt } of rows(name)) {
      if (eventDirt !== null) continue;
      piece += `${text}\n`;
      count += 1;
      if (piece.length >= pieceCharacters) {
        await file.write(piece);
        piece = '';
      }
    }
    await file.write(piece);
    await file.sync();
    await utimes(path, asOf / 1000, asOf / 1000);
    return count;
  } finally {
    await file.close();
  }
}
