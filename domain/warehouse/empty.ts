import { supersededDeliveries } from './conventions.ts';
import type { Statement } from './sql-text.ts';
import type { Star } from './star.ts';

/**
 * Statements that empty what loads fill, so that the loads that follow rebuild it from the change log. What was loaded is
 * forgotten first: a stop after that leaves rows that the loads find again as duplicates, and never objects that count as
 * loaded and are not there. Reserved members stay, and so does what is set aside, which no rebuild could load either.
 */
export function emptyStatements({ tables, dimensions, facts }: Star): Statement[] {
  const all = (table: string) => ({ name: `empty ${table}`, sql: `DELETE FROM ${table}` });
  return [
    all('audit.loaded_object'),
    all('audit.load_ledger'),
    ...facts.map(({ name }) => all(`star.${name}`)),
    ...dimensions.map(({ name, sk }) => ({
      name: `empty star.${name} but for its reserved members`,
      sql: `DELETE FROM star.${name} WHERE ${sk} > 0`,
    })),
    ...tables.flatMap(({ name }) => [all(`history.${name}`), all(`staging.${name}`)]),
    all(supersededDeliveries),
  ];
}
