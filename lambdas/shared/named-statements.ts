import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SafeError } from '../../domain/safe-error.ts';
import { splitStatements } from '../../domain/sql/sql-tokens.ts';
import type { NamedStatement } from './warehouse-sql.ts';

/**
 * The statements of a generated file, in their order. The first comment of a statement is its name.
 * @param root the folder `warehouse/`
 * @param file path below it
 * @throws SafeError naming the file that is not there, or whose statement has no name
 */
export function readNamedStatements(root: string, file: string): NamedStatement[] {
  return splitStatements(readWarehouseFile(root, file)).map((sql) => ({ name: statementName(file, sql), sql }));
}

function readWarehouseFile(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch (error) {
    throw new SafeError(`warehouse/${file} cannot be read; run npm run codegen and deploy the whole folder`, {
      cause: error,
    });
  }
}

function statementName(file: string, sql: string): string {
  const name = sql
    .split('\n')
    .find((line) => line.startsWith('-- ') && !line.startsWith('-- Generated from '))
    ?.slice(3);
  if (name === undefined) throw new SafeError(`warehouse/${file}: every statement starts with a comment that names it`);
  return name;
}
