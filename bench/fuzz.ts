import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostileRun } from '../test/poison/hostile-run.ts';

const rounds = 1;
const usualCount = 100_000;
const seed = 1;

/** What a round of a share says. */
interface Round {
  readonly problems: readonly string[];
  readonly quarantined: number;
  readonly duplicates: number;
  readonly collisions: number;
  /** Per second of processor time of the whole run, all threads: what one core would do, whatever else the machine does. */
  readonly perSecond: number;
}

/**
 * The whole way from the stream to the star with half of the records hostile, beside the same with clean ones: whether
 * anything is lost, doubled or stuck, and what hostility costs. Rounds alternate; each has a process of its own.
 */
export async function benchFuzz(argument: string | undefined): Promise<void> {
  const count = Number(argument ?? usualCount);
  const ratios: number[] = [];
  process.stdout.write(`stream to star, ${count} records, seed ${seed}\n`);
  for (let round = 1; round <= rounds; round += 1) {
    const [clean, hostile] = [0, 0.5].map((share) => measured(count, share));
    for (const [name, each] of [
      ['clean', clean],
      ['hostile', hostile],
    ] as const) {
      if (each === undefined) continue;
      process.stdout.write(
        `  ${name.padEnd(8)} ${each.perSecond.toLocaleString('en-US')} records/s per core; quarantined ${each.quarantined}, duplicates ${each.duplicates}, ` +
          `ids with other content ${each.collisions}; ${each.problems.length === 0 ? 'nothing lost, doubled or stuck' : each.problems.join('; ')}\n`,
      );
    }
    ratios.push((clean?.perSecond ?? 0) / (hostile?.perSecond ?? Number.NaN));
  }
  process.stdout.write(
    `  hostile records take ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} times as long as clean ones\n`,
  );
}

function measured(count: number, hostileShare: number): Round {
  const data = mkdtempSync(join(tmpdir(), 'medstream-fuzz-'));
  try {
    const script = fileURLToPath(import.meta.url);
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [script, data, String(count), String(hostileShare)],
      {
        encoding: 'utf8',
      },
    );
    if (status !== 0) throw new Error(`a round failed\n${stderr}`);
    return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [data = '', count, hostileShare] = process.argv.slice(2);
  const { summary, problems } = await hostileRun(data, {
    count: Number(count),
    seed,
    hostileShare: Number(hostileShare),
  });
  const { user, system } = process.cpuUsage();
  const round: Round = {
    problems,
    quarantined: Object.values(summary.quarantined).reduce((total, each) => total + each, 0),
    duplicates: summary.duplicates,
    collisions: summary.collisions,
    perSecond: Math.round(summary.received / ((user + system) / 1e6)),
  };
  process.stdout.write(`${JSON.stringify(round)}\n`);
}
