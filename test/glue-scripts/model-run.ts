import { contracts } from '../../contracts/registry.ts';
import { type DuckDbSession, openDuckDb } from '../../embedded/glue/duckdb.ts';
import { type Model, readModels } from '../../embedded/glue/model-catalog.ts';
import { type ChangeRow, rowsQuery } from './change-rows.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** Runs the models on given change logs, in memory. */
export class ModelRun {
  readonly session: DuckDbSession;
  readonly #models: readonly Model[];

  constructor(session: DuckDbSession, models: readonly Model[]) {
    this.session = session;
    this.#models = models;
  }

  static async open(): Promise<ModelRun> {
    const session = await openDuckDb({ allowedDirectories: [] });
    for (const schema of ['changes', 'silver', 'gold']) await session.run(`CREATE SCHEMA ${schema}`);
    return new ModelRun(session, await readModels());
  }

  /** Builds every model that `wanted` needs, from the given rows by contract; contracts left out have no changes. */
  async given(changes: Readonly<Record<string, readonly ChangeRow[]>>, wanted: readonly string[]): Promise<void> {
    const needed = new Set(wanted);
    for (const model of this.#models.toReversed()) {
      if (needed.has(model.name)) for (const read of model.reads) needed.add(read);
    }
    for (const { name } of contracts) {
      if (!needed.has(`changes.${name}`)) continue;
      await this.session.run(`CREATE OR REPLACE TABLE changes.${name} AS ${rowsQuery(name, changes[name] ?? [])}`);
    }
    for (const model of this.#models) {
      if (!needed.has(model.name) || model.folder === 'checks') continue;
      await this.session.run(`CREATE OR REPLACE TABLE ${model.name} AS ${model.sql}`);
    }
  }

  /** What a check finds in the tables as they are. */
  async findings(check: string): Promise<Rows> {
    const model = this.#models.find((candidate) => candidate.name === `checks.${check}`);
    if (model === undefined) throw new Error(`no check is called ${check}`);
    return (await this.session.query(model.sql)).rows;
  }

  /** Rows of a query over the built tables. */
  async rows(sql: string): Promise<Rows> {
    return (await this.session.query(sql)).rows;
  }

  /** A whole table, ordered by its grain. */
  async table(name: string): Promise<Rows> {
    const model = this.#models.find((candidate) => candidate.name === name);
    if (model === undefined) throw new Error(`no model is called ${name}`);
    return this.rows(`SELECT * FROM ${name} ORDER BY ${model.grain.join(', ')}`);
  }

  close(): void {
    this.session.close();
  }
}
