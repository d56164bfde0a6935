import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the CDK app of one test run is synthesized; every test file of the run reads from there. */
export function synthesisDirectory(run: string): string {
  return join(tmpdir(), `medstream-synthesis-${run}`);
}
