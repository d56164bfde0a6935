import { randomUUID } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DescribeStatementCommandOutput } from '@aws-sdk/client-redshift-data';
import type { WarehouseEngine } from '../../embedded/redshift/engine.ts';
import type { Runtime } from '../../embedded/runtime.ts';
import { measured } from './measured.ts';
import type { Answer, Columns, Digests, LoadTook, Step } from './steps.ts';

// node load-process.ts <folder of a version> <data directory> <steps as JSON>: prints the answer to each step as a line.
const [root = '', data = '', steps = '[]'] = process.argv.slice(2);

/** Columns that say which load it was, or when, are not compared. */
const ofTheLoad = ['load_id', 'loaded_at'];

/** A module of the version that is measured. */
const moduleOf = <T>(path: string): Promise<T> => import(pathToFileURL(join(root, path)).href);
const { openRuntime } = await moduleOf<typeof import('../../embedded/runtime.ts')>('embedded/runtime.ts');
const { openLoads } = await moduleOf<typeof import('../../cli/run/local-loads.ts')>('cli/run/local-loads.ts');
const { buckets } = await moduleOf<typeof import('../../embedded/services.ts')>('embedded/services.ts');

const runtime = await openRuntime(data, 'bench');
try {
  const durations = new Map<string, number>();
  const { load, schemaApplied } = openLoads({ ...runtime, warehouse: timedWarehouse(runtime.warehouse, durations) });
  await schemaApplied;
  const engine = await runtime.warehouse.engine;
  const loaded = async ({ folder, rows }: Extract<Step, { kind: 'load' }>): Promise<LoadTook> => {
    await cp(folder, runtime.services.s3.bucketPath(buckets.silver), { recursive: true });
    durations.clear();
    const { result, ...took } = await measured(() => load(randomUUID()));
    if (result.inserted !== rows || result.waiting > 0 || result.setAside > 0) {
      throw new Error(`of ${rows} rows ${result.inserted} were inserted`);
    }
    const copies = [...durations].filter(([name]) => name.startsWith('copy '));
    return {
      ...took,
      copy: copies.reduce((sum, [, seconds]) => sum + seconds, 0),
      statements: Object.fromEntries(durations),
    };
  };
  const answerTo = async (step: Step): Promise<Answer> => {
    if (step.kind === 'columns') return { kind: step.kind, columns: await columnsOf(engine) };
    if (step.kind === 'digest') return { kind: step.kind, digests: await digestsOf(engine, step.columns) };
    if (step.kind === 'settle') {
      await engine.exec('VACUUM ANALYZE');
      await engine.exec('CHECKPOINT');
      return { kind: step.kind };
    }
    return { kind: step.kind, ...(await loaded(step)) };
  };
  for (const step of JSON.parse(steps) as Step[]) {
    process.stdout.write(`${JSON.stringify(await answerTo(step))}\n`);
  }
} finally {
  await runtime.close();
}

/** The warehouse, noting what the Data API says each statement of a batch took, in seconds by the statement's name. */
function timedWarehouse(warehouse: Runtime['warehouse'], durations: Map<string, number>): Runtime['warehouse'] {
  const { redshiftData } = warehouse;
  const send = async (command: Parameters<typeof redshiftData.send>[0]) => {
    const answer = await redshiftData.send(command);
    const { Status, SubStatements }: Partial<DescribeStatementCommandOutput> = answer;
    if (Status === 'FINISHED') {
      for (const { QueryString = '', Duration = 0 } of SubStatements ?? []) {
        const name = nameOf(QueryString);
        durations.set(name, (durations.get(name) ?? 0) + Duration / 1e9);
      }
    }
    return answer;
  };
  const timed = new Proxy(redshiftData, {
    get: (target, property) => (property === 'send' ? send : Reflect.get(target, property, target)),
  });
  return { ...warehouse, redshiftData: timed };
}

/** The first comment of a statement. */
function nameOf(sql: string): string {
  const comments = sql.split('\n').filter((line) => line.startsWith('-- ') && !line.startsWith('-- Generated from '));
  return comments[0]?.slice(3) ?? sql.slice(0, 60);
}

async function columnsOf(engine: WarehouseEngine): Promise<Columns> {
  const { rows } = await engine.query<{ place: string; column_name: string }>(
    `SELECT table_schema || '.' || table_name AS place, column_name
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_type = 'BASE TABLE'
       AND (table_schema IN ('star', 'history') OR (table_schema = 'audit' AND table_name = 'load_ledger'))
     ORDER BY place, column_name`,
  );
  const compared = rows.filter(({ column_name }) => !ofTheLoad.includes(column_name));
  const byTable = Map.groupBy(compared, ({ place }) => place);
  return Object.fromEntries([...byTable].map(([place, own]) => [place, own.map(({ column_name }) => column_name)]));
}

async function digestsOf(engine: WarehouseEngine, columns: Columns): Promise<Digests> {
  const digests: Record<string, string> = {};
  for (const [table, names] of Object.entries(columns)) {
    const half = (from: number) =>
      `COALESCE(SUM(CAST(CAST(CAST('x' || SUBSTRING(md5, ${from}, 16) AS bit(64)) AS bigint) AS numeric)), 0)`;
    const { rows } = await engine.query<{ digest: string }>(
      `SELECT COUNT(*) || ' rows, ' || ${half(1)} || ' ' || ${half(17)} AS digest
       FROM (SELECT MD5(CAST(ROW(${names.join(', ')}) AS text)) AS md5 FROM ${table}) hashed`,
    );
    digests[table] = rows[0]?.digest ?? '';
  }
  return digests;
}
