import { layout } from '../../contracts/platform/zones.ts';
import { loadLock } from '../../domain/warehouse/conventions.ts';
import { fingerprintSql, type KeyTally } from '../../domain/warehouse/key-tally.ts';
import type { StatementParameters, WarehouseSql } from '../shared/warehouse-sql.ts';
import { type Horizons, horizonBefore } from './list-changes.ts';
import { setAsideSql } from './set-aside.ts';

/** What the warehouse knows of one shard's hour of a contract: what it loaded, and what it set aside. */
export interface KnownGroup extends KeyTally {
  /** Its greatest key. */
  readonly newest: string;
}

/** By contract and {@link groupOf} its keys. */
export type KnownGroups = ReadonlyMap<string, ReadonlyMap<string, KnownGroup>>;

/** Objects that a load takes or leaves out, one row each. */
const knownObjects = `(SELECT contract, object_key FROM audit.loaded_object
  UNION ALL SELECT contract, object_key FROM (${setAsideSql}) aside) known`;

/** A load in progress has this table locked: after its end this one sees what it loaded, and does not load it again. */
export async function waitForLoad(warehouse: WarehouseSql): Promise<void> {
  await warehouse.query(`SELECT COUNT(*) AS loads FROM ${loadLock}`);
}

/** Per contract the horizon of its newest loaded object: a look at one end of its keys each. */
export async function loadedHorizons(warehouse: WarehouseSql, contracts: readonly string[]): Promise<Horizons> {
  const newestOf = contracts.map(
    (_, index) => `SELECT contract, newest FROM (
  SELECT CAST(:contract_${index} AS VARCHAR(64)) AS contract, MAX(object_key) AS newest
  FROM audit.loaded_object WHERE contract = :contract_${index}
) contract_${index}`,
  );
  const parameters = Object.fromEntries(contracts.map((contract, index) => [`contract_${index}`, contract]));
  const rows = await warehouse.query(newestOf.join('\nUNION ALL\n'), parameters);
  return new Map(
    rows.flatMap(({ contract, newest }) => {
      const from = newest === null ? undefined : horizonBefore(String(contract), String(newest));
      return from === undefined ? [] : [[String(contract), from]];
    }),
  );
}

/** Tallies of what the warehouse knows from the horizons on: a row for each hour and shard, however many objects these have. */
export async function knownGroups(
  warehouse: WarehouseSql,
  contracts: readonly string[],
  horizons: Horizons,
): Promise<KnownGroups> {
  const conditions = contracts.map((_, index) => `(contract = :contract_${index} AND object_key > :from_${index})`);
  const parameters: StatementParameters = Object.fromEntries(
    contracts.flatMap((contract, index) => [
      [`contract_${index}`, contract],
      [`from_${index}`, horizons.get(contract) ?? layout.changes.prefix],
    ]),
  );
  const rows = await warehouse.query(
    `SELECT contract, object_group, COUNT(*) AS objects, MAX(object_key) AS newest, SUM(fingerprint) AS fingerprints
FROM (
  SELECT contract, object_key, ${fingerprintSql('object_key')} AS fingerprint,
    SPLIT_PART(object_key, '/', 3) || '/' || SPLIT_PART(object_key, '/', 4) || '/' || SPLIT_PART(object_key, '/', 5)
      AS object_group
  FROM ${knownObjects}
  WHERE ${conditions.join(' OR ')}
) keyed
GROUP BY contract, object_group`,
    parameters,
  );
  const groups = new Map<string, Map<string, KnownGroup>>();
  for (const { contract, object_group, objects, newest, fingerprints } of rows) {
    const own = groups.get(String(contract)) ?? new Map<string, KnownGroup>();
    groups.set(String(contract), own);
    own.set(String(object_group), {
      objects: Number(objects),
      newest: String(newest),
      fingerprints: BigInt(String(fingerprints)),
    });
  }
  return groups;
}

/** Keys fetched at once where a tally does not tell which are known. */
export const keysPerPage = 5000;

/** The keys of a contract that the warehouse knows below a prefix, in their order, a page in memory at a time. */
export async function* knownKeys(warehouse: WarehouseSql, contract: string, prefix: string): AsyncGenerator<string> {
  let after = prefix;
  for (;;) {
    const rows = await warehouse.query(
      `SELECT object_key FROM ${knownObjects}
WHERE contract = :contract AND object_key > :after AND object_key < :before
ORDER BY object_key LIMIT ${keysPerPage}`,
      { contract, after, before: `${prefix}~` },
    );
    for (const { object_key } of rows) yield String(object_key);
    const last = rows.at(-1);
    if (last === undefined || rows.length < keysPerPage) return;
    after = String(last.object_key);
  }
}
