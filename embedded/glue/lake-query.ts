import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { zones } from '../../contracts/platform/zones.ts';
import { registry } from '../../contracts/registry.ts';
import { lakeTables } from '../../domain/lake/lake-tables.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import { UserError } from '../../domain/safe-error.ts';
import { type LakePaths, tableDirectory } from './build-models.ts';
import { changeLogQuery, emptyRelation } from './change-log.ts';
import { changeFiles, unreadableFiles } from './change-objects.ts';
import { type DuckDbSession, openDuckDb, type QueryResult } from './duckdb.ts';
import { readStoredTables, type StoredTable } from './model-catalog.ts';
import { requireReading } from './read-only.ts';
import { currentSnapshot, presentRows } from './table-files.ts';

export interface LakeSettings {
  /** Root of the buckets: `<s3Path>/silver` and `<s3Path>/gold` are read, nothing else. */
  readonly s3Path: string;
  /** The tables that can be asked, whether built or not; those of the product unless a test brings others. */
  readonly tables?: readonly StoredTable[];
  /** The tables whose change logs can be asked; those of the product unless a test brings others. */
  readonly logs?: readonly SilverTable[];
}

async function directoryExists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** The lake as SQL: schemas `silver`, `gold` and `changes` over the files that are there at each query. */
export class Lake {
  readonly #session: DuckDbSession;
  readonly #paths: LakePaths;
  readonly #tables: readonly StoredTable[];
  readonly #logs: readonly SilverTable[];
  /** What each view reads now: a view is made again when its files are others. */
  readonly #viewFiles = new Map<string, string>();
  /** Files that could not be read when a view was made. */
  readonly #unreadable = new Set<string>();

  constructor(session: DuckDbSession, paths: LakePaths, tables: readonly StoredTable[], logs: readonly SilverTable[]) {
    this.#session = session;
    this.#paths = paths;
    this.#tables = tables;
    this.#logs = logs;
  }

  /**
   * Answers one SELECT, WITH, DESCRIBE, SHOW or EXPLAIN in DuckDB's SQL plus the functions of `macros.sql`.
   * Decimals, 64-bit integers, dates and timestamps come as text, exactly.
   * @throws Error for any other statement, and with DuckDB's message for one that does not parse or fails.
   */
  async query(sql: string): Promise<QueryResult> {
    await this.#refresh();
    const statement = await requireReading(this.#session.connection, sql);
    try {
      return await this.#session.query(statement);
    } catch (error) {
      // A run of the models may have replaced a table while the query was reading it; the new one answers as well.
      if (!(await this.#refresh())) throw error;
      return await this.#session.query(statement);
    }
  }

  /** Objects that were found unreadable, and that the answers are without. */
  get unreadable(): number {
    return this.#unreadable.size;
  }

  close(): void {
    this.#session.close();
  }

  /** Points every view at the files that are there now. @returns whether any view changed. */
  async #refresh(): Promise<boolean> {
    let changed = false;
    for (const table of this.#tables) {
      const snapshot = await currentSnapshot(tableDirectory(this.#paths, table));
      const query = snapshot === undefined ? emptyRelation(table.columns) : presentRows(snapshot);
      changed = (await this.#define(table.name, query)) || changed;
    }
    for (const log of this.#logs) {
      changed = (await this.#defineLog(log, await changeFiles(this.#paths, log.name))) || changed;
    }
    return changed;
  }

  /** A log with an object that cannot be read is shown without it: the others answer. */
  async #defineLog(log: SilverTable, files: readonly string[]): Promise<boolean> {
    const view = `changes.${log.name}`;
    const readable = files.filter((file) => !this.#unreadable.has(file));
    try {
      return await this.#define(view, changeLogQuery(log, readable));
    } catch (error) {
      const unreadable = await unreadableFiles(this.#session, readable);
      if (unreadable.length === 0) throw error;
      for (const file of unreadable) this.#unreadable.add(file);
      return this.#define(
        view,
        changeLogQuery(
          log,
          files.filter((file) => !this.#unreadable.has(file)),
        ),
      );
    }
  }

  async #define(view: string, query: string): Promise<boolean> {
    if (this.#viewFiles.get(view) === query) return false;
    await this.#session.run(`CREATE OR REPLACE VIEW ${view} AS ${query}`);
    this.#viewFiles.set(view, query);
    return true;
  }
}

/**
 * Opens the lake of a data directory for questions. Only the silver and gold buckets can be read: the PHI vaults, every
 * other file and the network are out of reach of any SQL. A table no run has built yet has its columns and no rows.
 * @throws Error when there is no silver bucket in `s3Path`.
 */
export async function openLake(settings: LakeSettings): Promise<Lake> {
  const paths = {
    silverPath: join(settings.s3Path, zones.silver.name),
    goldPath: join(settings.s3Path, zones.gold.name),
  };
  if (!(await directoryExists(paths.silverPath))) {
    throw new UserError(`There is no lake in ${settings.s3Path}: run medstream first, or name its data directory.`);
  }
  const tables = settings.tables ?? (await readStoredTables());
  const session = await openDuckDb({ allowedDirectories: [paths.silverPath, paths.goldPath] });
  try {
    for (const schema of ['changes', 'silver', 'gold']) await session.run(`CREATE SCHEMA ${schema}`);
  } catch (error) {
    session.close();
    throw error;
  }
  return new Lake(session, paths, tables, settings.logs ?? lakeTables(registry));
}
