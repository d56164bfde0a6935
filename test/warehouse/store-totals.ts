import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareTotals, type Total } from '../../domain/reconciliation/totals.ts';
import { totalsSql } from '../../domain/reconciliation/totals-sql.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import { buildModels, type LakePaths } from '../../embedded/glue/build-models.ts';
import type { Model } from '../../embedded/glue/model-catalog.ts';
import { readWarehouseTotals } from '../../lambdas/reconcile-stores/reconcile-stores.ts';
import type { WarehouseRun } from './warehouse-run.ts';

/** What both stores of a run say of the same contracts, as of an instant. */
export class StoreTotals {
  readonly #run: WarehouseRun;
  readonly #tables: readonly SilverTable[];
  readonly #models: readonly Model[];
  readonly #instant: Date;

  constructor(run: WarehouseRun, of: { tables: readonly SilverTable[]; models: readonly Model[]; instant: Date }) {
    this.#run = run;
    this.#tables = of.tables;
    this.#models = of.models;
    this.#instant = of.instant;
  }

  /** The totals of the lake as its job writes them, from the objects that were delivered. */
  async lake(): Promise<readonly Total[]> {
    const silverPath = this.#run.s3.bucketPath('silver');
    const paths: LakePaths = { silverPath, goldPath: join(dirname(silverPath), 'gold') };
    mkdirSync(paths.goldPath, { recursive: true });
    try {
      const settings = { models: this.#models, paths, logs: this.#tables, arrivedBefore: this.#instant };
      return (await buildModels(settings)).totals ?? [];
    } finally {
      rmSync(join(silverPath, 'tables'), { recursive: true, force: true });
      rmSync(paths.goldPath, { recursive: true });
    }
  }

  async warehouse(): Promise<readonly Total[]> {
    const totalsQuery = () => totalsSql(this.#tables, 'warehouse');
    return readWarehouseTotals({ warehouse: this.#run.warehouse, totalsQuery }, this.#instant.toISOString());
  }

  /** Which totals differ, as `subject measure month`. */
  async differences(): Promise<readonly string[]> {
    const { differences } = compareTotals(await this.lake(), await this.warehouse());
    return differences.map(({ subject, month, measure }) => `${subject} ${measure} ${month}`);
  }
}
