import { dirname, join } from 'node:path';
import { schedules } from '../../contracts/platform/schedules.ts';
import { layout } from '../../contracts/platform/zones.ts';
import { inSchemas } from '../../domain/lake/in-schemas.ts';
import { isTable, type WantedRebuild } from '../../domain/lake/lake-catalog.ts';
import { withParts } from '../../domain/lake/parts.ts';
import { passingFault } from '../../domain/passing-faults.ts';
import { type Total, timestampText } from '../../domain/reconciliation/totals.ts';
import { settledRelation } from '../../domain/reconciliation/totals-sql.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { affectedKeysTable, findAffectedKeys, narrowLog } from './affected-rows.ts';
import { type BuiltMark, readMark, releaseOf, writeMark } from './built-mark.ts';
import { emptyRelation } from './change-log.ts';
import { keyOf } from './change-objects.ts';
import { type DuckDbSession, openDuckDb, type QueryResult, sqlPath } from './duckdb.ts';
import { bringUpToDate, type KeptLog } from './kept-log.ts';
import type { Model } from './model-catalog.ts';
import { goneRows, movedParts, type PartTable, partSchemas, showLinkedParts, showPartsBy } from './moved-parts.ts';
import { countRows, type PartLimits, settled, writeChange, writeWhole } from './table-draft.ts';
import {
  currentSnapshot,
  presentPlaces,
  presentRows,
  publishSnapshots,
  type Snapshot,
  type UnfinishedSnapshot,
} from './table-files.ts';

/** The two threads of DuckDB are not filled by one small model. */
const SMALL_MODELS_AT_ONCE = 2;

/** With a log of more rows, two models that are built whole would want the memory of the engine twice. */
const MOST_ROWS_OF_A_SMALL_MODEL = 500_000;

/** The buckets that the lake reads and writes, as directories. */
export interface LakePaths {
  readonly silverPath: string;
  readonly goldPath: string;
}

export interface BuildSettings {
  /** The tables to build and the queries over them, in dependency order. */
  readonly models: readonly Model[];
  readonly paths: LakePaths;
  /** The tables whose change logs the models may read. */
  readonly logs: readonly SilverTable[];
  /** The instant as of which the totals are. */
  readonly arrivedBefore: Date;
  /** `whole` is an audit: it computes every row again, and tells of those that differ from what the runs before left. */
  readonly rebuild?: WantedRebuild | undefined;
  readonly clock?: (() => Date) | undefined;
  /** When tables of parts are written anew; a test brings its own. */
  readonly partLimits?: PartLimits;
  /** Told the keys of objects that cannot be read and are left out, before the models are built without them. */
  readonly onUnreadable?: (keys: readonly string[]) => void;
  /** Cuts the run off. */
  readonly signal?: AbortSignal;
}

/** The directory of a stored table. */
export function tableDirectory(paths: LakePaths, model: Pick<Model, 'folder' | 'table'>): string {
  const isGold = model.folder === 'gold';
  return join(
    isGold ? paths.goldPath : paths.silverPath,
    (isGold ? layout.marts : layout.silverTables).prefix,
    model.table,
  );
}

// These speak of the SQL text; other errors of DuckDB may quote a value of a row, which no message may carry.
const ERRORS_ABOUT_THE_TEXT = /^(Parser|Binder|Catalog|Not implemented) Error:/;

/** What may be said of an error of DuckDB: its message when it is about the SQL, else only its kind. */
function safeReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (ERRORS_ABOUT_THE_TEXT.test(message)) return message;
  if (passingFault(error) === 'no space') return 'the disk is full; make room, then run it again';
  return `${/^[A-Z][A-Za-z ]{0,40} Error(?=:)/.exec(message)?.[0] ?? 'the query failed'} (the message may hold data and is left out)`;
}

const duckDbTypes: Readonly<Record<string, string>> = { STRING: 'VARCHAR', INT: 'INTEGER' };

/**
 * @param file the Parquet file that the model was written to.
 * @throws SafeError when it has other columns or types than its yml says, a NULL where it says there is none, or two rows of
 * one grain.
 */
async function requireDeclaredShape(session: DuckDbSession, model: Model, file: string): Promise<void> {
  const written = `read_parquet(${sqlPath(file)}, hive_partitioning = false)`;
  const { rows } = await session.query(`DESCRIBE SELECT * FROM ${written}`);
  const built = rows.map((row) => `${row.column_name} ${row.column_type}`).join(', ');
  const declared = model.columns.map(({ name, type }) => `${name} ${duckDbTypes[type] ?? type}`).join(', ');
  if (built !== declared)
    throw new SafeError(
      `model ${model.name}: its yml says ${declared}; its SQL gives ${built}; after a change of either, run "npm run codegen"`,
    );
  // The footer of the file counts the NULLs of each column: no need to read the rows again.
  const counts = await session.query(
    `SELECT path_in_schema, SUM(stats_null_count) AS nulls FROM parquet_metadata(${sqlPath(file)}) GROUP BY ALL`,
  );
  const nulls = new Map(counts.rows.map((row) => [row.path_in_schema, row.nulls]));
  const broken = model.columns.find(({ name, nullable }) => !nullable && nulls.has(name) && nulls.get(name) !== '0');
  if (broken !== undefined) {
    const found = `${broken.name} is NULL in ${nulls.get(broken.name)} rows`;
    throw new SafeError(`model ${model.name}: ${found}; its yml says it never is; nothing was written`);
  }
  const grain = model.grain.join(', ');
  const repeated = await session.query(
    `SELECT COUNT(*) - (SELECT COUNT(*) FROM (SELECT DISTINCT ${grain} FROM ${written})) AS n FROM ${written}`,
  );
  const found = repeated.rows[0]?.n;
  if (found !== '0')
    throw new SafeError(`model ${model.name}: ${found} rows repeat its grain (${grain}); nothing was written`);
}

/** The rows of a query over the built tables, in the order of its grain. */
async function answer(session: DuckDbSession, { name, grain }: Model, sql: string): Promise<QueryResult['rows']> {
  try {
    return (await session.query(`SELECT * FROM (\n${sql}\n) AS answered ORDER BY ${grain.join(', ')}`)).rows;
  } catch (error) {
    throw new SafeError(`${name} failed: ${safeReason(error)}`, { cause: error });
  }
}

/** @throws SafeError saying what is broken and how often, when the check finds anything. */
async function runCheck(session: DuckDbSession, check: Model, sql: string): Promise<void> {
  const findings = (await answer(session, check, sql)).map(
    (row) => `${row.model} has ${row.rows_found} ${row.problem}`,
  );
  if (findings.length > 0)
    throw new SafeError(`check ${check.name} found: ${findings.join('; ')}; nothing was written`);
}

const totalOf = ({ subject, month, measure, total }: QueryResult['rows'][number]): Total => ({
  subject: String(subject),
  month: month === null || month === undefined ? null : String(month),
  measure: String(measure),
  total: String(total),
});

/** Starts each model once those it reads are done, a few at a time. @throws SafeError of the first model that failed. */
async function inParallel(
  models: readonly Model[],
  atOnce: number,
  work: (model: Model) => Promise<void>,
): Promise<void> {
  const started = new Map<string, Promise<void>>();
  let free = atOnce;
  const waiting: (() => void)[] = [];
  const limited = async (model: Model): Promise<void> => {
    await Promise.all(model.reads.map((read) => started.get(read)));
    if (free === 0) await new Promise<void>((resume) => waiting.push(resume));
    else free -= 1;
    try {
      await work(model);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
  for (const model of models) started.set(model.name, limited(model));
  const failed = (await Promise.allSettled(started.values())).find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** What a run gave. */
export interface Built {
  /** The totals of the lake; undefined when the run did not build every table that they are about. */
  readonly totals: readonly Total[] | undefined;
  /** What an audit found: by table, the rows that were not as all changes give them. They are now. */
  readonly differing: Readonly<Record<string, number>>;
}

/**
 * Brings models up to the change log: computes what the changes since the run before affect, or everything where that run
 * cannot be gone on with. Writes beside the present tables, runs each check whose tables were all built over what was
 * computed, and only then puts the new tables in place. A failure leaves the tables as they were. An object that cannot
 * be read is no failure: it is named, and the models are built without it.
 * @throws SafeError naming the model or the check.
 */
export async function buildModels(settings: BuildSettings): Promise<Built> {
  const found = await new LakeBuild(settings).goOn();
  const isWanted = settings.rebuild === 'whole' || (settings.rebuild !== 'affected' && found.isAuditDue);
  if (!isWanted || !found.isAffected) return { totals: found.totals, differing: {} };
  // An audit compares two ways to the same end, so nothing may come between them.
  return new LakeBuild(settings).audit();
}

/** Where models read, when that is not where everybody does: what was narrowed to some keys. */
const narrowed = { changes: 'affected_changes', silver: 'affected_silver' };
const ofTotals = { changes: 'recent_changes' };

/** Whether a run shows a relation that is no table which it builds: logs, the instant of totals, and what stood before it. */
const isShownByRun = (name: string) => /^(changes|before_silver|before_gold)\./.test(name) || name === settledRelation;

/** Whether a query checks a mart, not the tables of a contract. */
const isMartCheck = ({ folder, reads }: Pick<Model, 'folder' | 'reads'>) =>
  folder === 'checks' && reads.some((read) => read.startsWith('gold.'));

/** One run of models, with a session of its own. */
class LakeBuild {
  readonly #settings: BuildSettings;
  readonly #tables: readonly Model[];
  readonly #queries: readonly Model[];
  readonly #release: string;
  readonly #began: Date;
  #auditedAt: string;
  readonly #present = new Map<string, Snapshot>();
  readonly #logs = new Map<string, KeptLog>();
  /** Contracts of which some keys are affected; null when everything is built. */
  #affected: Set<string> | null = null;
  /** By column, the parts by that column, once they are shown. */
  readonly #parts = new Map<string, Promise<void>>();
  readonly #drafts = new Map<string, UnfinishedSnapshot>();
  readonly #totals = new Map<string, readonly Total[]>();
  #differing: Record<string, number> | null = null;

  constructor(settings: BuildSettings) {
    const { models } = settings;
    this.#settings = settings;
    this.#tables = models.filter(isTable);
    this.#release = releaseOf(this.#tables, settings.logs);
    this.#began = settings.clock?.() ?? new Date();
    this.#auditedAt = this.#began.toISOString();
    const built = new Set(this.#tables.map(({ name }) => name));
    const isAtHand = (source: string) => built.has(source) || isShownByRun(source);
    const answerable = models.filter((model) => !isTable(model) && model.reads.every(isAtHand));
    // Totals of a part of the lake would be compared with those of the whole warehouse.
    const countsAll = models.every((model) => model.folder !== 'totals' || answerable.includes(model));
    this.#queries = answerable.filter(({ folder }) => folder !== 'totals' || countsAll);
  }

  /** Goes on from where the run before ended. */
  async goOn(): Promise<Pick<Built, 'totals'> & { readonly isAffected: boolean; readonly isAuditDue: boolean }> {
    await this.#readPresent();
    const mark = await readMark(this.#settings.paths.silverPath);
    const isAffected = mark !== undefined && this.#canGoOn(mark);
    if (isAffected) this.#auditedAt = mark.auditedAt;
    const sinceAudit = this.#began.getTime() - Date.parse(this.#auditedAt);
    await this.#inSession(async (session) => {
      await this.#keepLogs(session, false);
      if (isAffected) this.#affected = await this.#findAffected(session);
      await this.#build(session);
    });
    const isAuditDue = sinceAudit >= schedules.lakeModels.auditEverySeconds * 1000;
    return { totals: this.#allTotals(), isAffected, isAuditDue };
  }

  /** Computes everything from the logs as they were left, and counts what differs from the tables. */
  async audit(): Promise<Built> {
    await this.#readPresent();
    this.#differing = {};
    await this.#inSession(async (session) => {
      await this.#keepLogs(session, true);
      await this.#build(session);
    });
    return { totals: this.#allTotals(), differing: this.#differing };
  }

  #directory(name: string): string {
    const [schema, table = ''] = name.split('.');
    return tableDirectory(this.#settings.paths, { folder: schema === 'gold' ? 'gold' : 'silver', table });
  }

  async #readPresent(): Promise<void> {
    for (const name of [...this.#tables.map((model) => model.name), ...this.#logsRead().map(keptName)]) {
      const snapshot = await currentSnapshot(this.#directory(name));
      if (snapshot !== undefined) this.#present.set(name, snapshot);
    }
  }

  /** Names of the change logs that the models of this run read. */
  #logsRead(): readonly string[] {
    const reads = [...this.#tables, ...this.#queries].flatMap((model) => model.reads);
    return [...new Set(reads.filter((name) => name.startsWith('changes.')))];
  }

  /** Whether every table is as the run before left it, and that run built it by the same models. */
  #canGoOn(mark: BuiltMark): boolean {
    if (mark.release !== this.#release) return false;
    const names = [...this.#tables.map((model) => model.name), ...this.#logsRead().map(keptName)];
    return names.every((name) => {
      const present = this.#present.get(name);
      return present !== undefined && present.number === mark.snapshots[name];
    });
  }

  async #inSession(work: (session: DuckDbSession) => Promise<void>): Promise<void> {
    const { paths, signal } = this.#settings;
    const temporaryDirectory = join(dirname(paths.silverPath), '.glue-spill');
    const session = await openDuckDb({
      allowedDirectories: [paths.silverPath, paths.goldPath, temporaryDirectory],
      temporaryDirectory,
      keepsOrder: false,
    });
    const interrupt = () => session.interrupt();
    signal?.addEventListener('abort', interrupt);
    try {
      signal?.throwIfAborted();
      const schemas = [
        'changes',
        'silver',
        'gold',
        'totals',
        'affected_keys',
        'recent_keys',
        ...Object.values(narrowed),
        ...new Set(this.#tables.flatMap(({ parts }) => (parts === undefined ? [] : Object.values(partSchemas(parts))))),
        ...['gone', 'before_silver', 'before_gold'],
      ];
      for (const schema of [...schemas, ofTotals.changes]) await session.run(`CREATE SCHEMA ${schema}`);
      const instant = timestampText(this.#settings.arrivedBefore);
      await session.run(`CREATE VIEW ${settledRelation} AS SELECT TIMESTAMP '${instant}' AS arrived_before`);
      await work(session);
    } catch (error) {
      if (!signal?.aborted) throw error;
      throw new SafeError('the models were not built: the run was stopped', { cause: error });
    } finally {
      signal?.removeEventListener('abort', interrupt);
      session.close();
    }
    await this.#publish();
  }

  /** Brings the kept logs up to date, and shows them. */
  async #keepLogs(session: DuckDbSession, isFrozen: boolean): Promise<void> {
    const { paths, logs, onUnreadable } = this.#settings;
    const unreadable: string[] = [];
    for (const name of this.#logsRead()) {
      const log = logs.find((known) => `changes.${known.name}` === name);
      if (log === undefined) {
        const reader = this.#tables.find(({ reads }) => reads.includes(name))?.name;
        throw new SafeError(`model ${reader} reads ${name}, but no contract is called ${name.split('.')[1]}`);
      }
      const directory = this.#directory(keptName(name));
      const kept = await bringUpToDate(session, { silverPath: paths.silverPath, directory, isFrozen }, log);
      await session.run(`CREATE VIEW ${name} AS ${presentRows(kept.now)}`);
      this.#logs.set(log.name, kept);
      if (kept.draft !== undefined) this.#drafts.set(keptName(name), kept.draft);
      unreadable.push(...kept.unreadable);
    }
    if (unreadable.length > 0) onUnreadable?.(unreadable.map((file) => keyOf(paths.silverPath, file)));
  }

  /** Finds the affected keys of each log, and shows what of it their rows depend on. */
  async #findAffected(session: DuckDbSession): Promise<Set<string>> {
    const affected = new Set<string>();
    for (const [name, kept] of this.#logs) {
      if (kept.draft === undefined || (await findAffectedKeys(session, kept)) === 0) continue;
      const to = `${narrowed.changes}.${name}`;
      await narrowLog(session, kept, { keys: affectedKeysTable(kept.log), to, isCounted: true });
      affected.add(name);
    }
    return affected;
  }

  /** Builds, checks and counts what has to be. */
  async #build(session: DuckDbSession): Promise<void> {
    const tables = this.#tables.filter((model) => this.#isToBuild(model, new Set()));
    const built = new Set(tables.map(({ name }) => name));
    const checks = this.#queries.filter(
      (query) => query.folder === 'checks' && (this.#affected === null || query.reads.some((read) => built.has(read))),
    );
    const totals = this.#queries.filter(({ folder }) => folder === 'totals');
    await this.#showOthers(session, [...tables, ...checks, ...totals], built);
    // In whole builds, too: a window over all of a log of millions is more than a laptop gives the engine.
    for (const { reads } of totals) await this.#showRecent(session, reads);
    await this.#showBefore(session, checks);
    await inParallel([...tables, ...checks, ...totals], await this.#atOnce(session), (model) =>
      session.onOwnConnection(async (own) => {
        if (isTable(model)) await this.#buildTable(own, model);
        else if (model.folder === 'checks') await runCheck(own, model, this.#sqlOf(model));
        else this.#totals.set(model.name, (await answer(own, model, this.#sqlOf(model))).map(totalOf));
      }),
    );
    for (const [name, draft] of this.#drafts) {
      const order = this.#tables.find((model) => model.name === name)?.grain ?? [];
      this.#drafts.set(name, await settled(session, draft, order, this.#settings.partLimits));
    }
  }

  /** How many models are computed at once. */
  async #atOnce(session: DuckDbSession): Promise<number> {
    if (this.#affected !== null) return SMALL_MODELS_AT_ONCE;
    for (const { now } of this.#logs.values()) {
      if ((await countRows(session, now.parts)) > MOST_ROWS_OF_A_SMALL_MODEL) return 1;
    }
    return SMALL_MODELS_AT_ONCE;
  }

  /** A table that reads nothing that changes is what it was. */
  #isToBuild(model: Pick<Model, 'reads'>, asked: Set<string>): boolean {
    if (this.#affected === null) return true;
    return model.reads.some((read) => {
      if (read.startsWith('changes.')) return this.#affected?.has(read.slice('changes.'.length)) === true;
      const source = this.#tables.find(({ name }) => name === read);
      if (source === undefined || asked.has(read)) return false;
      return this.#isToBuild(source, asked.add(read));
    });
  }

  /** Shows the tables that are read and not built in this run, as an earlier one stored them. */
  async #showOthers(session: DuckDbSession, models: readonly Model[], built: ReadonlySet<string>): Promise<void> {
    const shown = new Set(built);
    for (const model of models) {
      for (const read of model.reads) {
        if (shown.has(read) || isShownByRun(read)) continue;
        const snapshot = this.#present.get(read) ?? (await currentSnapshot(this.#directory(read)));
        if (snapshot === undefined) {
          throw new SafeError(`model ${model.name} reads ${read}, which was never built; add ${read} to --models`);
        }
        await session.run(`CREATE VIEW ${read} AS ${presentRows(snapshot)}`);
        shown.add(read);
      }
    }
  }

  /** Shows checks what stood in tables before this run; nothing where everything is built. */
  async #showBefore(session: DuckDbSession, checks: readonly Model[]): Promise<void> {
    for (const read of new Set(checks.flatMap(({ reads }) => reads))) {
      if (!read.startsWith('before_')) continue;
      const model = this.#tables.find(({ name }) => `before_${name}` === read);
      const present = this.#affected === null ? undefined : this.#present.get(read.slice('before_'.length));
      const rows = present === undefined ? emptyRelation(model?.columns ?? []) : presentRows(present);
      await session.run(`CREATE VIEW ${read} AS ${rows}`);
    }
  }

  /** Shows the affected parts that a mart is of, once for all marts that divide alike. */
  #showParts(session: DuckDbSession, mart: Model, { by, links, reads }: NonNullable<Model['parts']>): Promise<void> {
    const way = by ?? 'links';
    const tables = reads.map((read) => this.#partTable(read));
    const show = () =>
      by === undefined
        ? showLinkedParts(session, links ?? [], tables, this.#storedRows(mart.name))
        : showPartsBy(session, by, tables);
    const shown = this.#parts.get(way) ?? show();
    this.#parts.set(way, shown);
    return shown;
  }

  /** A query with the rows of a table as the run before left them. */
  #storedRows(name: string): string {
    const present = this.#present.get(name);
    if (present === undefined) throw new Error(`${name} was never built`);
    return presentRows(present);
  }

  #partTable(name: string): PartTable {
    const model = this.#tables.find((table) => table.name === name);
    const present = this.#present.get(name);
    if (model === undefined || present === undefined)
      throw new Error(`a mart is of parts of ${name}, which is not there`);
    const came = this.#drafts.has(name) ? `${narrowed.silver}.${model.table}` : undefined;
    return { model, present, columns: this.#columnsOfParts(model), came };
  }

  /** The columns of a table that the parts of marts, or their checks, name. */
  #columnsOfParts({ name, columns }: Model): readonly string[] {
    const marts = this.#tables.filter(({ parts }) => parts?.reads.includes(name));
    const readers = marts.length === 0 ? [] : [...marts, ...this.#queries.filter(isMartCheck)];
    const words = new Set(readers.flatMap(({ sql }) => sql.match(/\w+/g) ?? []));
    return columns.map((column) => column.name).filter((column) => words.has(column));
  }

  /** Shows the totals what they need of a log: the keys with changes since the instant, in all of their changes. */
  async #showRecent(session: DuckDbSession, reads: readonly string[]): Promise<void> {
    for (const [name, kept] of this.#logs) {
      if (!reads.includes(`changes.${name}`)) continue;
      const keys = `recent_keys.${name}`;
      const instant = timestampText(this.#settings.arrivedBefore);
      await session.run(`CREATE TABLE ${keys} AS SELECT DISTINCT ${kept.log.key.name} AS record_key
        FROM changes.${name} WHERE arrived_at >= TIMESTAMP '${instant}'`);
      await narrowLog(session, kept, { keys, to: `${ofTotals.changes}.${name}`, isCounted: false });
    }
  }

  /** The text of a model, with the names of what this run lets it read. */
  #sqlOf(model: Model): string {
    const { folder, rebuild, sql, parts } = model;
    if (folder === 'totals') return inSchemas(sql, ofTotals);
    if (this.#affected === null) return sql;
    if (isMartCheck(model)) return this.#ofMartCheck(model);
    const present = this.#present.get(model.name);
    if (parts !== undefined)
      return present === undefined ? sql : withParts(sql, parts, movedParts(model, parts, presentRows(present)));
    return rebuild === 'affected' ? inSchemas(sql, narrowed) : sql;
  }

  /** The text of the check of a mart, which looks at the parts of the mart that changed. */
  #ofMartCheck({ sql, reads }: Model): string {
    const mart = this.#tables.find(({ name, parts }) => parts !== undefined && reads.includes(name));
    if (mart?.parts === undefined) return sql;
    const { before, now } = partSchemas(mart.parts);
    return inSchemas(sql, { silver: now, before_silver: before });
  }

  /** Writes a model beside its table, where no reader looks, and shows it to the models and checks that read it. */
  async #buildTable(session: DuckDbSession, model: Model): Promise<void> {
    const directory = this.#directory(model.name);
    const present = this.#present.get(model.name);
    const sql = this.#sqlOf(model);
    try {
      if (this.#affected !== null && model.parts !== undefined) await this.#showParts(session, model, model.parts);
      if (this.#affected === null || model.folder === 'gold' || present === undefined) {
        const draft = await writeWhole(session, directory, sql, model.grain);
        this.#drafts.set(model.name, draft);
        await session.run(`CREATE VIEW ${model.name} AS ${presentRows(draft)}`);
        await requireDeclaredShape(session, model, draft.parts[0] ?? '');
        if (present !== undefined) await this.#compare(session, model, present);
        return;
      }
      const keys = affectedKeysTable({ name: this.#contractOf(model) });
      // With what marts take away of it, so that the table is read once.
      const taken = new Set([...model.grain.slice(0, 1), ...this.#columnsOfParts(model)]);
      await session.run(`CREATE TABLE ${goneRows(model)} AS SELECT place, ${[...taken].join(', ')} FROM (${presentPlaces(present)}) AS row
        SEMI JOIN ${keys} AS keys ON row.${model.grain[0]} = keys.record_key`);
      const gone = `SELECT place FROM ${goneRows(model)}`;
      const draft = await writeChange(session, { directory, present, added: sql, gone, order: model.grain });
      this.#drafts.set(model.name, draft);
      await session.run(`CREATE VIEW ${model.name} AS ${presentRows(draft)}`);
      const table = model.name.slice(model.folder.length + 1);
      await session.run(
        `CREATE VIEW ${narrowed.silver}.${table} AS SELECT * FROM read_parquet(${sqlPath(draft.part)})`,
      );
      await requireDeclaredShape(session, model, draft.part);
    } catch (error) {
      if (error instanceof SafeError) throw error;
      throw new SafeError(`model ${model.name} failed: ${safeReason(error)}`, { cause: error });
    }
  }

  /** The contract whose log a model with affected rows comes from. */
  #contractOf({ reads }: Pick<Model, 'reads'>): string {
    const [read = ''] = reads;
    if (read.startsWith('changes.')) return read.slice('changes.'.length);
    const source = this.#tables.find(({ name }) => name === read);
    return source === undefined ? '' : this.#contractOf(source);
  }

  /** Of an audit: counts the rows of a table that are not those of before. */
  async #compare(session: DuckDbSession, { name }: Model, present: Snapshot): Promise<void> {
    if (this.#differing === null) return;
    // By 64 bits of each row: millions of whole rows would not fit beside each other.
    const { rows } = await session.query(
      `SELECT CAST(COALESCE(SUM(ABS(more)), 0) AS BIGINT) AS n FROM (
        SELECT SUM(side) AS more FROM (
          SELECT hash(row) AS row_bits, 1 AS side FROM ${name} AS row
          UNION ALL
          SELECT hash(row) AS row_bits, -1 AS side FROM (${presentRows(present)}) AS row
        ) GROUP BY row_bits
      )`,
    );
    if (rows[0]?.n !== '0') this.#differing[name] = Number(rows[0]?.n);
  }

  async #publish(): Promise<void> {
    const { silverPath } = this.#settings.paths;
    const isClosed = this.#tables.every(({ reads }) =>
      reads.every((read) => read.startsWith('changes.') || this.#tables.some(({ name }) => name === read)),
    );
    const snapshots: Record<string, number> = {};
    for (const [name, { number }] of this.#present) snapshots[name] = number;
    const numbers = await publishSnapshots([...this.#drafts.values()]);
    for (const [index, name] of [...this.#drafts.keys()].entries()) snapshots[name] = numbers[index] ?? 0;
    const mark: BuiltMark = { release: this.#release, auditedAt: this.#auditedAt, snapshots };
    // Tables that read others which this run did not build have nothing to go on from.
    if (isClosed) await writeMark(silverPath, mark);
  }

  #allTotals(): readonly Total[] | undefined {
    // In the order of the models, whichever was done first.
    return this.#totals.size === 0 ? undefined : this.#queries.flatMap(({ name }) => this.#totals.get(name) ?? []);
  }
}

/** The table that keeps a change log. */
const keptName = (log: string) => `silver.${log.slice('changes.'.length)}_changes`;
