import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtKey, lakeTotalsKey, layout, setAsideKey } from '../contracts/platform/zones.ts';
import { registry } from '../contracts/registry.ts';
import type { LakeColumn } from '../domain/lake/lake-columns.ts';
import { changeLogColumns } from '../domain/lake/lake-columns.ts';
import { lakeTables } from '../domain/lake/lake-tables.ts';
import type { SilverTable } from '../domain/records/silver-table.ts';
import { buildModels, type LakePaths } from '../embedded/glue/build-models.ts';
import { type DuckDbSession, openDuckDb, sqlPath } from '../embedded/glue/duckdb.ts';
import { type Model, readCatalogModels } from '../embedded/glue/model-catalog.ts';
import { isSparkInstalled } from '../tools/spark/iceberg-jar.ts';
import { type LocalSpark, localCatalog, startSpark } from '../tools/spark/local-spark.ts';

/** What an hour brings. */
const changesAnHour = 5000;
const hours = 3;
const rowsOfAnObject = 5000;

/** Of so many changes, those of each contract, in the proportions of generated lives: what marts sum, and who they are of. */
const shares: Readonly<Record<string, number>> = { claim_transaction: 0.55, encounter: 0.35, patient: 0.1 };

const glueScripts = fileURLToPath(new URL('../glue-scripts', import.meta.url));
const logs = lakeTables(registry);

/** One engine over one lake. */
interface Engine {
  readonly name: string;
  /** Brings the tables up to the log. */
  readonly run: () => Promise<void>;
  /** Builds everything, whatever the runs before built. */
  readonly buildWhole: () => Promise<void>;
}

/**
 * What a run of the lake models takes when an hour brings 5,000 changes, over ever more rows of the change log: half of the
 * changes are of keys that were never seen, half of keys anywhere in the log, which is the worst that can come. Beside it
 * the same lake built whole. On DuckDB, and on Spark with Iceberg where it is installed.
 * @param argument rows of the change logs, comma-separated.
 */
export async function benchLakeGrowth(argument = '500000,1000000,5000000'): Promise<void> {
  const sizes = argument.split(',').map(Number);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= rowsOfAnObject))
    throw new Error('npm run bench lake-growth N,N: each N is a number of rows, such as 500000');
  process.stdout.write(`${changesAnHour} changes an hour into lake models, ${availableParallelism()} cores; seconds\n`);
  process.stdout.write(
    `  ${'rows'.padStart(10)}  engine   ${'affected, each hour'.padEnd(24)}${'whole'.padStart(8)}\n`,
  );
  const models = await readCatalogModels();
  for (const size of sizes) await benchSize(size, models);
}

async function benchSize(size: number, models: readonly Model[]): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'medstream-lake-growth-'));
  const paths = { silverPath: join(scratch, 'silver'), goldPath: join(scratch, 'gold') };
  mkdirSync(paths.goldPath);
  const spark = isSparkInstalled() ? await startSpark(join(scratch, 'warehouse')) : undefined;
  try {
    const given = new GivenLog(paths.silverPath);
    await given.deliver(size, 0);
    const engines = [duckDb(paths, models), ...(spark === undefined ? [] : [onSpark(spark, paths.silverPath)])];
    for (const engine of engines) await engine.buildWhole();
    const seconds = new Map(engines.map(({ name }) => [name, [] as number[]]));
    for (let hour = 0; hour < hours; hour += 1) {
      await given.deliver(changesAnHour, 0.5);
      for (const { name, run } of engines) seconds.get(name)?.push(await timed(run));
    }
    for (const { name, buildWhole } of engines) {
      const whole = await timed(buildWhole);
      const each = (seconds.get(name) ?? []).map((took) => took.toFixed(1).padStart(7)).join(' ');
      process.stdout.write(
        `  ${size.toLocaleString('en-US').padStart(10)}  ${name.padEnd(8)} ${each.padEnd(24)}${whole.toFixed(1).padStart(8)}\n`,
      );
    }
  } finally {
    await spark?.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function duckDb(paths: LakePaths, models: readonly Model[]): Engine {
  const settings = { models, paths, logs, arrivedBefore: new Date(), rebuild: 'affected' } as const;
  return {
    name: 'DuckDB',
    run: async () => {
      await buildModels(settings);
    },
    buildWhole: async () => {
      await rm(join(paths.silverPath, builtKey), { force: true });
      await buildModels(settings);
    },
  };
}

/** The job in a session that goes on: what a run takes without the start of Spark. */
function onSpark(spark: LocalSpark, silverPath: string): Engine {
  const marks = join(silverPath, 'spark-kept');
  mkdirSync(marks);
  const run = async () => {
    await spark.run([
      ...['--model_files', glueScripts, '--changes', join(silverPath, layout.changes.prefix), '--tables', 'own'],
      ...['--rebuild', 'affected', '--kept', marks, '--set_aside', join(silverPath, setAsideKey)],
      ...['--catalog', localCatalog, '--silver_database', 'silver', '--gold_database', 'gold'],
      ...['--totals', join(silverPath, lakeTotalsKey)],
    ]);
  };
  return {
    name: 'Spark',
    run,
    buildWhole: async () => {
      await rm(join(marks, 'built.json'), { force: true });
      await rm(join(marks, '.built.json.crc'), { force: true });
      await run();
    },
  };
}

/** Change logs that grow. */
class GivenLog {
  readonly #silverPath: string;
  /** By contract, the rows that are there. */
  readonly #rows = new Map<string, number>();

  constructor(silverPath: string) {
    this.#silverPath = silverPath;
  }

  /** Adds changes of every contract. @param known the share that is of keys that are there. */
  async deliver(changes: number, known: number): Promise<void> {
    const session = await openDuckDb({ allowedDirectories: [tmpdir()] });
    try {
      for (const [name, share] of Object.entries(shares)) {
        const log = logs.find((table) => table.name === name);
        if (log !== undefined) await this.#deliver(session, log, Math.round(changes * share), known);
      }
    } finally {
      session.close();
    }
  }

  async #deliver(session: DuckDbSession, log: SilverTable, count: number, known: number): Promise<void> {
    const from = this.#rows.get(log.name) ?? 0;
    this.#rows.set(log.name, from + count);
    const day = new Date().toISOString().slice(0, 10);
    for (let start = from; start < from + count; start += rowsOfAnObject) {
      const directory = `${layout.changes.prefix}${log.name}/dt=${day}/hr=00/shardId-0`;
      mkdirSync(join(this.#silverPath, directory), { recursive: true });
      const key = `${directory}/${String(start).padStart(9, '0')}.parquet`;
      const until = Math.min(start + rowsOfAnObject, from + count);
      // A key anywhere in the log, by a step that meets each but once.
      const number = `CASE WHEN n % 1000 < ${known * 1000} THEN (n * 7919) % ${Math.max(from, 1)} ELSE n END`;
      const columns = changeLogColumns(log).map((column) => `${saidIn(column, log, key)} AS ${column.name}`);
      await session.run(
        `COPY (SELECT ${columns.join(', ')} FROM (SELECT n, ${number} AS k FROM range(${start}, ${until}) AS numbers(n)))
         TO ${sqlPath(join(this.#silverPath, key))} (FORMAT parquet, COMPRESSION zstd)`,
      );
    }
  }
}

const lineage: Readonly<Record<string, string>> = {
  event_source: "'urn:medstream:bench'",
  event_id: "sha256('event' || n) || '-1'",
  op: "'U'",
  version_at: "TIMESTAMP '2024-01-01 00:00:00' + to_seconds(n)",
  sequence: "lpad(CAST(n AS VARCHAR), 64, '0')",
  shard_id: "'healthcare-events shardId-0'",
  arrived_at: "TIMESTAMP '2024-01-01 00:00:00' + to_seconds(n)",
  source_file: "'bench.csv'",
  source_line: 'CAST(n AS INTEGER)',
  row_hash: "sha256('row' || n)",
};

/** What change `n`, of the key `k`, says in a column. */
function saidIn({ name, type }: LakeColumn, log: SilverTable, objectKey: string): string {
  if (name === 'object_key') return sqlPath(objectKey);
  const own = lineage[name];
  if (own !== undefined) return own;
  if (name === log.key.name) return `'v1_' || md5('${name}' || k)`;
  if (name === 'transaction_type') return "'PAYMENT'";
  if (name === 'encounter_id') return "'v1_' || md5('encounter_id' || (k % 200000))";
  if (name === 'patient_id') return "'v1_' || md5('patient_id' || (k % 50000))";
  if (name.endsWith('_id')) return `md5('${name}' || (k % 1000))`;
  if (type.startsWith('DECIMAL')) return `CAST((n % 100000) / 100 AS ${type})`;
  if (type === 'INT') return 'CAST(n % 100 AS INTEGER)';
  if (type === 'BOOLEAN') return 'n % 2 = 0';
  if (type === 'DATE') return "CAST(DATE '1950-01-01' + CAST(k % 20000 AS INTEGER) AS DATE)";
  if (type === 'TIMESTAMP') return "TIMESTAMP '2015-01-01 00:00:00' + to_minutes(k)";
  return `'${name} ' || (n % 50)`;
}
