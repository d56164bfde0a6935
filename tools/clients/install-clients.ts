import { ensurePython, type PythonTool } from '../python/python-environment.ts';
import { ensureJdbcDrivers } from './jdbc-drivers.ts';

/** Environments of the clients that Python brings. */
export const clientEnvironments = ['clients', 'redshift-clients', 'dbt'] as const satisfies readonly PythonTool[];

/**
 * Installs the clients that the served warehouse is tried with, from PyPI and Maven Central. psql comes from the system.
 * @param spark the interpreter of the environment `spark`, which fetches jars where there is no Maven
 * @throws UserError when one cannot be installed
 */
export async function installClients(spark?: string): Promise<void> {
  for (const environment of clientEnvironments) await ensurePython(environment);
  await ensureJdbcDrivers(spark);
}
