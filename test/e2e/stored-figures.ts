import { join } from 'node:path';
import { openWarehouseEngine, type WarehouseEngine } from '../../embedded/redshift/engine.ts';
import { syntheaFiles } from '../../sources/synthea/index.ts';
import { query } from './cli.ts';
import { type FigureRow, type MartName, sortedRows } from './csv-figures.ts';

/** Rows of the three marts, in the order of {@link sortedRows}. */
export type Marts = Readonly<Record<MartName, readonly FigureRow[]>>;

/** Records by contract, of every contract that an export has. */
export type RowCounts = Readonly<Record<string, number>>;

/** The figures of a data directory that `figuresOfCsv` has of the files, store by store. */
export interface StoredFigures {
  readonly rows: { readonly star: RowCounts; readonly silver: RowCounts };
  readonly marts: { readonly star: Marts; readonly reporting: Marts; readonly gold: Marts };
}

/** Reads the figures of every store; of the lake as a user does, with `medstream query --lake`. */
export async function storedFigures(data: string): Promise<StoredFigures> {
  const warehouse = await inWarehouse(data, async (engine) => ({
    rows: await starRows(engine),
    star: await martsFrom(async (mart) => (await engine.query(starMarts[mart])).rows),
    reporting: await martsFrom(async (mart) => (await engine.query(`SELECT * FROM reporting.${mart}`)).rows),
  }));
  const gold = await martsFrom((mart) => query(data, `SELECT * FROM gold.${mart}`, '--lake'));
  return {
    rows: { star: warehouse.rows, silver: await silverRows(data) },
    marts: { star: warehouse.star, reporting: warehouse.reporting, gold },
  };
}

/** Lets `use` work on the warehouse of a data directory that no command works on. */
export async function inWarehouse<T>(data: string, use: (engine: WarehouseEngine) => Promise<T>): Promise<T> {
  const engine = await openWarehouseEngine({ directory: join(data, 'warehouse') });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

async function martsFrom(
  read: (mart: MartName) => Promise<readonly Readonly<Record<string, unknown>>[]>,
): Promise<Marts> {
  const rowsOf = async (mart: MartName) =>
    sortedRows(
      (await read(mart)).map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)])),
      ),
    );
  return {
    payer_coverage_summary: await rowsOf('payer_coverage_summary'),
    encounters_by_department: await rowsOf('encounters_by_department'),
    encounters_by_org_month: await rowsOf('encounters_by_org_month'),
  };
}

/** Of a fact all rows, of a dimension the current members that somebody described. */
async function starRows(engine: WarehouseEngine): Promise<RowCounts> {
  const counts = syntheaFiles.map(({ contract: { name, kind } }) => {
    const members = `star.dim_${name} WHERE is_current AND NOT is_deleted AND NOT is_inferred AND ${name}_sk > 0`;
    return `SELECT '${name}' AS contract, COUNT(*) AS n FROM ${kind === 'event' ? `star.fact_${name}` : members}`;
  });
  return byContract((await engine.query(counts.join(' UNION ALL '))).rows);
}

async function silverRows(data: string): Promise<RowCounts> {
  const counts = syntheaFiles.map(
    ({ contract }) => `SELECT '${contract.name}' AS contract, COUNT(*) AS n FROM silver.${contract.name}`,
  );
  return byContract(await query(data, counts.join(' UNION ALL '), '--lake'));
}

const byContract = (rows: readonly Readonly<Record<string, unknown>>[]): RowCounts =>
  Object.fromEntries(rows.map(({ contract, n }) => [String(contract), Number(n)]));

/** Which payments are an encounter's, its claims say: the lines are not asked. */
const encounters = `star.fact_encounter encounter
  LEFT JOIN (
    SELECT claim.encounter_bk, SUM(line.payment) AS payments
    FROM star.fact_claim_transaction line
    JOIN star.fact_claim claim ON claim.claim_bk = line.claim_bk
    WHERE line.transaction_type = 'PAYMENT'
    GROUP BY claim.encounter_bk
  ) paid ON paid.encounter_bk = encounter.encounter_bk`;
const count = 'COUNT(*) AS encounter_count';
const cost = 'SUM(encounter.total_claim_cost) AS total_claim_cost';
const coverage = 'SUM(encounter.payer_coverage) AS total_payer_coverage';
const payments = 'CAST(COALESCE(SUM(paid.payments), 0) AS DECIMAL(18, 2)) AS total_payments';
const rate = `ROUND(CAST(COALESCE(SUM(paid.payments), 0) AS DECIMAL(38, 8)) / NULLIF(SUM(encounter.total_claim_cost), 0), 4)
  AS collection_rate`;

/**
 * The marts as somebody writes them who has the star schema alone. A payer or an organization is found by its surrogate
 * key; where a dimension has one version of each, that is the member as it is now.
 */
const starMarts: Readonly<Record<MartName, string>> = {
  payer_coverage_summary: `
    SELECT encounter.payer_bk AS payer_id, payer.name AS payer_name, ${count}, ${cost}, ${coverage}, ${payments}
    FROM ${encounters}
    JOIN star.dim_payer payer ON payer.payer_sk = encounter.payer_sk
    GROUP BY encounter.payer_bk, payer.name`,
  encounters_by_department: `
    SELECT encounter.encounter_class AS department, ${count}, ${cost}, ${payments}, ${rate}
    FROM ${encounters}
    GROUP BY encounter.encounter_class`,
  encounters_by_org_month: `
    SELECT encounter.organization_bk AS organization_id, organization.name AS organization_name,
      organization.state AS organization_state, CAST(DATE_TRUNC('month', encounter.started_at) AS DATE) AS month,
      ${count}, ${cost}, ${payments}, ${rate}
    FROM ${encounters}
    JOIN star.dim_organization organization ON organization.organization_sk = encounter.organization_sk
    GROUP BY encounter.organization_bk, organization.name, organization.state,
      CAST(DATE_TRUNC('month', encounter.started_at) AS DATE)`,
};
