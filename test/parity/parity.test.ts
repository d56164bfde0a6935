import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePython } from '../../tools/python/python-environment.ts';
import { isSparkInstalled } from '../../tools/spark/iceberg-jar.ts';
import { enginesRequired } from '../engines-required.ts';
import { ParityBench } from './parity-bench.ts';
import { promises } from './promises.ts';

const minute = 60_000;

function hasJava(): boolean {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Why these tests are skipped; undefined when they run. Nothing is installed unasked, and CI never skips. */
function whySkipped(): string | undefined {
  if (enginesRequired) return undefined;
  if (!hasJava()) return 'Spark needs Java 17, and there is no java on the path';
  return isSparkInstalled() ? undefined : 'Spark is not installed, which takes about 350 MB';
}

const skipped = whySkipped();
if (skipped !== undefined) {
  process.stderr.write(`\nSKIPPED test/parity: ${skipped}. Run it with: npm run parity\n`);
}

describe.skipIf(skipped !== undefined)('on Spark with Iceberg as on DuckDB', () => {
  let bench: ParityBench;
  beforeAll(async () => {
    bench = await ParityBench.open();
  }, 10 * minute);
  afterAll(() => bench?.close());

  it('the job chooses models, replaces names and words its errors as it says', async () => {
    const python = join(await ensurePython('spark'), 'python');
    await promisify(execFile)(python, [fileURLToPath(new URL('job_test.py', import.meta.url))]);
  });

  // In order: a promise builds on the tables of those before it.
  for (const promise of promises) {
    it.skipIf(promise.missing !== undefined)(
      promise.name,
      async () => {
        expect((await promise.show(bench)).problems).toEqual([]);
      },
      15 * minute,
    );
  }
});
