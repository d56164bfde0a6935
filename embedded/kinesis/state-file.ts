import { readFile, rename, writeFile } from 'node:fs/promises';

/** Reads a small JSON object, or undefined when there is no such file. */
export async function readJson(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null)
    throw new Error(`${path} does not hold a JSON object; remove it to start over.`);
  return { ...value };
}

/** Replaces a small JSON file in one step: a reader, or a process killed half-way, finds the old text or the new one. */
export async function writeJson(path: string, value: Readonly<Record<string, unknown>>): Promise<void> {
  await writeFile(`${path}.part`, JSON.stringify(value));
  await rename(`${path}.part`, path);
}
