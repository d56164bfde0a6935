import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lakeTotalsKey } from '../../contracts/platform/zones.ts';
import { contracts } from '../../contracts/registry.ts';
import { sharedMarts } from '../../domain/lake/mart.ts';
import { compareTotals, lakeTotalsSchema, nameOf } from '../../domain/reconciliation/totals.ts';
import { totalsFile } from '../../domain/warehouse/conventions.ts';
import { sqlPath } from '../../embedded/glue/duckdb.ts';
import type { Lake } from '../../embedded/glue/lake-query.ts';
import { readMarts } from '../../embedded/glue/model-catalog.ts';
import { repositoryWarehouse } from '../../embedded/redshift/warehouse-root.ts';
import { buckets } from '../../embedded/services.ts';
import { readWarehouseTotals } from '../../lambdas/reconcile-stores/reconcile-stores.ts';
import type { WarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import { isNew, isNewSql, type NewRecords } from './records-of-run.ts';
import { distinctRecords, type VaultKind, type VaultReason, vaultObjects } from './vault-records.ts';

/** Records of one run, counted in the zones, not by the code that wrote them. */
export interface ZoneCounts {
  /** Distinct records in bronze. */
  readonly bronze: number;
  /** Events that silver did not hold before. */
  readonly silver: number;
  /** Distinct rejected records by the code of their first reason. */
  readonly quarantined: Readonly<Record<string, number>>;
  /** Values that were left out of accepted records, by code and field: `schema.not_in_value_set patient.gender`. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Broken rules that cost accepted records nothing, by code and field. */
  readonly noted: Readonly<Record<string, number>>;
  /** Valid records whose event silver held already. */
  readonly duplicates: number;
  /** Events of these records whose id came with other content too: the first to arrive counts. */
  readonly collisions: number;
  /** Valid records in objects that are set aside, as far as these can be read. */
  readonly setAside: number;
  /** Objects that cannot be read: what they hold cannot be counted. */
  readonly unreadable: number;
}

/**
 * Counts what some records became.
 * @param s3Path root of the buckets.
 * @param of `aside` are the keys of objects that are set aside
 */
export async function countZones(
  s3Path: string,
  lake: Lake,
  { of, aside = [] }: { readonly of: NewRecords; readonly aside?: readonly string[] },
): Promise<ZoneCounts> {
  const distinct = (kind: VaultKind) =>
    distinctRecords(vaultObjects(s3Path, kind), ({ shardId, sequence }) => isNew(of, shardId, sequence));
  let bronze = 0;
  for await (const _record of distinct('events')) bronze += 1;
  const rejected = new CodeCounts();
  for await (const { reasons } of distinct('rejected')) rejected.add(String(reasons[0]?.code));
  const warned = new CodeCounts();
  const noted = new CodeCounts();
  for await (const { reasons, notes, contract } of distinct('warned')) {
    const atField = ({ code, path }: VaultReason) => `${code} ${contract}.${path.replace(/^data\./, '')}`;
    for (const reason of reasons) warned.add(atField(reason));
    for (const note of notes) noted.add(atField(note));
  }
  const valid = await countSilver(lake, of);
  const left = await countSetAside(
    lake,
    aside.map((key) => join(s3Path, buckets.silver, key)),
    of,
  );
  return {
    bronze,
    silver: valid.distinct,
    quarantined: rejected.sorted(),
    leftOut: warned.sorted(),
    noted: noted.sorted(),
    duplicates: valid.records - valid.distinct,
    collisions: valid.collisions,
    setAside: left.records,
    unreadable: left.unreadable + lake.unreadable,
  };
}

/** How often each code occurs. */
class CodeCounts {
  readonly #counts = new Map<string, number>();

  add(code: string): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  /** In the order of the codes. */
  sorted(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}

/** Records of files that are set aside, one by one: each may be of its own form, or of none. */
async function countSetAside(
  lake: Lake,
  files: readonly string[],
  of: NewRecords,
): Promise<{ readonly records: number; readonly unreadable: number }> {
  let records = 0;
  let unreadable = 0;
  for (const file of files) {
    try {
      const { rows } = await lake.query(
        `SELECT CAST(count(DISTINCT (shard_id, sequence)) AS INTEGER) AS n
         FROM read_parquet(${sqlPath(file)}, hive_partitioning = false) WHERE ${isNewSql(of)}`,
      );
      records += Number(rows[0]?.n ?? 0);
    } catch {
      unreadable += 1;
    }
  }
  return { records, unreadable };
}

/** Rows of a change log whose events the lake holds in memory at once. */
const rowsAtOnce = 500_000;

async function countSilver(
  lake: Lake,
  of: NewRecords,
): Promise<{ readonly records: number; readonly distinct: number; readonly collisions: number }> {
  const isOne = isNewSql(of);
  const lengths = contracts.map(({ name }) => `SELECT '${name}' AS name, count(*) AS n FROM changes.${name}`);
  const rowsOf = new Map(
    (await lake.query(lengths.join('\nUNION ALL\n'))).rows.map(({ name, n }) => [String(name), Number(n)]),
  );
  const countsOf = (name: string, part: string) => `SELECT CAST(coalesce(sum(arrivals), 0) AS INTEGER) AS records,
              CAST(count(*) FILTER (WHERE NOT known_before) AS INTEGER) AS distinct_events,
              CAST(count(*) FILTER (WHERE is_contradicted) AS INTEGER) AS collisions
       FROM (SELECT count(DISTINCT (shard_id, sequence)) FILTER (WHERE ${isOne}) AS arrivals,
                    bool_or(NOT ${isOne}) AS known_before,
                    min(row_hash) <> max(row_hash) AS is_contradicted
             FROM changes.${name} WHERE ${part} GROUP BY event_source, event_id
             HAVING count(*) FILTER (WHERE ${isOne}) > 0)`;
  // One question for all short change logs: each has a price of its own, whatever it reads. Of a long one the events are
  // grouped a part at a time, because the groups are what takes the memory.
  const short = contracts.filter(({ name }) => (rowsOf.get(name) ?? 0) <= rowsAtOnce);
  const questions = short.length === 0 ? [] : [short.map(({ name }) => countsOf(name, 'true')).join('\nUNION ALL\n')];
  for (const { name } of contracts.filter((contract) => !short.includes(contract))) {
    const parts = Math.ceil((rowsOf.get(name) ?? 0) / rowsAtOnce);
    for (let part = 0; part < parts; part += 1) {
      questions.push(countsOf(name, `hash(event_id) % ${parts} = ${part}`));
    }
  }
  const sum = { records: 0, distinct: 0, collisions: 0 };
  for (const question of questions) {
    for (const { records, distinct_events: distinct, collisions } of (await lake.query(question)).rows) {
      sum.records += Number(records);
      sum.distinct += Number(distinct);
      sum.collisions += Number(collisions);
    }
  }
  return sum;
}

/** One total of the lake that is not the warehouse's. */
export interface Difference {
  readonly what: string;
  readonly lake: string;
  readonly warehouse: string;
}

/** The stores of one machine, while nothing loads or builds. */
export interface Stores {
  /** Root of the buckets. */
  readonly s3Path: string;
  readonly lake: Lake;
  readonly warehouse: WarehouseSql;
}

/**
 * Which totals of the stores differ, with both values, which `reconcile-stores` keeps to itself: on this machine whoever
 * asks may read both stores anyway.
 */
export async function differingTotals({ s3Path, warehouse }: Stores): Promise<Difference[]> {
  const written = await readFile(join(s3Path, buckets.silver, lakeTotalsKey), 'utf8');
  const { totals, arrivedBefore } = lakeTotalsSchema.parse(JSON.parse(written));
  const query = await readFile(join(repositoryWarehouse, totalsFile), 'utf8');
  const { differences } = compareTotals(
    totals,
    await readWarehouseTotals({ warehouse, totalsQuery: () => query }, arrivedBefore),
  );
  return differences.map(({ lake, warehouse: other, ...total }) => ({
    what: nameOf(total),
    lake: lake ?? 'none',
    warehouse: other ?? 'none',
  }));
}

/** Compares the marts that both stores have, row by row; empty when they agree. */
export async function differingMarts({ lake, warehouse }: Stores): Promise<Difference[]> {
  const marts = sharedMarts(await readMarts());
  // Each store answers at its own pace.
  const ofLake = Promise.all(marts.map(({ name, columns }) => lake.query(rowsAsText(name, columns))));
  const ofWarehouse = Promise.all(marts.map(({ equals, columns }) => warehouse.query(rowsAsText(equals, columns))));
  const [lakeRows, warehouseRows] = await Promise.all([ofLake, ofWarehouse]);
  const differences: Difference[] = [];
  for (const [place, { name, equals }] of marts.entries()) {
    const left = sortedTexts(lakeRows[place]?.rows ?? []);
    const right = sortedTexts(warehouseRows[place] ?? []);
    const index = left.findIndex((row, at) => row !== right[at]);
    const at = index === -1 && left.length !== right.length ? Math.min(left.length, right.length) : index;
    if (at !== -1) {
      differences.push({ what: `${name} and ${equals}`, lake: left[at] ?? 'no row', warehouse: right[at] ?? 'no row' });
    }
  }
  return differences;
}

/**
 * A query for the rows of a mart as one text each, which is equal in both stores when the row is: a row of many columns
 * costs its way out of the warehouse several times what one text does.
 */
function rowsAsText(mart: string, columns: readonly string[]): string {
  const texts = columns.map((column) => `'${column}=' || COALESCE(CAST(${column} AS VARCHAR(65535)), 'null')`);
  return `SELECT ${texts.join(" || ', ' || ")} AS row_text FROM ${mart}`;
}

function sortedTexts(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return rows.map((row) => String(row.row_text)).sort();
}
