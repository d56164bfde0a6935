import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnsRead } from '../../domain/sql/columns-read.ts';
import { starOf } from '../../domain/warehouse/star.ts';
import { openWarehouseRun, product, type WarehouseRun } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

const star = starOf(product.tables, product.written);
const columns = new Map(
  [...star.dimensions, ...star.facts].map((shown) => [`star.${shown.name}`, shown.columns.map(({ name }) => name)]),
);
/** The views on the star: the one on the books of the audit shows nothing of a contract. */
const views = product.written.files.filter(
  ({ path, text }) => path.startsWith('models/reporting/') && text.includes('star.'),
);

test.each(views.map(({ path, text }) => [path, text] as const))(
  'what %s reads is what the database says it depends on',
  async (path, sql) => {
    const view = path.slice('models/reporting/'.length, -'.sql'.length).replaceAll('-', '_');
    const rows = await run.rows(`SELECT DISTINCT n.nspname || '.' || t.relname || '.' || a.attname AS name
      FROM pg_depend d
      JOIN pg_rewrite r ON r.oid = d.objid
      JOIN pg_class v ON v.oid = r.ev_class AND v.relname = '${view}'
      JOIN pg_class t ON t.oid = d.refobjid AND t.oid <> v.oid
      JOIN pg_namespace n ON n.oid = t.relnamespace
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0`);
    const depended = rows.map(({ name }) => String(name)).filter((name) => columns.has(name.replace(/\.\w+$/, '')));
    expect(depended.length).toBeGreaterThan(0);
    expect(columnsRead(sql, (table) => columns.get(table))).toEqual(depended.sort());
  },
);
