import { ensureJar, hasJar, jarPath, type MavenJar } from '../maven/maven-jar.ts';

/** JDBC drivers that the served warehouse is tried with. Neither needs another jar for a login by password. */
const drivers = {
  postgresql: {
    group: 'org.postgresql',
    name: 'postgresql',
    version: '42.7.14',
    sha256: '73914527305a40cce504b0d3d90b23caf565136912d607ae8ae7c5895512332c',
  },
  redshift: {
    group: 'com.amazon.redshift',
    name: 'redshift-jdbc42',
    version: '2.1.0.32',
    sha256: '9394ccfc25ef34176677749d2817eacd0a56acf0e2339cb04a292da265a78364',
  },
} as const satisfies Readonly<Record<string, MavenJar>>;

export type JdbcDriver = keyof typeof drivers;

const folder = 'jdbc';

/** The jar of a driver, once {@link ensureJdbcDrivers} has fetched it. */
export function jdbcDriverPath(driver: JdbcDriver): string {
  return jarPath(folder, drivers[driver]);
}

/** Whether both drivers are there. */
export function hasJdbcDrivers(): boolean {
  return Object.values(drivers).every((jar) => hasJar(folder, jar));
}

/**
 * Fetches both drivers on first use.
 * @param spark the interpreter of the environment `spark`, which brings Ivy; without it Maven fetches
 * @throws UserError when one cannot be fetched
 */
export async function ensureJdbcDrivers(spark?: string): Promise<void> {
  for (const jar of Object.values(drivers)) await ensureJar(folder, jar, spark);
}
