import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GetJobRunCommand, type JobRun, StartJobRunCommand } from '@aws-sdk/client-glue';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { isTable } from '../../../domain/lake/lake-catalog.ts';
import { openDuckDb, type QueryResult, sqlPath } from '../../../embedded/glue/duckdb.ts';
import { EmbeddedGlue } from '../../../embedded/glue/glue.ts';
import { openLake } from '../../../embedded/glue/lake-query.ts';
import { readModels } from '../../../embedded/glue/model-catalog.ts';
import { type ChangeRow, logNamed, rowsQuery } from '../../glue-scripts/change-rows.ts';
import { writeFewModels } from '../../glue-scripts/few-models.ts';

/** The contracts that the marts need: a lake of these costs half of one of them all. */
const logs = ['organization', 'payer', 'patient', 'encounter', 'claim_transaction'].map(logNamed);

/** Buckets in a temporary directory, whose name holds every character that a path in SQL could stumble over. */
export class GivenLake {
  readonly root: string;
  readonly s3Path: string;
  readonly silverPath: string;
  readonly goldPath: string;
  /** Models of its own, which a test may break. */
  readonly modelsPath: string;
  #objects = 0;

  constructor(root: string) {
    this.root = root;
    this.s3Path = join(root, "it's [s3]");
    this.silverPath = join(this.s3Path, 'silver');
    this.goldPath = join(this.s3Path, 'gold');
    this.modelsPath = join(root, 'models');
  }

  static async make(): Promise<GivenLake> {
    const lake = new GivenLake(await mkdtemp(join(tmpdir(), 'medstream-lake-')));
    await mkdir(lake.silverPath, { recursive: true });
    await writeFewModels(lake.modelsPath, logs);
    return lake;
  }

  /** Writes one object of a change log; `columns` restricts it to those, as an older contract would have. */
  async write(contractName: string, rows: readonly ChangeRow[], columns = '*'): Promise<void> {
    this.#objects += 1;
    await this.writeObject(
      `changes/${contractName}/dt=2024-01-01/hr=0${this.#objects % 10}/shardId-0/${this.#objects}.parquet`,
      `SELECT ${columns} FROM (${rowsQuery(contractName, rows)})`,
    );
  }

  async writeObject(key: string, query: string): Promise<void> {
    const path = join(this.silverPath, key);
    await mkdir(dirname(path), { recursive: true });
    const session = await openDuckDb({ allowedDirectories: [this.silverPath] });
    try {
      await session.run(`COPY (${query}) TO ${sqlPath(path)} (FORMAT parquet)`);
    } finally {
      session.close();
    }
  }

  /** The job over the contracts and models of this lake. */
  glue(clock: () => Date = () => new Date()): EmbeddedGlue {
    const { silverPath, goldPath, modelsPath } = this;
    return new EmbeddedGlue({ silverPath, goldPath, modelsPath, logs, clock });
  }

  /** The job over those of the product. */
  productGlue(): EmbeddedGlue {
    return new EmbeddedGlue({ silverPath: this.silverPath, goldPath: this.goldPath });
  }

  /** Rows of a query over this lake. */
  async rows(sql: string): Promise<QueryResult['rows']> {
    const tables = (await readModels(this.modelsPath)).filter(isTable);
    const open = await openLake({ s3Path: this.s3Path, tables, logs });
    try {
      return (await open.query(sql)).rows;
    } finally {
      open.close();
    }
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}

/** Runs the job to its end. */
export async function runJob(glue: EmbeddedGlue, jobArguments?: Record<string, string>): Promise<JobRun> {
  const { JobRunId } = await glue.send(
    new StartJobRunCommand({ JobName: schedules.lakeModels.job, Arguments: jobArguments }),
  );
  await glue.idle();
  const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: schedules.lakeModels.job, RunId: JobRunId }));
  if (JobRun === undefined) throw new Error('the run is gone');
  return JobRun;
}
