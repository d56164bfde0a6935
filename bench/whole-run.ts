import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFiles } from '../cli/generate/write-files.ts';
import { defaultAsOf } from '../sources/generated/deliver.ts';
import { watchedRun } from './watched-run.ts';

const rounds = 3;
const generatedRecords = 27_000;
const here = fileURLToPath(new URL('..', import.meta.url));

/** What one run took: seconds, MiB. */
interface Taken {
  readonly toStar: number;
  readonly all: number;
  readonly memory: number;
}

/**
 * The whole run, CSV to star, in a process of its own each time: an export given as an argument, or a generated one of
 * about the size of the five first files of a 300-patient export of Synthea. MEDSTREAM_BENCH_AGAINST names the folder of
 * another installed version of this project: its runs and ours alternate, and their ratio is printed.
 */
export async function benchWholeRun(from: string | undefined): Promise<void> {
  const against = process.env.MEDSTREAM_BENCH_AGAINST;
  const scratch = mkdtempSync(join(tmpdir(), 'medstream-bench-'));
  try {
    const directory = from ?? join(scratch, 'export');
    if (from === undefined)
      await writeFiles(directory, {
        records: generatedRecords,
        seed: 1,
        asOf: Date.parse(defaultAsOf),
        shape: 'synthea',
      });
    process.stdout.write(`whole run, ${from ?? 'a generated export'}, ${availableParallelism()} cores\n`);
    const [ours, theirs]: [Taken[], Taken[]] = [[], []];
    for (let round = 1; round <= rounds; round += 1) {
      const own = () => timedRun(here, directory, scratch).then((taken) => ours.push(taken));
      const other = () =>
        against === undefined ? undefined : timedRun(against, directory, scratch).then((taken) => theirs.push(taken));
      // Who comes first is warmer or colder than who comes second.
      for (const go of round % 2 === 1 ? [own, other] : [other, own]) await go();
    }
    if (against === undefined) return;
    for (const what of ['toStar', 'all', 'memory'] as const) {
      const ratios = ours.map((taken, at) => (theirs[at]?.[what] ?? 0) / taken[what]).sort((a, b) => a - b);
      process.stdout.write(
        `  ${what}: the other version takes ${ratios[rounds >> 1]?.toFixed(2)} times as much (median of ${rounds} pairs)\n`,
      );
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function timedRun(root: string, from: string, scratch: string): Promise<Taken> {
  const data = join(scratch, 'data');
  rmSync(data, { recursive: true, force: true });
  let memory = 0;
  const summary = await watchedRun(root, ['--from', from, '--data', data], {
    onMemory: (mebibytes) => {
      memory = Math.max(memory, mebibytes);
    },
  });
  const taken = { toStar: summary.seconds_to_star, all: summary.seconds, memory };
  const perSecond = Math.round(summary.received / taken.toStar).toLocaleString('en-US');
  process.stdout.write(
    `  ${root === here ? 'this version' : 'the other  '}: ${summary.received} records to star in ${taken.toStar.toFixed(2)} s, ${perSecond} records/s; ` +
      `whole run ${taken.all.toFixed(2)} s; peak memory of all processes ${Math.round(memory)} MiB; ` +
      `${summary.reconciled ? 'reconciled' : 'NOT reconciled'}\n`,
  );
  return taken;
}
