import { randomBytes } from 'node:crypto';
import {
  type Column,
  ConcurrentRunsExceededException,
  EntityNotFoundException,
  GetJobRunCommand,
  type GetJobRunCommandOutput,
  GetTablesCommand,
  type GetTablesCommandOutput,
  InvalidInputException,
  type JobRun,
  StartJobRunCommand,
  type StartJobRunCommandOutput,
  type Table,
} from '@aws-sdk/client-glue';
import { schedules } from '../../contracts/platform/schedules.ts';
import { zones } from '../../contracts/platform/zones.ts';
import { registry } from '../../contracts/registry.ts';
import { isTable, type WantedRebuild, wantedRebuilds } from '../../domain/lake/lake-catalog.ts';
import { lakeTables } from '../../domain/lake/lake-tables.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import { errorName, SafeError } from '../../domain/safe-error.ts';
import { buildModels, type LakePaths, tableDirectory } from './build-models.ts';
import { type Model, readCatalogModels, readModels } from './model-catalog.ts';
import { writeLakeTotals } from './write-lake-totals.ts';

const OK = { $metadata: { httpStatusCode: 200 } };
const badRequest = { $metadata: { httpStatusCode: 400 } };

/** Glue keeps run history for 90 days; one process keeps this many runs. */
const KEPT_RUNS = 100;

export type EmbeddedGlueCommand = StartJobRunCommand | GetJobRunCommand | GetTablesCommand;

export interface EmbeddedGlueSettings extends LakePaths {
  /** Folder of the models; the repository's own unless a test brings others. */
  readonly modelsPath?: string;
  /** The tables whose change logs the models may read; those of the product unless a test brings others. */
  readonly logs?: readonly SilverTable[];
  /** The instant before which all that arrived is in the change log, asked when a run starts; `now` where nothing arrives meanwhile. */
  readonly settledAt?: (now: Date) => Promise<Date>;
  readonly clock?: () => Date;
}

/**
 * The models that the job argument `--models` names (comma-separated, or `all`), and every query over them.
 * @throws SafeError that lists the known models, for an argument or a name nobody declared.
 */
function selectModels(models: readonly Model[], jobArguments: Readonly<Record<string, string>>): readonly Model[] {
  const unknown = Object.keys(jobArguments).find((name) => name !== '--models' && name !== '--rebuild');
  if (unknown !== undefined)
    throw new SafeError(`job ${schedules.lakeModels.job} takes --models and --rebuild, not ${unknown}`);
  const wanted = (jobArguments['--models'] ?? 'all').split(',').map((name) => name.trim());
  if (wanted.length === 1 && wanted[0] === 'all') return models;
  const tables = models.filter(isTable);
  const stranger = wanted.find((name) => !tables.some((model) => model.name === name));
  if (stranger !== undefined) {
    throw new SafeError(`no model is called ${stranger}; known: all, ${tables.map((model) => model.name).join(', ')}`);
  }
  return models.filter((model) => !isTable(model) || wanted.includes(model.name));
}

/** What the job argument `--rebuild` asks for. @throws SafeError for anything else. */
function rebuildOf({ '--rebuild': wanted = 'due' }: Readonly<Record<string, string>>): WantedRebuild {
  const found = wantedRebuilds.find((rebuild) => rebuild === wanted);
  if (found === undefined) throw new SafeError(`--rebuild is ${wantedRebuilds.join(' or ')}, not ${wanted}`);
  return found;
}

/** @throws SafeError naming the tables, when an audit found rows that were not as all changes give them. */
function requireNoDifference(differing: Readonly<Record<string, number>>): void {
  const found = Object.entries(differing).map(([table, rows]) => `${table} in ${rows} rows`);
  if (found.length === 0) return;
  throw new SafeError(
    `the audit found that ${found.join(', ')} differed from what all changes give; the tables are right now, but find out why`,
  );
}

/** Why a run failed: what we say of it ourselves, else the name of the error, because others quote data. */
function reasonOf(error: unknown): string {
  return error instanceof SafeError ? error.message : errorName(error);
}

/**
 * AWS Glue on one machine, with one job: the lake models (`schedules.lakeModels.job`), run by DuckDB instead of Spark.
 * It answers `send(command)` as the SDK's GlueClient does, with the SDK's error names.
 *
 * A run brings its models up to the change log and replaces their tables when all of its checks hold. One that built all
 * of them leaves the totals of the lake as an object in the silver bucket. `--rebuild whole` computes every row again, and
 * fails when any differs from what the runs before left; unless told otherwise a run does so once a day. Like a
 * Glue job with the default `MaxConcurrentRuns`, it runs once at a time. Runs are forgotten with the process.
 */
export class EmbeddedGlue {
  readonly #settings: EmbeddedGlueSettings;
  readonly #clock: () => Date;
  readonly #logs: readonly SilverTable[];
  readonly #runs = new Map<string, JobRun>();
  #models: Promise<readonly Model[]> | undefined;
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(settings: EmbeddedGlueSettings) {
    this.#settings = settings;
    this.#clock = settings.clock ?? (() => new Date());
    this.#logs = settings.logs ?? lakeTables(registry);
  }

  send(command: StartJobRunCommand): Promise<StartJobRunCommandOutput>;
  send(command: GetJobRunCommand): Promise<GetJobRunCommandOutput>;
  send(command: GetTablesCommand): Promise<GetTablesCommandOutput>;
  async send(command: EmbeddedGlueCommand) {
    if (command instanceof StartJobRunCommand) return this.#startJobRun(command.input);
    if (command instanceof GetJobRunCommand) return this.#getJobRun(command.input);
    if (command instanceof GetTablesCommand) return this.#getTables(command.input);
    throw new InvalidInputException({ message: 'Embedded Glue does not support this command.', ...badRequest });
  }

  /** Resolves when no run is in progress. Call it before the process or its data directory goes away. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Cuts off the run in progress, whose tables stay as they were, and takes no more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.idle();
  }

  #startJobRun(input: StartJobRunCommand['input']): StartJobRunCommandOutput {
    this.#requireJob(input.JobName);
    if (input.JobRunId !== undefined) {
      const message = 'Embedded Glue does not retry a run by JobRunId; start a new one.';
      throw new InvalidInputException({ message, ...badRequest });
    }
    if (this.#running !== undefined) {
      const message = `Concurrent runs exceeded for ${input.JobName}; wait for the run in progress.`;
      throw new ConcurrentRunsExceededException({ message, ...badRequest });
    }
    const id = `jr_${randomBytes(32).toString('hex')}`;
    const startedOn = this.#clock();
    const run: JobRun = {
      Id: id,
      JobName: input.JobName,
      Attempt: 0,
      Arguments: input.Arguments ?? {},
      StartedOn: startedOn,
      LastModifiedOn: startedOn,
      JobRunState: 'RUNNING',
    };
    this.#remember(id, run);
    this.#running = this.#runJob(id, run);
    return { ...OK, JobRunId: id };
  }

  async #runJob(id: string, run: JobRun): Promise<void> {
    let outcome: Pick<JobRun, 'JobRunState' | 'ErrorMessage'> = { JobRunState: 'SUCCEEDED' };
    try {
      const models = selectModels(await this.#catalog(), run.Arguments ?? {});
      const startedOn = run.StartedOn ?? this.#clock();
      const arrivedBefore = (await this.#settings.settledAt?.(startedOn)) ?? startedOn;
      const unreadable: string[] = [];
      const { totals, differing } = await buildModels({
        models,
        rebuild: rebuildOf(run.Arguments ?? {}),
        clock: this.#clock,
        paths: this.#settings,
        logs: this.#logs,
        arrivedBefore,
        signal: this.#stopping.signal,
        onUnreadable: (keys) => unreadable.push(...keys),
      });
      if (totals !== undefined) {
        const instants = { builtAt: startedOn.toISOString(), arrivedBefore: arrivedBefore.toISOString() };
        await writeLakeTotals(this.#settings, { ...instants, totals: [...totals], unreadable });
      }
      requireNoDifference(differing);
    } catch (error) {
      outcome = { JobRunState: 'FAILED', ErrorMessage: reasonOf(error) };
    }
    const completedOn = this.#clock();
    const startedOn = run.StartedOn ?? completedOn;
    const executionTime = Math.ceil((completedOn.getTime() - startedOn.getTime()) / 1000);
    this.#runs.set(id, {
      ...run,
      ...outcome,
      CompletedOn: completedOn,
      LastModifiedOn: completedOn,
      ExecutionTime: executionTime,
    });
    this.#running = undefined;
  }

  #getJobRun(input: GetJobRunCommand['input']): GetJobRunCommandOutput {
    this.#requireJob(input.JobName);
    const run = this.#runs.get(input.RunId ?? '');
    if (run === undefined) {
      throw new EntityNotFoundException({ message: 'No run of this process has this RunId.', ...badRequest });
    }
    return { ...OK, JobRun: { ...run } };
  }

  async #getTables(input: GetTablesCommand['input']): Promise<GetTablesCommandOutput> {
    const folder = input.DatabaseName;
    if (folder !== zones.silver.name && folder !== zones.gold.name) {
      const message = `No database has this name; known: ${zones.silver.name}, ${zones.gold.name}.`;
      throw new EntityNotFoundException({ message, ...badRequest });
    }
    const models = (await this.#catalog()).filter((model) => model.folder === folder);
    return {
      ...OK,
      TableList: models.map(
        (model): Table => ({
          Name: model.table,
          DatabaseName: folder,
          Description: model.description,
          StorageDescriptor: {
            Columns: model.columns.map(
              (column): Column => ({ Name: column.name, Type: column.type.toLowerCase(), Comment: column.description }),
            ),
            Location: tableDirectory(this.#settings, model),
          },
        }),
      ),
    };
  }

  #requireJob(name: string | undefined): void {
    if (name === schedules.lakeModels.job) return;
    const message = `No job has this name; the one job is ${schedules.lakeModels.job}.`;
    throw new EntityNotFoundException({ message, ...badRequest });
  }

  #remember(id: string, run: JobRun): void {
    this.#runs.set(id, run);
    const oldest = this.#runs.keys().next().value;
    if (this.#runs.size > KEPT_RUNS && oldest !== undefined) this.#runs.delete(oldest);
  }

  #readModels(): Promise<readonly Model[]> {
    const path = this.#settings.modelsPath;
    return path === undefined ? readCatalogModels() : readModels(path);
  }

  /** The models, read once; a failed reading is tried again by the next run. */
  #catalog(): Promise<readonly Model[]> {
    const reading = this.#models ?? this.#readModels();
    this.#models = reading;
    reading.catch(() => {
      this.#models = undefined;
    });
    return reading;
  }
}
