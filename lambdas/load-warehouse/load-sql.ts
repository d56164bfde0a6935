import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitStatements } from '../../domain/sql/sql-tokens.ts';
import { manifestPlaceholder } from '../../domain/warehouse/conventions.ts';
import { loadFiles } from '../../domain/warehouse/load-plan.ts';
import type { NamedStatement } from '../shared/warehouse-sql.ts';

/** The statements of `warehouse/load/` by file name without its ending. */
export type LoadSql = ReadonlyMap<string, readonly NamedStatement[]>;

/**
 * Reads the files of `warehouse/load/`. The first comment of a statement is its name.
 * @param root the folder `warehouse/`
 * @throws Error naming the file when a statement has no name
 */
export function readLoadSql(root: string): LoadSql {
  const folder = join(root, 'load');
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return new Map(
    files.map((file) => {
      const statements = splitStatements(readFileSync(join(folder, file), 'utf8'));
      return [file.slice(0, -'.sql'.length), statements.map((sql) => ({ name: statementName(file, sql), sql }))];
    }),
  );
}

function statementName(file: string, sql: string): string {
  const name = sql
    .split('\n')
    .find((line) => line.startsWith('-- ') && !line.startsWith('-- Generated from '))
    ?.slice(3);
  if (name === undefined)
    throw new Error(`warehouse/load/${file}: every statement starts with a comment that names it`);
  return name;
}

// What the ingest functions write; anything else in an address could end the literal it stands in.
const manifestAddress = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/manifests\/[0-9a-f]{32}\/[a-z_]+\.manifest$/;

/**
 * The statements of one load in order, with the manifests in the place of their placeholders.
 * @param manifests address of the manifest of each contract that has objects in this load
 * @throws Error when an address is not a manifest's, when a file is missing, or a COPY has no placeholder
 */
export function loadStatements(
  sql: LoadSql,
  contracts: readonly string[],
  manifests: ReadonlyMap<string, string>,
): NamedStatement[] {
  const named = (prefix: string) => contracts.filter((contract) => sql.has(`${prefix}${contract}`));
  const files = loadFiles({
    contracts,
    dimensions: named('dim-'),
    facts: named('fact-'),
    present: new Set(manifests.keys()),
  });
  const statements = files.flatMap((file) => {
    const found = sql.get(file);
    if (found === undefined) throw new Error(`warehouse/load/${file}.sql is missing; run npm run codegen`);
    return found;
  });
  let copies = 0;
  const placed = statements.map((statement) => {
    for (const [contract, address] of manifests) {
      const placeholder = `'${manifestPlaceholder(contract)}'`;
      if (!statement.sql.includes(placeholder)) continue;
      if (!manifestAddress.test(address))
        throw new Error(`the manifest of ${contract} has an address no COPY may read`);
      copies += 1;
      return { ...statement, sql: statement.sql.replace(placeholder, `'${address}'`) };
    }
    return statement;
  });
  if (copies !== manifests.size) throw new Error('warehouse/load: not every manifest has a COPY; run npm run codegen');
  return placed;
}
