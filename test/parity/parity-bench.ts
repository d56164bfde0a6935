import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lakeTotalsKey, layout, setAsideKey } from '../../contracts/platform/zones.ts';
import { contracts } from '../../contracts/registry.ts';
import { isTable, type WantedRebuild } from '../../domain/lake/lake-catalog.ts';
import { changeLogColumns } from '../../domain/lake/lake-columns.ts';
import { lakeTotalsText } from '../../domain/reconciliation/lake-totals.ts';
import type { Total } from '../../domain/reconciliation/totals.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import { buildModels, type LakePaths, tableDirectory } from '../../embedded/glue/build-models.ts';
import { changeLogQuery } from '../../embedded/glue/change-log.ts';
import { changeFiles, keyOf } from '../../embedded/glue/change-objects.ts';
import { openDuckDb, sqlPath } from '../../embedded/glue/duckdb.ts';
import { type Model, readModels } from '../../embedded/glue/model-catalog.ts';
import { currentSnapshot, presentRows } from '../../embedded/glue/table-files.ts';
import { catalogOf, writeLake } from '../../tools/codegen/write-lake.ts';
import { type Facts, type LocalSpark, localCatalog, startSpark } from '../../tools/spark/local-spark.ts';
import { writeFewModels } from '../glue-scripts/few-models.ts';
import { compareTables } from './compare-tables.ts';
import { everyLog, fewLogs } from './crafted-changes.ts';

/** A zone whose clock is set forward and back, and which is never UTC: what a forgotten setting would show. */
const machineZone = 'America/New_York';

/** The folder that is deployed with the job. */
const deployed = fileURLToPath(new URL('../../glue-scripts', import.meta.url));

/** As of this instant both engines count: whatever the inputs hold has arrived before. */
export const arrivedBefore = new Date('2100-01-01T00:00:00Z');

/** What one input gave on both engines. */
export interface Outcome {
  readonly input: string;
  /** Rows of all tables. */
  readonly rows: number;
  /** What the job logged. */
  readonly facts: Facts;
  readonly duckDbSeconds: number;
  readonly sparkSeconds: number;
  /** Sentences about what differs; none when both engines gave the same. */
  readonly differences: readonly string[];
}

/** What is deployed with the job: the contracts of a time, and the folder of scripts and models that follow from them. */
export interface Release {
  readonly logs: readonly SilverTable[];
  readonly glueScripts: string;
  readonly models: readonly Model[];
}

/** Writes the release of these contracts into a folder, with the marts of the product. */
export async function writeRelease(glueScripts: string, logs: readonly SilverTable[]): Promise<Release> {
  const models = join(glueScripts, 'models');
  await cp(deployed, glueScripts, { recursive: true });
  // The mart of references reads the tables of every contract.
  const isWhole = contracts.every(({ name }) => logs.some((log) => log.name === name));
  await (isWhole ? writeLake(logs, models) : writeFewModels(models, logs));
  await writeFile(join(glueScripts, 'catalog.json'), await catalogOf(logs, models));
  return { logs, glueScripts, models: await readModels(models) };
}

/** Spark's tables of the change logs: the rows of the objects. */
function keptLogsOf(logs: readonly SilverTable[]) {
  return logs.map((log) => ({
    log,
    name: `silver.${log.name}_changes`,
    grain: ['object_key', 'event_source', 'event_id'],
    columns: changeLogColumns(log).map((column) => ({ ...column, nullable: true })),
  }));
}

const secondsSince = (start: number) => (performance.now() - start) / 1000;

/** Both engines side by side, in directories of their own that `close` removes. */
export class ParityBench {
  readonly root: string;
  readonly spark: LocalSpark;
  /** What is deployed with the job, of a few contracts. */
  readonly release: Release;
  #exports = 0;
  #whole: Promise<Release> | undefined;

  constructor(root: string, spark: LocalSpark, release: Release) {
    this.root = root;
    this.spark = spark;
    this.release = release;
  }

  get glueScripts(): string {
    return this.release.glueScripts;
  }

  static async open(): Promise<ParityBench> {
    const root = await mkdtemp(join(tmpdir(), 'medstream-parity-'));
    try {
      const release = await writeRelease(join(root, 'glue-scripts'), fewLogs);
      return new ParityBench(root, await startSpark(join(root, 'warehouse'), machineZone), release);
    } catch (error) {
      await rm(root, { recursive: true, force: true });
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.spark.close();
    await rm(this.root, { recursive: true, force: true });
  }

  /** What is deployed with the job, and the models of the contract of these tests; written on first use. */
  wholeRelease(): Promise<Release> {
    this.#whole ??= writeRelease(join(this.root, 'whole-scripts'), everyLog);
    return this.#whole;
  }

  /** The directory of the silver bucket of a lake, made on first use. */
  async silverOf(name: string): Promise<string> {
    const path = join(this.root, name, 'silver');
    await mkdir(join(path, layout.changes.prefix), { recursive: true });
    return path;
  }

  /** Spark's name of the table of a model. */
  tableName(lake: string, model: string): string {
    return `${localCatalog}.${lake}_${model}`;
  }

  /**
   * Runs the job as Glue does, arguments of Glue's own among them.
   * @param tables who makes the tables: nobody deploys any here.
   */
  runSpark(
    lake: string,
    silverPath: string,
    models = 'all',
    modelFiles = this.glueScripts,
    tables: 'own' | 'deployed' = 'own',
    rebuild: WantedRebuild = 'due',
  ): Promise<Facts> {
    return this.spark.run([
      ...['--JOB_NAME', 'lake-models', '--enable-metrics', '--TempDir', 's3://nowhere/'],
      ...['--models', models, '--model_files', modelFiles, '--changes', join(silverPath, layout.changes.prefix)],
      ...['--tables', tables, '--rebuild', rebuild, '--kept', join(silverPath, layout.kept.prefix)],
      ...['--catalog', localCatalog, '--silver_database', `${lake}_silver`, '--gold_database', `${lake}_gold`],
      ...[
        '--set_aside',
        join(silverPath, setAsideKey),
        '--totals',
        join(silverPath, lakeTotalsKey),
        '--arrived_before',
        arrivedBefore.toISOString(),
      ],
    ]);
  }

  /** Builds every model with DuckDB from scratch, over a copy of the objects. */
  async runDuckDb(silverPath: string, { models, logs }: Release = this.release) {
    this.#exports += 1;
    const own = join(this.root, `duckdb-${this.#exports}`);
    const paths = { silverPath: join(own, 'silver'), goldPath: join(own, 'gold') };
    await cp(join(silverPath, layout.changes.prefix), join(paths.silverPath, layout.changes.prefix), {
      recursive: true,
    });
    if (existsSync(join(silverPath, setAsideKey))) {
      await cp(join(silverPath, setAsideKey), join(paths.silverPath, setAsideKey), { recursive: true });
    }
    await mkdir(paths.goldPath, { recursive: true });
    const start = performance.now();
    let unreadable: readonly string[] = [];
    const onUnreadable = (keys: readonly string[]) => {
      unreadable = keys;
    };
    const { totals } = await buildModels({ models, paths, logs, arrivedBefore, onUnreadable });
    return { paths, totals: totals ?? [], unreadable, seconds: secondsSince(start) };
  }

  /** What differs between Spark's tables of a lake and DuckDB's, which was without the objects that it could not read. */
  async compare(
    lake: string,
    { models, logs }: Release,
    { paths, unreadable }: { readonly paths: LakePaths; readonly unreadable: readonly string[] },
  ): Promise<readonly string[]> {
    this.#exports += 1;
    const exported = join(this.root, `spark-${this.#exports}`);
    const differences: string[] = [];
    const session = await openDuckDb({ allowedDirectories: [paths.silverPath, paths.goldPath, exported] });
    const compareWith = async (duckDb: string, model: Pick<Model, 'name' | 'grain' | 'columns'>) => {
      const directory = join(exported, model.name);
      const columns = model.columns.map(({ name }) => name).join(', ');
      const sparkColumns = await this.spark.export(
        `SELECT ${columns} FROM ${this.tableName(lake, model.name)}`,
        directory,
      );
      differences.push(...(await compareTables(session, { model, duckDb, spark: directory, sparkColumns })));
    };
    try {
      for (const model of models.filter(isTable)) {
        const duckDb = await currentSnapshot(tableDirectory(paths, model));
        if (duckDb === undefined) throw new Error(`DuckDB did not build ${model.name}`);
        await compareWith(presentRows(duckDb), model);
      }
      for (const { log, ...kept } of keptLogsOf(logs)) {
        const objects = (await changeFiles(paths, log.name)).filter(
          (file) => !unreadable.includes(keyOf(paths.silverPath, file)),
        );
        const duckDb = join(paths.silverPath, `${kept.name}.parquet`);
        await session.run(`COPY (${changeLogQuery(log, objects)}) TO ${sqlPath(duckDb)} (FORMAT parquet)`);
        await compareWith(`SELECT * FROM read_parquet(${sqlPath(duckDb)})`, kept);
      }
    } finally {
      session.close();
    }
    return differences;
  }

  /** Builds every model on both engines from the same silver files, Spark merging into the tables that `lake` has. */
  async run(input: string, lake: string, silverPath: string, release: Release = this.release): Promise<Outcome> {
    const duckDb = await this.runDuckDb(silverPath, release);
    const start = performance.now();
    const facts = await this.runSpark(lake, silverPath, 'all', release.glueScripts);
    const sparkSeconds = secondsSince(start);
    const rows = facts.reduce((total, fact) => total + ('model' in fact ? Number(fact.rows) : 0), 0);
    const differences = [
      ...(await this.compare(lake, release, duckDb)),
      ...(await this.#compareTotals(silverPath, duckDb)),
    ];
    return { input, rows, facts, duckDbSeconds: duckDb.seconds, sparkSeconds, differences };
  }

  /** What differs between the object with the totals that the job left and the one that DuckDB's rows give. */
  async #compareTotals(
    silverPath: string,
    { totals, unreadable }: { readonly totals: readonly Total[]; readonly unreadable: readonly string[] },
  ): Promise<readonly string[]> {
    const written = await readFile(join(silverPath, lakeTotalsKey), 'utf8');
    const { builtAt } = JSON.parse(written);
    const isInstant = new Date(builtAt).toISOString() === builtAt;
    const expected = lakeTotalsText({
      builtAt,
      arrivedBefore: arrivedBefore.toISOString(),
      totals: [...totals],
      unreadable: [...unreadable],
    });
    return isInstant && written === expected ? [] : [`${lakeTotalsKey}: differs`];
  }

  /** The branches of every table of a lake, with the snapshot that each shows. */
  async branches(lake: string): Promise<string> {
    return this.#ofEveryTable(lake, 'SELECT name, snapshot_id FROM', 'refs');
  }

  /** Every commit to the tables of a lake. */
  async commits(lake: string): Promise<string> {
    return this.#ofEveryTable(lake, 'SELECT snapshot_id, operation FROM', 'snapshots');
  }

  async #ofEveryTable(lake: string, select: string, metadata: string): Promise<string> {
    const found: Record<string, readonly string[]> = {};
    for (const { name } of [...this.release.models.filter(isTable), ...keptLogsOf(this.release.logs)]) {
      const rows = await this.spark.rows(`${select} ${this.tableName(lake, name)}.${metadata}`);
      found[name] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return JSON.stringify(found);
  }
}
