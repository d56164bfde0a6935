import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../../domain/safe-error.ts';

const run = promisify(execFile);

/** The versions of Glue 5.1: https://docs.aws.amazon.com/glue/latest/dg/release-notes.html */
const artifact = { name: 'iceberg-spark-runtime-3.5_2.12', version: '1.10.0' } as const;
const coordinates = `org.apache.iceberg:${artifact.name}:${artifact.version}`;
const sha256 = '70f9471870b2d456167d703c829f098a446b86bb1379eee338c0efa03a341026';

const cache = fileURLToPath(new URL('../../node_modules/.cache/medstream/spark/', import.meta.url));
const jar = join(cache, `${artifact.name}-${artifact.version}.jar`);

/** Whether Spark can start without a download: the jar is fetched last, once the Python environment is there. */
export function isSparkInstalled(): boolean {
  return existsSync(jar);
}

// Spark brings Ivy, which fetches what a session's configuration names.
const fetchThroughSpark = `import sys
from pyspark.sql import SparkSession
session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
session = session.config("spark.jars.ivy", sys.argv[1]).config("spark.jars.packages", sys.argv[2])
session.getOrCreate().stop()
`;

/**
 * Iceberg's runtime for Spark, a jar of 45 MB. It is fetched from Maven Central on first use, by Ivy within Spark or else
 * by Maven, and kept with the installed dependencies.
 * @param python the interpreter of the environment `spark`.
 * @throws UserError when neither can fetch it, or what came is not the pinned file.
 */
export async function ensureIcebergJar(python: string): Promise<string> {
  if (existsSync(jar)) return jar;
  const unfinished = join(cache, `unfinished.${process.pid}`);
  await mkdir(unfinished, { recursive: true });
  try {
    await run(python, ['-c', fetchThroughSpark, unfinished, coordinates]).catch(() =>
      run('mvn', [
        '--quiet',
        '--batch-mode',
        'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy',
        `-Dartifact=${coordinates}`,
        `-DoutputDirectory=${join(unfinished, 'jars')}`,
      ]),
    );
    const [file = ''] = await readdir(join(unfinished, 'jars'));
    const fetched = join(unfinished, 'jars', file);
    if (hash('sha256', await readFile(fetched), 'hex') !== sha256) {
      throw new Error('what came has another checksum than tools/spark/iceberg-jar.ts pins');
    }
    await rename(fetched, jar);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n').slice(-3).join(' ') : String(error);
    throw new UserError(`${coordinates} could not be fetched from Maven Central: ${reason}`);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return jar;
}
