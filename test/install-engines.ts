import { join } from 'node:path';
import { installClients } from '../tools/clients/install-clients.ts';
import { ensurePython } from '../tools/python/python-environment.ts';
import { ensureIcebergJar } from '../tools/spark/iceberg-jar.ts';
import { enginesRequired } from './engines-required.ts';

/**
 * Installs Spark, the emulator, cfn-lint, datacontract-cli and the clients of the warehouse before the tests where none may be skipped
 * (`.ci/run`), so that no test spends its time on a download. Elsewhere nothing is installed unasked.
 */
export default async function installEngines(): Promise<void> {
  if (!enginesRequired) return;
  await ensurePython('cfn-lint');
  await ensurePython('datacontract');
  await ensurePython('producer');
  await ensurePython('emulator');
  const spark = join(await ensurePython('spark'), 'python');
  await ensureIcebergJar(spark);
  await installClients(spark);
}
