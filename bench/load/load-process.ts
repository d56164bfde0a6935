import { randomUUID } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dbtSnapshot } from './dbt-snapshot.ts';
import { comparedColumns, digestsOf } from './digests.ts';
import { measured } from './measured.ts';
import type { Answer, LoadTook, Step } from './steps.ts';
import { watchBatches } from './watched-warehouse.ts';

// node load-process.ts <folder of a version> <data directory> <steps as JSON>: prints the answer to each step as a line.
const [root = '', data = '', steps = '[]'] = process.argv.slice(2);

type StepOf<K extends Step['kind']> = Extract<Step, { readonly kind: K }>;

/** A module of the version that is measured. */
const moduleOf = <T>(path: string): Promise<T> => import(pathToFileURL(join(root, path)).href);
const { openRuntime } = await moduleOf<typeof import('../../embedded/runtime.ts')>('embedded/runtime.ts');
const { openLoads } = await moduleOf<typeof import('../../cli/run/local-loads.ts')>('cli/run/local-loads.ts');
const { buckets } = await moduleOf<typeof import('../../embedded/services.ts')>('embedded/services.ts');
const { administrator, readPassword } = await moduleOf<typeof import('../../embedded/postgres/database-directory.ts')>(
  'embedded/postgres/database-directory.ts',
);

const runtime = await openRuntime(data, 'bench');
try {
  const batches = watchBatches(runtime.warehouse, root);
  const { load, schemaApplied } = openLoads({ ...runtime, warehouse: batches.warehouse });
  await schemaApplied;
  const engine = await runtime.warehouse.engine;
  const bucketPath = runtime.services.s3.bucketPath(buckets.silver);

  const loaded = async ({ folder, rows }: StepOf<'load'>): Promise<LoadTook> => {
    await cp(folder, bucketPath, { recursive: true });
    batches.reset();
    const { result, ...took } = await measured(() => load(randomUUID()));
    if (result.inserted !== rows || result.waiting > 0 || result.setAside > 0) {
      throw new Error(`of ${rows} rows ${result.inserted} were inserted`);
    }
    return { ...took, ...batches.took() };
  };

  const copied = async ({ folder, table }: StepOf<'copy'>) => {
    const prefix = `bench/${randomUUID()}`;
    await cp(folder, join(bucketPath, prefix), { recursive: true });
    await engine.exec(`TRUNCATE ${table}`);
    const sql = `COPY ${table} FROM 's3://${buckets.silver}/${prefix}/' IAM_ROLE DEFAULT FORMAT AS PARQUET`;
    return measured(() => runtime.warehouse.sql.batch({ statements: [{ name: 'copy', sql }] }));
  };

  const snapshotTaken = async (step: StepOf<'snapshot'>) => {
    const endpoint = await engine.endpoint();
    const place = 'path' in endpoint ? { host: dirname(endpoint.path), port: 5432 } : endpoint;
    const password = readPassword(runtime.directory.warehousePath);
    return measured(() => dbtSnapshot(step, { ...place, user: administrator, password }));
  };

  const answerTo = async (step: Step): Promise<Answer> => {
    switch (step.kind) {
      case 'load':
        return { kind: step.kind, ...(await loaded(step)) };
      case 'copy':
        return { kind: step.kind, ...(await copied(step)) };
      case 'work':
        return { kind: step.kind, ...(await measured(() => engine.exec(step.sql))) };
      case 'snapshot':
        return { kind: step.kind, ...(await snapshotTaken(step)) };
      case 'prepare':
        await engine.exec(step.sql);
        return { kind: step.kind };
      case 'settle':
        await engine.exec('VACUUM ANALYZE');
        await engine.exec('CHECKPOINT');
        return { kind: step.kind };
      case 'columns':
        return { kind: step.kind, columns: await comparedColumns(engine) };
      case 'digest':
        return { kind: step.kind, digests: await digestsOf(engine, step.of) };
    }
  };

  for (const step of JSON.parse(steps) as Step[]) {
    process.stdout.write(`${JSON.stringify(await answerTo(step))}\n`);
  }
} finally {
  await runtime.close();
}
