import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where one run of the tests keeps what its test files share; its end removes it. */
export function runDirectory(run = process.env.MEDSTREAM_TEST_RUN ?? String(process.pid)): string {
  return join(tmpdir(), `medstream-test-${run}`);
}
