import { dateDimension, ledgerTables, loadLock, supersededDeliveries } from './conventions.ts';
import type { Star } from './star.ts';

/** The role of whoever loads; warehouse/security/roles.sql creates it. */
export const loaderRole = 'medstream_loader';

/**
 * What a load needs, table by table, and no more: history and the ledger only grow, a timeline is removed and rebuilt,
 * a fact is also pointed to other versions. DELETE on staging is what lets it take the load's lock. Its temporary tables are
 * every user's right (https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html).
 */
export function loaderGrants({ tables, dimensions, facts }: Star): string {
  const grant = (privileges: string, on: readonly string[]) =>
    on.length === 0 ? '' : `GRANT ${privileges} ON ${on.join(', ')} TO ROLE ${loaderRole};\n`;
  return [
    '-- What a load touches, and no more.\n',
    `GRANT USAGE ON SCHEMA staging, history, star, audit TO ROLE ${loaderRole};\n`,
    grant('SELECT, INSERT, DELETE', [loadLock, ...tables.map(({ name }) => `staging.${name}`)]),
    grant('SELECT, INSERT', [...ledgerTables, supersededDeliveries, ...tables.map(({ name }) => `history.${name}`)]),
    grant(
      'SELECT, INSERT, DELETE',
      dimensions.map(({ name }) => `star.${name}`),
    ),
    grant(
      'SELECT, INSERT, UPDATE, DELETE',
      facts.map(({ name }) => `star.${name}`),
    ),
    grant('SELECT', [dateDimension]),
  ].join('');
}
