import { hash } from 'node:crypto';
import { SafeError } from '../../domain/safe-error.ts';
import { splitStatements } from '../../domain/sql/sql-tokens.ts';
import { bootstrapFile, isAboutOthers } from '../../domain/warehouse/apply-order.ts';
import { batchStatementLimit } from '../../domain/warehouse/conventions.ts';
import { sqlLiteral } from '../../domain/warehouse/sql-text.ts';
import type { Log } from '../shared/log.ts';
import type { NamedStatement, WarehouseSql } from '../shared/warehouse-sql.ts';
import { isOutOfPlace, isThereAlready } from './already-there.ts';
import type { SchemaFile } from './schema-files.ts';

export interface AppliedSchema {
  /** Files applied now, in order. */
  readonly applied: readonly string[];
  /** Files left out, because the same text was applied before. */
  readonly unchanged: number;
}

/**
 * Brings the warehouse to the state the files describe. A file whose checksum is recorded is left out; every other is
 * applied and recorded in one transaction, or in several when it has more statements than a batch takes, which is safe
 * because every statement can be repeated. A changed `CREATE TABLE IF NOT EXISTS` does not change a table that exists:
 * its new columns come with a file of `migrations/`, whose statements are passed over where a column is there; a file that
 * says for which column it is, is passed over where that is otherwise. Comments and grants come last and are repeated whenever another file was applied:
 * a view that is made anew has lost its comments, and a grant on all tables of a schema knows those it has at that moment.
 * @throws SafeError naming the file, with the failing statement's error as its cause
 */
export async function applySchema(
  { warehouse, log }: { readonly warehouse: WarehouseSql; readonly log: Log },
  files: readonly SchemaFile[],
): Promise<AppliedSchema> {
  const bootstrap = files.find(({ name }) => name === bootstrapFile);
  if (bootstrap === undefined)
    throw new SafeError(`warehouse/${bootstrapFile} is missing: it records what has been applied`);
  await applyFile(warehouse, bootstrap, []);
  const recorded = await warehouse.query('SELECT file_name, checksum FROM audit.schema_file');
  const checksums = new Map(recorded.map((row) => [row.file_name, row.checksum]));
  const applied: string[] = [];
  const aboutOthers = files.map(({ name }) => name).filter(isAboutOthers);
  for (const file of files) {
    const isRepeated = isAboutOthers(file.name) && applied.length > 0;
    if (file === bootstrap || (checksums.get(file.name) === checksumOf(file) && !isRepeated)) continue;
    await applyFile(warehouse, file, recordStatements(isAboutOthers(file.name) ? [] : aboutOthers));
    applied.push(file.name);
  }
  const unchanged = files.length - 1 - applied.length;
  log.info('schema applied', { applied: applied.length, unchanged });
  return { applied, unchanged };
}

const checksumOf = ({ text }: SchemaFile): string => hash('sha256', text, 'hex');

/** Statements that record a file, and forget those that are to be applied again after it, should this run not get there. */
function recordStatements(outdated: readonly string[]): NamedStatement[] {
  const forgotten = [':file_name', ...outdated.map(sqlLiteral)].join(', ');
  return [
    { name: 'forget the old checksum', sql: `DELETE FROM audit.schema_file WHERE file_name IN (${forgotten})` },
    {
      name: 'record the checksum',
      sql: `INSERT INTO audit.schema_file (file_name, checksum, applied_at)
SELECT CAST(:file_name AS VARCHAR(256)), CAST(:checksum AS VARCHAR(64)), GETDATE()`,
    },
  ];
}

async function applyFile(warehouse: WarehouseSql, file: SchemaFile, record: readonly NamedStatement[]): Promise<void> {
  const named: NamedStatement[] = [];
  const statements = (await isOutOfPlace(warehouse, file.text)) ? [] : splitStatements(file.text);
  for (const [index, sql] of statements.entries()) {
    if (await isThereAlready(warehouse, sql)) continue;
    named.push({ name: `${file.name} statement ${index + 1}`, sql });
  }
  // The record is part of the last batch, so a file counts as applied only with its last statement.
  const recordsFrom =
    Math.floor(Math.max(0, named.length + record.length - 1) / batchStatementLimit) * batchStatementLimit;
  const first = Math.min(recordsFrom, named.length);
  try {
    for (let at = 0; at < first; at += batchStatementLimit) {
      await warehouse.batch({ statements: named.slice(at, Math.min(at + batchStatementLimit, first)) });
    }
    await warehouse.batch({
      statements: [...named.slice(first), ...record],
      ...(record.length === 0 ? {} : { parameters: { file_name: file.name, checksum: checksumOf(file) } }),
    });
  } catch (error) {
    throw new SafeError(`warehouse/${file.name} could not be applied`, { cause: error });
  }
}
