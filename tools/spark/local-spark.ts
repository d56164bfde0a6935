import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { UserError } from '../../domain/safe-error.ts';
import { ensurePython } from '../python/python-environment.ts';
import { ensureIcebergJar } from './iceberg-jar.ts';

const sessionScript = fileURLToPath(new URL('session.py', import.meta.url));

/** The Iceberg catalog of a local session. */
export const localCatalog = 'lake';

const answerSchema = z.union([z.strictObject({ result: z.unknown() }), z.strictObject({ error: z.string() })]);

const factsSchema = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])));
export type Facts = z.infer<typeof factsSchema>;

const exportedSchema = z.array(z.strictObject({ name: z.string(), nullable: z.boolean() }));

/** A Spark session of this machine, with Iceberg tables in a directory. */
export interface LocalSpark {
  /** Runs `glue-scripts/job.py`; what it logs. @throws Error with the job's message. */
  readonly run: (jobArguments: readonly string[]) => Promise<Facts>;
  /** The rows of a query; what JSON cannot say comes as text. */
  readonly rows: (query: string) => Promise<Facts>;
  /** Writes the rows of a query as Parquet into a new directory; its columns, and whether Spark lets them be NULL. */
  readonly export: (query: string, directory: string) => Promise<z.infer<typeof exportedSchema>>;
  readonly close: () => Promise<void>;
}

/** @throws UserError when there is no Java that both Spark 3.5 (8, 11, 17) and Iceberg 1.10 (11 and newer) run on. */
async function requireJava(): Promise<void> {
  const { stderr } = await promisify(execFile)('java', ['-version']).catch(() => ({ stderr: '' }));
  const version = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1];
  if (version !== '11' && version !== '17') {
    throw new UserError(`Spark needs Java 17 as java on the path; there is ${version ?? 'none'}`);
  }
}

/**
 * Starts Spark with the versions of Glue 5.1; the first time it is installed, about 350 MB from PyPI and Maven Central.
 * @param warehouse directory of the Iceberg tables.
 * @param zone time zone of the machine that Spark believes to be on.
 * @throws UserError without Java or Python, or when the installation fails.
 */
export async function startSpark(warehouse: string, zone = 'UTC'): Promise<LocalSpark> {
  await requireJava();
  const python = join(await ensurePython('spark'), 'python');
  const jar = await ensureIcebergJar(python);
  const child = spawn(python, [sessionScript, jar, warehouse], {
    env: { ...process.env, TZ: zone, PYSPARK_PYTHON: python, SPARK_LOCAL_IP: '127.0.0.1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-4000);
  });
  child.stdin.on('error', () => undefined); // a session that ended shows as the end of its answers
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  const ask = (request: object): Promise<unknown> => {
    const asked = last.then(async () => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await answers.next();
      if (line.done === true) throw new Error(`Spark ended unexpectedly:\n${complaints}`);
      const answer = answerSchema.parse(JSON.parse(line.value));
      if ('error' in answer) throw new Error(answer.error);
      return answer.result;
    });
    last = asked.catch(() => undefined);
    return asked;
  };
  return {
    run: async (jobArguments) => factsSchema.parse(await ask({ run: jobArguments })),
    rows: async (query) => factsSchema.parse(await ask({ rows: query })),
    export: async (query, directory) => exportedSchema.parse(await ask({ export: query, to: directory })),
    close: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
