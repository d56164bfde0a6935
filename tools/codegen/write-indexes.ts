import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A folder whose files each export one thing of a kind, and the list of all of them that other code reads. */
interface IndexedFolder {
  /** Path below the repository's root. */
  readonly folder: string;
  /** Name of the list, and the type of its items with the module it comes from. */
  readonly list: string;
  readonly type: string;
  readonly typeFrom: string;
  /** Files beside the indexed ones, which are no item. */
  readonly others: readonly string[];
}

const folders: readonly IndexedFolder[] = [
  { folder: 'contracts/records', list: 'records', type: 'Contract', typeFrom: '../contract.ts', others: [] },
  { folder: 'contracts/samples', list: 'samples', type: 'Samples', typeFrom: '../samples.ts', others: [] },
  {
    folder: 'sources/synthea',
    list: 'syntheaFiles',
    type: 'CsvMapping',
    typeFrom: '../csv/csv-layout.ts',
    others: ['derived-cells.ts', 'observation-cells.ts', 'observation-kinds.ts', 'synthea-file.ts'],
  },
];

/** A contract, or what carries one: samples, a mapping. */
interface Item {
  readonly contract: {
    readonly name: string;
    readonly kind: string;
    readonly references: Readonly<Record<string, string>>;
  };
  readonly exportName: string;
  readonly file: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The text of every index by its path below the repository's root. */
export async function currentIndexes(): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const indexed of folders) texts.set(`${indexed.folder}/index.ts`, await indexText(indexed));
  return texts;
}

async function indexText({ folder, list, type, typeFrom, others }: IndexedFolder): Promise<string> {
  const files = (await readdir(join(root, folder))).filter((file) => file !== 'index.ts' && !others.includes(file));
  const items: Item[] = [];
  for (const file of files) items.push(await itemOf(folder, file));
  const ordered = inOrder(items);
  const imports = items
    .toSorted((a, b) => (moduleOf(a) < moduleOf(b) ? -1 : 1))
    .map(({ exportName, file }) => `import { ${exportName} } from './${file}';`);
  const names = ordered.map(({ exportName }) => exportName);
  const line = `export const ${list}: readonly ${type}[] = [${names.join(', ')}];`;
  const formatted =
    line.length <= 120 ? line : line.replace(/= \[.*\];$/, `= [\n${names.map((name) => `  ${name},`).join('\n')}\n];`);
  return `// Generated from the files of ${folder}/ by \`npm run codegen\`; do not edit.
import type { ${type} } from '${typeFrom}';
${imports.join('\n')}

/** Reference data first, and every noun behind those it refers to. */
${formatted}
`;
}

const moduleOf = ({ file }: Item) => file.replace(/\.ts$/, '');

/** @throws Error naming the file that does not export exactly one thing about a contract. */
async function itemOf(folder: string, file: string): Promise<Item> {
  const path = join(root, folder, file);
  const exported = Object.entries<unknown>(await import(pathToFileURL(path).href));
  const found = exported.flatMap(([exportName, value]) => {
    const contract = contractOf(value);
    return contract === undefined ? [] : [{ contract, exportName, file }];
  });
  const [item, ...more] = found;
  if (item === undefined || more.length > 0) {
    throw new Error(`${folder}/${file} must export one thing about a contract, not ${found.length}`);
  }
  return item;
}

function contractOf(value: unknown): Item['contract'] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('contract' in value) return contractOf(value.contract);
  const isContract = 'name' in value && 'kind' in value && 'references' in value;
  // Files of these folders are ours: what has these members is a contract.
  return isContract ? (value as Item['contract']) : undefined;
}

function inOrder(items: readonly Item[]): readonly Item[] {
  const waiting = items.toSorted((a, b) => rank(a).localeCompare(rank(b)));
  const ordered: Item[] = [];
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ contract }) => contract.name));
    const next = waiting.findIndex(({ contract }) =>
      Object.values(contract.references).every((target) => target === contract.name || !names.has(target)),
    );
    const [item] = waiting.splice(Math.max(next, 0), 1);
    if (item !== undefined) ordered.push(item);
  }
  return ordered;
}

const rank = ({ contract: { kind, name } }: Item) => `${kind === 'reference' ? 0 : 1} ${name}`;

/** Writes the indexes that are not current; returns their paths. */
export async function writeIndexes(): Promise<readonly string[]> {
  const written: string[] = [];
  for (const [path, text] of await currentIndexes()) {
    const before = await readFile(join(root, path), 'utf8').catch(() => '');
    if (before === text) continue;
    await writeFile(join(root, path), text);
    written.push(path);
  }
  return written;
}

if (import.meta.main) await writeIndexes();
