import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { contracts } from '../../contracts/registry.ts';
import { type GeneratedFile, generateWarehouse } from '../../domain/warehouse/files.ts';
import { type Model, parseModel } from '../../domain/warehouse/model.ts';

export const warehouseRoot = fileURLToPath(new URL('../../warehouse/', import.meta.url));
const generatedLine = /^(--|#) Generated from .* by `npm run codegen`/;
const folders = ['schema', 'load', 'reporting', 'checks', 'security'];

/** Models of the yml files written by hand, in the order of their file names. Generated yml is left out. */
export function readModels(root: string): Model[] {
  return ['schema', 'reporting'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.yml'))
      .sort()
      .map((file) => ({ file: `${folder}/${file}`, text: readFileSync(join(root, folder, file), 'utf8') }))
      .filter(({ text }) => !generatedLine.test(text))
      .map(({ file, text }) => parseModel(`warehouse/${file}`, parse(text))),
  );
}

/** The generated files as they should be. */
export function currentWarehouse(root: string): GeneratedFile[] {
  return generateWarehouse(contracts, readModels(root));
}

/** Paths below `root` of the files that carry the generated header. */
export function generatedPaths(root: string): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => generatedLine.test(readFileSync(join(root, folder, file), 'utf8')))
      .map((file) => `${folder}/${file}`),
  );
}

/** Writes the generated files of `warehouse/` and removes those that nothing generates any more. */
export function writeWarehouse(root: string): GeneratedFile[] {
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  const files = currentWarehouse(root);
  const wanted = new Set(files.map(({ path }) => path));
  for (const path of generatedPaths(root)) if (!wanted.has(path)) rmSync(join(root, path));
  for (const { path, text } of files) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = writeWarehouse(warehouseRoot);
  process.stdout.write(`wrote ${files.length} files below warehouse/\n`);
}
