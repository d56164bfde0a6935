import { SafeError } from '../../domain/safe-error.ts';
import { type SqlToken, splitStatements } from '../../domain/sql/sql-tokens.ts';
import type { Lookup } from '../../domain/warehouse/lookups.ts';
import { ownErrorPrefix } from '../../lambdas/shared/database-error.ts';
import type { OwnSession, QueryResult, Session } from '../postgres/sessions.ts';
import { parseCopyStatement } from './copy-statement.ts';
import { copyParquet, type ParquetCopyOptions } from './parquet-copy.ts';
import { rewriteRedshiftSql, significantTokens } from './rewrite.ts';
import { clearedAtOnce, gatherStatistics, keepUp, lookupsIn, temporaryTableOf } from './upkeep.ts';

/** One statement of a submission and how far it is. */
export interface StatementRun {
  readonly sql: string;
  /** With the parameters' values in place. */
  readonly bound: string;
  status: 'SUBMITTED' | 'STARTED' | 'FINISHED' | 'FAILED' | 'ABORTED';
  error?: string;
  hasResultSet: boolean;
  /** Rows returned or changed; -1 while unknown. */
  rowCount: number;
  /** -1 until it has run. */
  durationNanoseconds: number;
  result?: QueryResult<unknown[]>;
}

export interface RunOptions {
  readonly batch: boolean;
  /** Each statement commits by itself and a failure does not stop the others; otherwise all are one transaction. */
  readonly autoCommit: boolean;
  readonly copy: ParquetCopyOptions;
  /** By which columns loads look rows up. */
  readonly lookups: readonly Lookup[];
}

/**
 * Runs statements one after the other and records the outcome in each.
 * @returns the error of the whole: undefined when every statement finished
 */
export async function runStatements(
  session: OwnSession,
  runs: readonly StatementRun[],
  options: RunOptions,
): Promise<string | undefined> {
  if (options.autoCommit) {
    let firstError: string | undefined;
    for (const [index, run] of runs.entries()) {
      const error = await runTogether(session, [run], options, index);
      firstError ??= error;
    }
    return firstError;
  }
  return runTogether(session, runs, options, 0);
}

async function runTogether(
  session: OwnSession,
  runs: readonly StatementRun[],
  options: RunOptions,
  offset: number,
): Promise<string | undefined> {
  let failed: StatementRun | undefined;
  const { copy } = options;
  const lookups = () =>
    lookupsIn(
      runs.map(({ sql }) => sql),
      options.lookups,
    );
  try {
    await session.transaction(async (transaction) => {
      for (const run of runs) {
        failed = run;
        await runStatement(transaction, run, { copy, lookups });
      }
      failed = undefined;
    });
    return undefined;
  } catch (error) {
    const reason = `ERROR: ${databaseErrorText(error)}`;
    const at = failed === undefined ? -1 : runs.indexOf(failed);
    for (const [index, run] of runs.entries()) {
      if (index > at && at >= 0) run.status = 'ABORTED';
      delete run.result;
      run.hasResultSet = false;
    }
    if (failed === undefined) return reason;
    failed.status = 'FAILED';
    failed.error = reason;
    return options.batch ? `Query #${offset + at + 1} failed with ${reason}` : reason;
  }
}

async function runStatement(
  session: Session,
  run: StatementRun,
  { copy, lookups }: Pick<RunOptions, 'copy'> & { readonly lookups: () => readonly Lookup[] },
): Promise<void> {
  run.status = 'STARTED';
  const started = process.hrtime.bigint();
  try {
    const [statement = ''] = splitStatements(run.bound);
    const tokens = significantTokens(statement);
    refuse(tokens);
    const load = parseCopyStatement(statement);
    if (load !== undefined) {
      run.rowCount = await copyParquet(session, load, copy);
      await gatherStatistics(session, load.table, run.rowCount);
      const own = lookups();
      if (own.length > 0) await keepUp(session, own, load.table);
    } else {
      const sql = await clearedAtOnce(session, rewriteRedshiftSql(statement), tokens);
      const result = await session.query<unknown[]>(sql, [], { rowMode: 'array' });
      run.rowCount = result.rowCount;
      await gatherStatistics(session, temporaryTableOf(tokens), run.rowCount);
      run.hasResultSet = result.fields.length > 0;
      if (run.hasResultSet) run.result = result;
    }
    run.status = 'FINISHED';
  } finally {
    run.durationNanoseconds = Number(process.hrtime.bigint() - started);
  }
}

const transactionControl = new Set(['begin', 'start', 'commit', 'end', 'rollback', 'abort']);

/** Statements that would end the transaction of their batch, on Redshift or here. */
function refuse([first]: readonly SqlToken[]): void {
  const command = first?.kind === 'word' ? first.text.toLowerCase() : '';
  if (command === 'truncate') {
    throw new SafeError(
      'TRUNCATE commits the transaction on Redshift (https://docs.aws.amazon.com/redshift/latest/dg/r_TRUNCATE.html): write DELETE FROM.',
    );
  }
  if (transactionControl.has(command)) {
    throw new SafeError(`${command.toUpperCase()}: a batch is one transaction already; leave transaction control out.`);
  }
}

/**
 * The database's own message, as the Data API hands it on, with the values that it quotes: whoever reads it has to keep
 * it to himself. Behind it, where AWS puts an ErrorId, stands the SQLSTATE, when the error is one of the database. What
 * this code refuses itself begins with a prefix that says so.
 */
export function databaseErrorText(error: unknown): string {
  if (error instanceof SafeError) return `${ownErrorPrefix}${error.message}`;
  const message = error instanceof Error ? error.message : String(error);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return /^[0-9A-Z]{5}$/.test(code) ? `${message} [SQLSTATE ${code}]` : message;
}
