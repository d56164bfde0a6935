import { ensureJar, hasJar, type MavenJar } from '../maven/maven-jar.ts';

/** The versions of Glue 5.1: https://docs.aws.amazon.com/glue/latest/dg/release-notes.html */
const iceberg: MavenJar = {
  group: 'org.apache.iceberg',
  name: 'iceberg-spark-runtime-3.5_2.12',
  version: '1.10.0',
  sha256: '70f9471870b2d456167d703c829f098a446b86bb1379eee338c0efa03a341026',
};

/** Whether Spark can start without a download: the jar is fetched last, once the Python environment is there. */
export function isSparkInstalled(): boolean {
  return hasJar('spark', iceberg);
}

/**
 * Iceberg's runtime for Spark, a jar of 45 MB, fetched on first use.
 * @param python the interpreter of the environment `spark`.
 * @throws UserError when it cannot be fetched.
 */
export function ensureIcebergJar(python: string): Promise<string> {
  return ensureJar('spark', iceberg, python);
}
