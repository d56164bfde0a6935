import { dirname, join } from 'node:path';
import { layout } from '../../contracts/platform/zones.ts';
import { isTable } from '../../domain/lake/lake-catalog.ts';
import { passingFault } from '../../domain/passing-faults.ts';
import { type Total, timestampText } from '../../domain/reconciliation/totals.ts';
import { settledRelation } from '../../domain/reconciliation/totals-sql.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { changeLogQuery } from './change-log.ts';
import { changeFiles, keyOf, unreadableFiles } from './change-objects.ts';
import { type DuckDbSession, openDuckDb, type QueryResult, sqlPath } from './duckdb.ts';
import type { Model } from './model-catalog.ts';
import { currentSnapshot, publishSnapshots, unfinishedSnapshot } from './table-files.ts';

/** The two threads of DuckDB are not filled by one small model. */
const MODELS_AT_ONCE = 2;

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
  const { rows } = await session.query(`DESCRIBE ${model.name}`);
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
    `SELECT COUNT(*) - (SELECT COUNT(*) FROM (SELECT DISTINCT ${grain} FROM ${model.name})) AS n FROM ${model.name}`,
  );
  const found = repeated.rows[0]?.n;
  if (found !== '0')
    throw new SafeError(`model ${model.name}: ${found} rows repeat its grain (${grain}); nothing was written`);
}

/** Makes a table that a selected model reads visible: the change log, or what an earlier run stored. */
async function attachSource(
  session: DuckDbSession,
  { paths, logs, leftOut }: Pick<BuildSettings, 'paths' | 'logs'> & { readonly leftOut: ReadonlySet<string> },
  source: string,
  reader: Model,
): Promise<void> {
  const [schema, table = ''] = source.split('.');
  if (schema === 'changes') {
    const log = logs.find(({ name }) => name === table);
    if (log === undefined)
      throw new SafeError(`model ${reader.name} reads ${source}, but no contract is called ${table}`);
    const files = (await changeFiles(paths, table)).filter((file) => !leftOut.has(file));
    await session.run(`CREATE VIEW ${source} AS ${changeLogQuery(log, files)}`);
    return;
  }
  const file = await currentSnapshot(tableDirectory(paths, { folder: schema === 'gold' ? 'gold' : 'silver', table }));
  if (file === undefined) {
    throw new SafeError(`model ${reader.name} reads ${source}, which was never built; add ${source} to --models`);
  }
  await session.run(`CREATE VIEW ${source} AS SELECT * FROM read_parquet(${sqlPath(file)})`);
}

/** Writes a model beside its table, where no reader looks, and shows it to the models and checks that read it. */
async function buildTable(session: DuckDbSession, paths: LakePaths, model: Model): Promise<void> {
  const file = await unfinishedSnapshot(tableDirectory(paths, model));
  // Sorted by the grain, so that equal content gives equal bytes.
  const ordered = `SELECT * FROM (\n${model.sql}\n) AS model ORDER BY ${model.grain.join(', ')}`;
  try {
    await session.run(`COPY (${ordered}) TO ${sqlPath(file)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)`);
    await session.run(`CREATE VIEW ${model.name} AS SELECT * FROM read_parquet(${sqlPath(file)})`);
  } catch (error) {
    throw new SafeError(`model ${model.name} failed: ${safeReason(error)}`, { cause: error });
  }
  await requireDeclaredShape(session, model, file);
}

/** The rows of a query over the built tables. */
async function answer(session: DuckDbSession, { name, sql }: Model): Promise<QueryResult['rows']> {
  try {
    return (await session.query(sql)).rows;
  } catch (error) {
    throw new SafeError(`${name} failed: ${safeReason(error)}`, { cause: error });
  }
}

/** @throws SafeError saying what is broken and how often, when the check finds anything. */
async function runCheck(session: DuckDbSession, check: Model): Promise<void> {
  const findings = (await answer(session, check)).map((row) => `${row.model} has ${row.rows_found} ${row.problem}`);
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
async function inParallel(models: readonly Model[], work: (model: Model) => Promise<void>): Promise<void> {
  const started = new Map<string, Promise<void>>();
  let free = MODELS_AT_ONCE;
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

/**
 * Recomputes models from the whole change log: writes every table beside the present one, runs each check whose tables
 * were all built, and only then puts the new tables in place. A failure leaves the tables as they were. An object that
 * cannot be read is no failure: it is named, and the models are built without it.
 * @returns the totals of the lake; undefined when the run did not build every table that they are about.
 * @throws SafeError naming the model or the check.
 */
export async function buildModels(settings: BuildSettings): Promise<readonly Total[] | undefined> {
  try {
    return await buildWithout(settings, new Set());
  } catch (error) {
    if (settings.signal?.aborted)
      throw new SafeError('the models were not built: the run was stopped', { cause: error });
    // Whether an object is whole costs reading it: asked only when something failed.
    const unreadable = await findUnreadable(settings);
    if (unreadable.length === 0) throw error;
    settings.onUnreadable?.(unreadable.map((file) => keyOf(settings.paths.silverPath, file)));
    return buildWithout(settings, new Set(unreadable));
  }
}

/** The files of all change logs that cannot be read and are not set aside. */
async function findUnreadable({ paths, logs }: BuildSettings): Promise<string[]> {
  const session = await openDuckDb({ allowedDirectories: [paths.silverPath] });
  try {
    const found: string[] = [];
    for (const { name } of logs) found.push(...(await unreadableFiles(session, await changeFiles(paths, name))));
    return found;
  } finally {
    session.close();
  }
}

async function buildWithout(
  settings: BuildSettings,
  leftOut: ReadonlySet<string>,
): Promise<readonly Total[] | undefined> {
  const { models, paths } = settings;
  const tables = models.filter(isTable);
  const built = new Set(tables.map((model) => model.name));
  const isAtHand = (source: string) => built.has(source) || source.startsWith('changes.') || source === settledRelation;
  const answerable = models.filter((model) => !isTable(model) && model.reads.every(isAtHand));
  // Totals of a part of the lake would be compared with those of the whole warehouse.
  const countsAll = models.every((model) => model.folder !== 'totals' || answerable.includes(model));
  const queries = answerable.filter(({ folder }) => folder !== 'totals' || countsAll);
  const temporaryDirectory = join(dirname(paths.silverPath), '.glue-spill');
  const session = await openDuckDb({
    allowedDirectories: [paths.silverPath, paths.goldPath, temporaryDirectory],
    temporaryDirectory,
  });
  const totals = new Map<string, readonly Total[]>();
  const interrupt = () => session.interrupt();
  settings.signal?.addEventListener('abort', interrupt);
  try {
    settings.signal?.throwIfAborted();
    for (const schema of ['changes', 'silver', 'gold', 'totals']) await session.run(`CREATE SCHEMA ${schema}`);
    const instant = timestampText(settings.arrivedBefore);
    await session.run(`CREATE VIEW ${settledRelation} AS SELECT TIMESTAMP '${instant}' AS arrived_before`);
    const present = new Set([...built, settledRelation]);
    for (const model of [...tables, ...queries]) {
      for (const source of model.reads.filter((read) => !present.has(read))) {
        await attachSource(session, { ...settings, leftOut }, source, model);
        present.add(source);
      }
    }
    await inParallel([...tables, ...queries], (model) =>
      session.onOwnConnection(async (own) => {
        if (isTable(model)) await buildTable(own, paths, model);
        else if (model.folder === 'checks') await runCheck(own, model);
        else totals.set(model.name, (await answer(own, model)).map(totalOf));
      }),
    );
  } finally {
    settings.signal?.removeEventListener('abort', interrupt);
    session.close();
  }
  await publishSnapshots(tables.map((model) => tableDirectory(paths, model)));
  // In the order of the models, whichever was done first.
  return totals.size === 0 ? undefined : queries.flatMap(({ name }) => totals.get(name) ?? []);
}
