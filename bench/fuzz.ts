import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostileRun } from '../test/poison/hostile-run.ts';

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
 * anything is lost, doubled or stuck, and what hostility costs. Each has a process of its own.
 */
export async function benchFuzz(argument: string | undefined): Promise<void> {
  const count = Number(argument ?? usualCount);
  process.stdout.write(`stream to star, ${count} records, seed ${seed}\n`);
  const [clean, hostile] = [measured(count, 0), measured(count, 0.5)];
  for (const [name, each] of Object.entries({ clean, hostile })) {
    process.stdout.write(
      `  ${name.padEnd(8)} ${each.perSecond.toLocaleString('en-US')} records/s per core; quarantined ${each.quarantined}, duplicates ${each.duplicates}, ` +
        `ids with other content ${each.collisions}; ${each.problems.length === 0 ? 'nothing lost, doubled or stuck' : each.problems.join('; ')}\n`,
    );
  }
  const ratio = clean.perSecond / hostile.perSecond;
  process.stdout.write(`  hostile records take ${ratio.toFixed(2)} times as long as clean ones\n`);
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
