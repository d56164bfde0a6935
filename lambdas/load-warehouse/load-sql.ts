import { SafeError } from '../../domain/safe-error.ts';
import { loadFile, manifestPlaceholder } from '../../domain/warehouse/conventions.ts';
import { readNamedStatements } from '../shared/named-statements.ts';
import type { NamedStatement } from '../shared/warehouse-sql.ts';

/** The statements of the load of each contract, in their order. */
export type LoadSql = ReadonlyMap<string, readonly NamedStatement[]>;

/**
 * Reads the load of each contract. The first comment of a statement is its name.
 * @param root the folder `warehouse/`
 * @throws Error naming the file that is not there, or whose statement has no name
 */
export function readLoadSql(root: string, contracts: readonly string[]): LoadSql {
  return new Map(contracts.map((contract) => [contract, readNamedStatements(root, loadFile(contract))]));
}

// What this function writes; anything else in an address could end the literal it stands in.
const manifestAddress = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/manifests\/[0-9a-f]{32}\/[a-z0-9_]+\.manifest$/;

/**
 * The statements of one load of a contract, with its manifest in the place of the placeholder.
 * @param manifest address of the manifest
 * @throws Error when the address is not a manifest's, or the contract has no load with one COPY
 */
export function loadStatements(sql: LoadSql, contract: string, manifest: string): NamedStatement[] {
  if (!manifestAddress.test(manifest))
    throw new SafeError(`the manifest of ${contract} has an address no COPY may read`);
  const placeholder = `'${manifestPlaceholder(contract)}'`;
  const statements = sql.get(contract) ?? [];
  const copies = statements.filter((statement) => statement.sql.includes(placeholder));
  if (copies.length !== 1) {
    throw new SafeError(`warehouse/${loadFile(contract)} does not copy its objects once; run npm run codegen`);
  }
  return statements.map((statement) => ({
    ...statement,
    sql: statement.sql.replace(placeholder, () => `'${manifest}'`),
  }));
}
