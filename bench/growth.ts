import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunSummary } from '../cli/run/summary.ts';
import { watchedRun } from './watched-run.ts';

/** A run says on standard error that a stage is over, or begins, by the first word of a line; load and lake go side by side. */
const stages = [
  { name: 'generated, streamed, in the zones', ends: 'stream' },
  { name: 'in the star, beside the lake', ends: 'load' },
  { name: 'lake, marts and reconciliation', ends: null },
] as const;
const here = fileURLToPath(new URL('..', import.meta.url));
type Stage = (typeof stages)[number]['name'];

interface Measured {
  readonly summary: RunSummary;
  readonly seconds: ReadonlyMap<Stage, number>;
  /** MiB at most, of all processes. */
  readonly memory: ReadonlyMap<Stage, number>;
}

/**
 * Generated records of every contract through a whole run, a tenth of them first: what each stage takes, and how it grows.
 * Growth is the time for ten times as many records by ten: 1 is linear.
 * @throws Error when a run does not reconcile
 */
export async function benchGrowth(argument = '1000000'): Promise<void> {
  const most = Number(argument);
  if (!(Number.isSafeInteger(most) && most >= 10))
    throw new Error('npm run bench growth N: N is a number, such as 1000000');
  process.stdout.write(`generated records through a whole run, ${availableParallelism()} cores\n`);
  const few = await measuredRun(Math.round(most / 10));
  const many = await measuredRun(most);
  const [fewer, more] = [few, many].map(({ summary }) => summary.received.toLocaleString('en-US').padStart(12));
  process.stdout.write(`  ${'records'.padEnd(36)}${fewer}${more}      growth\n`);
  for (const { name } of stages) {
    const [a = 0, b = 0] = [few, many].map(({ seconds }) => seconds.get(name));
    const growth = (b / a) * (few.summary.received / many.summary.received);
    process.stdout.write(`  ${`${name}, s`.padEnd(36)}${columns(a, b, 1)}${growth.toFixed(2).padStart(12)}\n`);
    const [least = 0, largest = 0] = [few, many].map(({ memory }) => memory.get(name));
    process.stdout.write(`  ${'  memory at most, MiB'.padEnd(36)}${columns(least, largest, 0)}\n`);
  }
}

const columns = (few: number, many: number, decimals: number) =>
  `${few.toFixed(decimals).padStart(12)}${many.toFixed(decimals).padStart(12)}`;

async function measuredRun(records: number): Promise<Measured> {
  const scratch = mkdtempSync(join(tmpdir(), 'medstream-growth-'));
  try {
    const seconds = new Map<Stage, number>();
    const memory = new Map<Stage, number>();
    let [at, since] = [0, performance.now()];
    const stage = () => stages[at] ?? stages[2];
    const over = () => {
      seconds.set(stage().name, (performance.now() - since) / 1000);
      [at, since] = [at + 1, performance.now()];
    };
    const summary = await watchedRun(here, ['--events', String(records), '--data', join(scratch, 'data')], {
      onMemory: (mebibytes) => memory.set(stage().name, Math.max(memory.get(stage().name) ?? 0, mebibytes)),
      onProgress: (line) => {
        if (line.split(' ')[0] === stage().ends) over();
      },
    });
    over();
    if (!summary.reconciled) throw new Error(`${records} records: ${summary.differences.join('; ')}`);
    process.stdout.write(
      `  ${summary.received.toLocaleString('en-US')} records reconciled in ${summary.seconds.toFixed(1)} s: silver ${summary.silver}, ` +
        `quarantined ${Object.values(summary.quarantined).reduce((sum, count) => sum + count, 0)}, duplicates ${summary.duplicates}\n`,
    );
    return { summary, seconds, memory };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
