import type { Session } from '../../embedded/redshift/engine.ts';
import type { Digests, Selection } from './steps.ts';

/** Columns that say which load it was, or when, are not compared. */
const ofTheLoad = ['load_id', 'loaded_at'];

/** What two versions must fill alike: star, history and the ledger, but for which load it was. */
export async function comparedColumns(session: Session): Promise<Selection> {
  const { rows } = await session.query<{ place: string; column_name: string }>(
    `SELECT table_schema || '.' || table_name AS place, column_name
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_type = 'BASE TABLE'
       AND (table_schema IN ('star', 'history') OR (table_schema = 'audit' AND table_name = 'load_ledger'))
     ORDER BY place, column_name`,
  );
  const compared = rows.filter(({ column_name }) => !ofTheLoad.includes(column_name));
  const byTable = Map.groupBy(compared, ({ place }) => place);
  return Object.fromEntries([...byTable].map(([place, own]) => [place, own.map(({ column_name }) => column_name)]));
}

/** Digests of rows, whatever their order. */
export async function digestsOf(session: Session, selection: Selection): Promise<Digests> {
  const digests: Record<string, string> = {};
  for (const [from, columns] of Object.entries(selection)) {
    const { rows } = await session.query<{ digest: string }>(
      `SELECT COUNT(*) || ' rows, ' || ${sumOfHalf(1)} || ' ' || ${sumOfHalf(17)} AS digest
       FROM (SELECT MD5(CAST(ROW(${columns.join(', ')}) AS text)) AS md5 FROM ${from}) hashed`,
    );
    digests[from] = rows[0]?.digest ?? '';
  }
  return digests;
}

/** The sum of 16 digits of every MD5. */
const sumOfHalf = (place: number): string =>
  `COALESCE(SUM(CAST(CAST(CAST('x' || SUBSTRING(md5, ${place}, 16) AS bit(64)) AS bigint) AS numeric)), 0)`;
