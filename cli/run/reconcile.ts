import { join } from 'node:path';
import { layout } from '../../contracts/platform/zones.ts';
import { contracts, referenceContracts } from '../../contracts/registry.ts';
import { openDuckDb, sqlPath } from '../../embedded/glue/duckdb.ts';
import type { Lake } from '../../embedded/glue/lake-query.ts';
import { filesBelow } from '../../embedded/glue/table-files.ts';
import { buckets } from '../../embedded/runtime.ts';
import type { WarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';

/** Records of one run, counted in the zones, not by the code that wrote them. */
export interface ZoneCounts {
  /** Distinct records in bronze. */
  readonly bronze: number;
  /** Events that silver did not hold before. */
  readonly silver: number;
  /** Distinct rejected records by the code of their first reason. */
  readonly quarantined: Readonly<Record<string, number>>;
  /** Valid records whose event silver held already. */
  readonly duplicates: number;
}

/**
 * Counts what the records that arrived since `since` (epoch ms) became.
 * @param s3Path root of the buckets.
 */
export async function countZones(s3Path: string, lake: Lake, since: number): Promise<ZoneCounts> {
  const vaults = await openDuckDb({
    allowedDirectories: [join(s3Path, buckets.bronze), join(s3Path, buckets.quarantine)],
  });
  try {
    const bronze = await vaults.query(
      `SELECT CAST(count(DISTINCT (shard_id, sequence)) AS INTEGER) AS n FROM ${await vaultLines(s3Path, 'events')}
       WHERE arrived_at >= ${since}`,
    );
    const rejected = await vaults.query(
      `SELECT code, CAST(count(*) AS INTEGER) AS n FROM (
         SELECT DISTINCT shard_id, sequence, reasons[1].code AS code FROM ${await vaultLines(s3Path, 'rejected')}
         WHERE arrived_at >= ${since}) GROUP BY code ORDER BY code`,
    );
    const valid = await countSilver(lake, since);
    return {
      bronze: Number(bronze.rows[0]?.n ?? 0),
      silver: valid.distinct,
      quarantined: Object.fromEntries(rejected.rows.map(({ code, n }) => [String(code), Number(n)])),
      duplicates: valid.records - valid.distinct,
    };
  } finally {
    vaults.close();
  }
}

/** Lines of a PHI vault as a table: address and reasons only, payloads are not read. */
async function vaultLines(s3Path: string, kind: 'events' | 'rejected'): Promise<string> {
  const { zone, prefix } = layout[kind];
  const files = await filesBelow(join(s3Path, buckets[zone], prefix), '.ndjson.gz');
  const columns = { shard_id: 'VARCHAR', sequence: 'VARCHAR', arrived_at: 'BIGINT', reasons: 'STRUCT(code VARCHAR)[]' };
  const types = Object.entries(columns);
  if (files.length === 0)
    return `(SELECT ${types.map(([name, type]) => `NULL::${type} AS ${name}`).join(', ')} WHERE false)`;
  const declared = types.map(([name, type]) => `'${name}': '${type}'`).join(', ');
  return `read_json([${files.map(sqlPath).join(', ')}], format = 'newline_delimited', columns = {${declared}},
          hive_partitioning = false)`;
}

async function countSilver(
  lake: Lake,
  since: number,
): Promise<{ readonly records: number; readonly distinct: number }> {
  let records = 0;
  let distinct = 0;
  for (const { name } of contracts) {
    const { rows } = await lake.query(
      `SELECT CAST(coalesce(sum(arrivals), 0) AS INTEGER) AS records,
              CAST(count(*) FILTER (WHERE NOT known_before) AS INTEGER) AS distinct_events
       FROM (SELECT count(DISTINCT (shard_id, sequence)) FILTER (WHERE epoch_ms(arrived_at) >= ${since}) AS arrivals,
                    bool_or(epoch_ms(arrived_at) < ${since}) AS known_before
             FROM changes.${name} GROUP BY event_source, event_id
             HAVING count(*) FILTER (WHERE epoch_ms(arrived_at) >= ${since}) > 0)`,
    );
    records += Number(rows[0]?.records ?? 0);
    distinct += Number(rows[0]?.distinct_events ?? 0);
  }
  return { records, distinct };
}

/** One total of the lake that is not the warehouse's. */
export interface Difference {
  readonly what: string;
  readonly lake: string;
  readonly warehouse: string;
}

/** Pairs of queries that must give equal rows: decimals to the cent, counts exactly. Columns are text in both. */
const comparisons: readonly { readonly what: string; readonly lake: string; readonly warehouse: string }[] = [
  {
    what: 'encounters and costs by class',
    lake: `SELECT encounter_class, CAST(count(*) AS VARCHAR) AS encounters,
                  CAST(sum(total_claim_cost) AS VARCHAR) AS total_claim_cost, CAST(sum(payer_coverage) AS VARCHAR) AS payer_coverage
           FROM silver.encounter GROUP BY encounter_class ORDER BY encounter_class`,
    warehouse: `SELECT encounter_class, CAST(COUNT(*) AS VARCHAR) AS encounters,
                       CAST(SUM(total_claim_cost) AS VARCHAR) AS total_claim_cost, CAST(SUM(payer_coverage) AS VARCHAR) AS payer_coverage
                FROM star.fact_encounter GROUP BY encounter_class ORDER BY encounter_class`,
  },
  ...['encounters_by_department', 'encounters_by_org_month', 'payer_coverage_summary'].map((mart) => ({
    what: `${mart} of gold and reporting`,
    lake: `SELECT * FROM gold.${mart}`,
    warehouse: `SELECT * FROM reporting.${mart}`,
  })),
  ...referenceContracts.map(({ name }) => ({
    what: `versions of ${name}`,
    lake: `SELECT CAST(count(*) AS VARCHAR) AS versions FROM silver.${name}_history`,
    warehouse: `SELECT CAST(COUNT(*) AS VARCHAR) AS versions FROM star.dim_${name} WHERE ${name}_sk > 0 AND NOT is_inferred`,
  })),
];

/** Compares lake and warehouse, total by total; empty when they agree. */
export async function compareLakeWithWarehouse(lake: Lake, warehouse: WarehouseSql): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const comparison of comparisons) {
    const left = comparableRows((await lake.query(comparison.lake)).rows);
    const right = comparableRows(await warehouse.query(comparison.warehouse));
    const index = left.findIndex((row, at) => row !== right[at]);
    const at = index === -1 && left.length !== right.length ? Math.min(left.length, right.length) : index;
    if (at !== -1) {
      differences.push({ what: comparison.what, lake: left[at] ?? 'no row', warehouse: right[at] ?? 'no row' });
    }
  }
  return differences;
}

/** Rows as sorted text that is equal when the values are: columns by name, numbers and text alike. */
function comparableRows(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return rows
    .map((row) =>
      Object.keys(row)
        .sort()
        .map((column) => `${column}=${row[column] === null ? 'null' : String(row[column]).replace(/ 00:00:00$/, '')}`)
        .join(', '),
    )
    .sort();
}
