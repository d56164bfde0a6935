import { afterAll, beforeAll, expect, test } from 'vitest';
import { rewriteRedshiftSql } from '../../embedded/redshift/rewrite.ts';
import { keepUp, plannedForLookups, readLookups } from '../../embedded/redshift/upkeep.ts';
import { openWarehouseRun, type WarehouseRun, warehouseRoot } from './warehouse-run.ts';

/** Contracts of each kind: a dimension that moves facts, one that keeps no versions, facts with one and with many roles. */
const loads = ['patient', 'diagnosis', 'encounter', 'claim', 'lab_result'];
const rowsOfTable = 20_000;
const rowsOfLoad = 40;

let run: WarehouseRun;
let large: ReadonlySet<string>;
beforeAll(async () => {
  run = await openWarehouseRun();
  const read = loads
    .map((contract) =>
      run.sql
        .get(contract)
        ?.map(({ sql }) => sql)
        .join(),
    )
    .join();
  const tables = await run.rows(`SELECT schemaname || '.' || tablename AS name FROM pg_catalog.pg_tables
    WHERE schemaname IN ('history', 'star') AND tablename NOT IN ('dim_date', 'superseded_delivery')`);
  large = new Set(tables.map(({ name }) => String(name)).filter((name) => read.includes(`${name} `)));
  for (const table of large) await fill(table, rowsOfTable);
  await run.engine.withSession(async (session) => {
    for (const table of large) await session.exec(`ANALYZE ${table}`);
    await keepUp(session, readLookups(warehouseRoot), 'staging.load_lock');
  });
}, 240_000);
afterAll(() => run.remove());

/** Rows of any table: its keys are those of the rows of the others with the same number. */
async function fill(table: string, rows: number): Promise<void> {
  const columns = await run.rows(`SELECT column_name, data_type, character_maximum_length AS length
    FROM information_schema.columns WHERE table_schema || '.' || table_name = '${table}' ORDER BY ordinal_position`);
  const values = columns.map(({ column_name: name, data_type: type, length }) =>
    filler(String(name), String(type), Number(length)),
  );
  await run.engine.exec(`INSERT INTO ${table} (${columns.map(({ column_name }) => column_name).join(', ')})
    SELECT ${values.join(', ')} FROM generate_series(1, ${rows}) AS i`);
}

const valueByName: Readonly<Record<string, string>> = {
  event_key: "strtol(substring(md5('test|' || 'event ' || i), 1, 15), 16)",
  event_source: "'test'",
  event_id: "'event ' || i",
  op: "'U'",
  sequence: "lpad(CAST(i AS text), 64, '0')",
  version_at: "TIMESTAMP '2026-01-01' + i * INTERVAL '1 minute'",
  valid_from: "TIMESTAMP '1900-01-01'",
  valid_to: "TIMESTAMP '9999-12-31'",
  object_key: "'object ' || i % 100",
};

function filler(name: string, type: string, length: number): string {
  const own = valueByName[name];
  if (own !== undefined) return own;
  if (type === 'character varying') return `left('key ' || i || ' ' || md5(CAST(i AS text)), ${length})`;
  if (type === 'bigint' || type === 'integer') return '1000 + i';
  if (type === 'numeric') return '1';
  if (type === 'boolean') return 'TRUE';
  return `CAST(TIMESTAMP '2026-01-01' + i * INTERVAL '1 minute' AS ${type})`;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly Schema?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Reads a table from end to end, by itself or in the order of an index. */
const isWhole = (node: PlanNode) =>
  node['Node Type'] === 'Seq Scan' || (/^Index/.test(node['Node Type']) && node['Index Cond'] === undefined);

test.each(loads)('a load of a few %s records scans no history, dimension or fact from end to end', async (contract) => {
  await run.engine.exec(`DELETE FROM staging.${contract}`);
  await fill(`staging.${contract}`, rowsOfLoad);
  const whole: string[] = [];
  await run.engine.transaction(async (session) => {
    await session.exec(plannedForLookups);
    for (const { name, sql } of run.sql.get(contract) ?? []) {
      if (/^(lock|clear|copy) /.test(name)) continue;
      const bound = rewriteRedshiftSql(
        sql.replaceAll(':load_id', "'load'").replaceAll(':objects', '1').replaceAll(':fingerprints', '1'),
      );
      const { rows } = await session.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `EXPLAIN (VERBOSE, FORMAT JSON) ${bound.replace(/^(?:--.*\n)*/, '')}`,
      );
      const [plan] = JSON.parse(String(rows[0]?.['QUERY PLAN'])) as [{ Plan: PlanNode }];
      for (const node of nodesOf(plan.Plan)) {
        const table = `${node.Schema}.${node['Relation Name']}`;
        if (large.has(table) && isWhole(node)) whole.push(`${name}: ${node['Node Type']} on ${table}`);
      }
      if (/CREATE TEMP TABLE/.test(sql)) await session.exec(bound);
    }
  });
  expect(whole).toEqual([]);
});
