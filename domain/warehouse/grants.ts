import type { Contract } from '../../contracts/contract.ts';
import { affectedKeys, ledgerTables } from './conventions.ts';

/** The role of whoever loads; warehouse/security/10-roles.sql creates it. */
export const loaderRole = 'medstream_loader';

/** The tables of the star that loads fill, and those they only look things up in. */
export interface StarTables {
  readonly dimensions: readonly string[];
  readonly facts: readonly string[];
  readonly lookedUp: readonly string[];
}

/**
 * What a load needs, table by table, and no more: history and the ledger only grow, a timeline is removed and rebuilt,
 * a fact is also pointed to other versions. DELETE on staging is what lets it take the load's lock.
 */
export function loaderGrants(contracts: readonly Contract[], { dimensions, facts, lookedUp }: StarTables): string {
  const grant = (privileges: string, tables: readonly string[]) =>
    `GRANT ${privileges} ON ${tables.join(', ')} TO ROLE ${loaderRole};\n`;
  return [
    '-- What a load touches, and no more.\n',
    `GRANT USAGE ON SCHEMA staging, history, star, audit TO ROLE ${loaderRole};\n`,
    grant('SELECT, INSERT, DELETE', [affectedKeys, ...contracts.map(({ name }) => `staging.${name}`)]),
    grant('SELECT, INSERT', [...ledgerTables, ...contracts.map(({ name }) => `history.${name}`)]),
    grant('SELECT, INSERT, DELETE', dimensions),
    grant('SELECT, INSERT, UPDATE, DELETE', facts),
    grant('SELECT', lookedUp),
  ].join('');
}
