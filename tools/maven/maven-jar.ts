import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../../domain/safe-error.ts';

const run = promisify(execFile);

/** A jar of Maven Central, by its coordinates and the checksum of its bytes. */
export interface MavenJar {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

const cache = fileURLToPath(new URL('../../node_modules/.cache/medstream/', import.meta.url));

/** Where a jar is kept once it is fetched, in a folder with the installed dependencies. */
export function jarPath(folder: string, { name, version }: MavenJar): string {
  return join(cache, folder, `${name}-${version}.jar`);
}

/** Whether {@link ensureJar} would download nothing. */
export function hasJar(folder: string, jar: MavenJar): boolean {
  return existsSync(jarPath(folder, jar));
}

// Spark brings Ivy, which fetches what a session's configuration names.
const fetchThroughSpark = `import sys
from pyspark.sql import SparkSession
session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
session = session.config("spark.jars.ivy", sys.argv[1]).config("spark.jars.packages", sys.argv[2])
session.getOrCreate().stop()
`;

/**
 * Fetches a jar on first use, by Ivy within Spark or else by Maven, and keeps it with the installed dependencies.
 * @param spark the interpreter of the environment `spark`; without it Maven is asked
 * @throws UserError when it cannot be fetched, or what came is not the pinned file
 */
export async function ensureJar(folder: string, jar: MavenJar, spark?: string): Promise<string> {
  const path = jarPath(folder, jar);
  if (existsSync(path)) return path;
  const coordinates = `${jar.group}:${jar.name}:${jar.version}`;
  const unfinished = join(cache, folder, `unfinished.${process.pid}`);
  await mkdir(unfinished, { recursive: true });
  const byMaven = () =>
    run('mvn', [
      '--quiet',
      '--batch-mode',
      'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy',
      `-Dartifact=${coordinates}`,
      `-DoutputDirectory=${join(unfinished, 'jars')}`,
    ]);
  try {
    if (spark === undefined) await byMaven();
    else await run(spark, ['-c', fetchThroughSpark, unfinished, coordinates]).catch(byMaven);
    const file = (await readdir(join(unfinished, 'jars'))).find((name) => name.includes(jar.name)) ?? '';
    const fetched = join(unfinished, 'jars', file);
    if (hash('sha256', await readFile(fetched), 'hex') !== jar.sha256) {
      throw new Error('what came has another checksum than the pinned one');
    }
    await rename(fetched, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n').slice(-3).join(' ') : String(error);
    throw new UserError(`${coordinates} could not be fetched from Maven Central: ${reason}`);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return path;
}
