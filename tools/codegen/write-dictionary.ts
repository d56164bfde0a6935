import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registry } from '../../contracts/registry.ts';
import { samples } from '../../contracts/samples/index.ts';
import { type ColumnReader, type DictionaryEntry, dictionaryOf } from '../../domain/dictionary/dictionary.ts';
import { dictionaryPages, type Page } from '../../domain/dictionary/pages.ts';
import { jsonText } from '../../domain/json-text.ts';
import { currentModel } from '../../domain/lake/history-model.ts';
import { columnsRead } from '../../domain/sql/columns-read.ts';
import type { WrittenWarehouse } from '../../domain/warehouse/model.ts';
import { type Star, starOf } from '../../domain/warehouse/star.ts';
import { readModels } from '../../embedded/glue/model-catalog.ts';
import { readWritten, silverTables, warehouseRoot } from './write-warehouse.ts';

/** Where the pages lie. */
export const dictionaryFolder = fileURLToPath(new URL('../../docs/dictionary/', import.meta.url));
/** The same for readers of JSON; `medstream dictionary` is one. */
export const dictionaryPath = fileURLToPath(new URL('../../contracts/exported/dictionary.json', import.meta.url));

/** The dictionary of the product. @throws Error when a model or a sample is not well formed */
async function currentDictionary(): Promise<readonly DictionaryEntry[]> {
  const written = readWritten(warehouseRoot);
  const star = starOf(silverTables, written);
  return dictionaryOf({ registry, samples, star, readers: [...viewReaders(written, star), ...(await martReaders())] });
}

/** Pages and JSON as they should be. */
export async function currentDictionaryFiles(): Promise<{ readonly pages: readonly Page[]; readonly json: string }> {
  const entries = await currentDictionary();
  return { pages: dictionaryPages(entries), json: jsonText(entries) };
}

function viewReaders({ tables, files }: WrittenWarehouse, { dimensions, facts }: Star): ColumnReader[] {
  const columns = new Map([...dimensions, ...facts].map((shown) => [`star.${shown.name}`, namesOf(shown.columns)]));
  return tables
    .filter(({ model }) => model.startsWith('reporting.'))
    .map(({ model }) => {
      const path = `models/reporting/${model.slice('reporting.'.length).replaceAll('_', '-')}.sql`;
      const sql = files.find((file) => file.path === path)?.text ?? '';
      return { name: model, reads: columnsRead(sql, (table) => columns.get(table)) };
    });
}

async function martReaders(): Promise<ColumnReader[]> {
  const columns = new Map(silverTables.map((table) => [`silver.${table.name}`, namesOf(currentModel(table).columns)]));
  const marts = (await readModels()).filter(({ folder }) => folder === 'gold');
  return marts.map(({ name, sql }) => ({ name, reads: columnsRead(sql, (table) => columns.get(table)) }));
}

const namesOf = (columns: readonly { readonly name: string }[]) => columns.map(({ name }) => name);

if (import.meta.main) {
  const { pages, json } = await currentDictionaryFiles();
  await mkdir(dictionaryFolder, { recursive: true });
  await mkdir(dirname(dictionaryPath), { recursive: true });
  const wanted = new Set(pages.map(({ path }) => path));
  for (const file of await readdir(dictionaryFolder)) if (!wanted.has(file)) await rm(join(dictionaryFolder, file));
  for (const { path, text } of pages) await writeFile(join(dictionaryFolder, path), text);
  await writeFile(dictionaryPath, json);
}
