import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { builtKey } from '../../contracts/platform/zones.ts';
import { changeLogColumns } from '../../domain/lake/lake-columns.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import type { Model } from './model-catalog.ts';

/**
 * What the tables of a lake were built from, all of them in one run: by which models, and by table, kept logs among them,
 * the snapshot that it left. While they are as it says, a run has to look at nothing but what came or went since. It is
 * written after the tables were put in place: one that says something else than what is there is of a run that ended in
 * between, or of before somebody built some of them, and everything is built anew.
 */
export interface BuiltMark {
  readonly release: string;
  /** When every row was computed last. */
  readonly auditedAt: string;
  readonly snapshots: Readonly<Record<string, number>>;
}

const markSchema = z.strictObject({
  release: z.string(),
  auditedAt: z.iso.datetime(),
  snapshots: z.record(z.string(), z.int()),
});

/** What a table depends on besides rows: another text, column or contract makes another release. */
export function releaseOf(models: readonly Model[], logs: readonly SilverTable[]): string {
  const typed = (columns: readonly { readonly name: string; readonly type: string }[]) =>
    columns.map(({ name, type }) => `${name} ${type}`);
  const content = [
    models.map(({ name, sql, grain, columns, rebuild, parts }) => [name, sql, grain, typed(columns), rebuild, parts]),
    logs.map((log) => [log.name, typed(changeLogColumns(log))]),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

const pathOf = (silverPath: string) => join(silverPath, builtKey);

/** The mark that stands; undefined where there is none, or one that makes no sense. */
export async function readMark(silverPath: string): Promise<BuiltMark | undefined> {
  try {
    return markSchema.parse(JSON.parse(await readFile(pathOf(silverPath), 'utf8')));
  } catch {
    return undefined; // to build anew is right whatever is the matter
  }
}

export async function writeMark(silverPath: string, mark: BuiltMark): Promise<void> {
  const path = pathOf(silverPath);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.unfinished`, JSON.stringify(mark));
  await rename(`${path}.unfinished`, path);
}
