import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeExport } from '../cli/generate/write-export.ts';
import { run } from '../cli/run/run.ts';
import { defaultAsOf } from '../sources/generated/dirty-export.ts';

const rounds = 3;
const generatedEvents = 27_000;

/**
 * The whole run, CSV to star, in a process of its own each time: an export given as an argument, or a generated one of
 * about the size of a 300-patient export of Synthea.
 */
export async function benchWholeRun(from: string | undefined): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'medstream-bench-'));
  try {
    const directory = from ?? join(scratch, 'export');
    if (from === undefined)
      await writeExport(directory, { events: generatedEvents, seed: 1, asOf: Date.parse(defaultAsOf) });
    process.stdout.write(`whole run, ${from ?? 'a generated export'}, ${availableParallelism()} cores\n`);
    for (let round = 1; round <= rounds; round += 1) {
      const script = fileURLToPath(import.meta.url);
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        [script, directory, join(scratch, `data-${round}`)],
        { encoding: 'utf8' },
      );
      process.stdout.write(status === 0 ? stdout : `  failed\n${stderr}\n`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from, data = ''] = process.argv.slice(2);
  const summary = await run({ data, fresh: false, from, events: 0, seed: 0 }, () => undefined);
  const perSecond = Math.round(summary.received / summary.seconds_to_star).toLocaleString('en-US');
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(
    `  ${summary.received} records to star in ${summary.seconds_to_star.toFixed(2)} s, ${perSecond} records/s; ` +
      `whole process ${summary.seconds.toFixed(2)} s; peak memory ${peak} MiB; ` +
      `${summary.reconciled ? 'reconciled' : 'NOT reconciled'}\n`,
  );
}
