import { contracts } from '../../contracts/registry.ts';
import { isTable } from '../../domain/lake/lake-catalog.ts';
import { type DuckDbSession, openDuckDb } from '../../embedded/glue/duckdb.ts';
import { type Model, readModels } from '../../embedded/glue/model-catalog.ts';
import { type ChangeRow, defaultOf, rowsQuery, typedRows } from './change-rows.ts';

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
    for (const schema of ['changes', 'silver', 'gold', 'before_silver', 'before_gold'])
      await session.run(`CREATE SCHEMA ${schema}`);
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
      if (!needed.has(model.name) || !isTable(model)) continue;
      await this.session.run(`CREATE OR REPLACE TABLE ${model.name} AS ${model.sql}`);
    }
  }

  /** Stores rows as the table of a model, over plain defaults. */
  async store(
    name: string,
    rows: readonly Readonly<Record<string, string | number | boolean | null>>[],
  ): Promise<void> {
    const { columns } = this.#modelNamed(name);
    const whole = rows.map((row) =>
      Object.fromEntries(
        columns.map((column) => {
          const given = row[column.name];
          return [column.name, given === undefined ? defaultOf(column) : given === null ? null : String(given)];
        }),
      ),
    );
    await this.session.run(`CREATE OR REPLACE TABLE ${name} AS ${typedRows(columns, whole)}`);
  }

  /** Builds one model from the tables that are there. */
  async build(name: string): Promise<void> {
    await this.session.run(`CREATE OR REPLACE TABLE ${name} AS ${this.#modelNamed(name).sql}`);
  }

  /** What a check finds in the tables as they are. */
  async findings(check: string): Promise<Rows> {
    const { reads, sql } = this.#modelNamed(`checks.${check}`);
    for (const read of reads.filter((name) => name.startsWith('before_'))) {
      // As in a run that builds everything.
      await this.session.run(
        `CREATE OR REPLACE VIEW ${read} AS SELECT * FROM ${read.slice('before_'.length)} WHERE false`,
      );
    }
    return (await this.session.query(sql)).rows;
  }

  /** Rows of a query over the built tables. */
  async rows(sql: string): Promise<Rows> {
    return (await this.session.query(sql)).rows;
  }

  /** A whole table, ordered by its grain. */
  async table(name: string): Promise<Rows> {
    return this.rows(`SELECT * FROM ${name} ORDER BY ${this.#modelNamed(name).grain.join(', ')}`);
  }

  #modelNamed(name: string): Model {
    const model = this.#models.find((candidate) => candidate.name === name);
    if (model === undefined) throw new Error(`no model is called ${name}`);
    return model;
  }

  close(): void {
    this.session.close();
  }
}
