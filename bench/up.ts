import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { UpStatus } from '../cli/up/status.ts';
import { type Answered, connectAnalysts, questions } from './up/analysts.ts';
import { openProducerThread, type ProducerTarget } from './up/producer.ts';

const defaultRate = 5000;
const seconds = 120;
/** In the star before anybody measures: an empty one answers everything at once. */
const recordsBefore = 100_000;
const usualSeconds = 20;
const clients = { asking: 12, idle: 8 };

interface Started {
  readonly warehouse: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly analyst: { readonly user: string; readonly password: string };
  };
  readonly kinesis: ProducerTarget;
}

/** `medstream up` in a process of its own, and how it says that it is. */
interface RunningUp {
  readonly started: Started;
  readonly statuses: UpStatus[];
  readonly events: string[];
  stop(): Promise<void>;
}

/**
 * Twenty clients of the warehouse, some of them idle in transactions, while `up` takes in `rate` records a second through
 * its endpoint for two minutes: the time of every question against its usual one, what the clients noticed, how fresh the
 * star was, and whether anything was lost. The usual time is measured before the load and, because the star has grown by
 * then, once more behind it.
 */
export async function benchUp(argument: string | undefined): Promise<void> {
  const rate = Number(argument ?? defaultRate);
  const data = mkdtempSync(join(tmpdir(), 'medstream-bench-'));
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  write(
    `medstream up, ${rate} records/s for ${seconds} s, ${clients.asking + clients.idle} clients, ${availableParallelism()} cores`,
  );
  const up = await startUp(data);
  try {
    const { user, password } = up.started.warehouse.analyst;
    const { host, port, database } = up.started.warehouse;
    const producer = openProducerThread(up.started.kinesis);
    const prepared = await producer.send(recordsBefore, Number.POSITIVE_INFINITY);
    await loadedAll(up, recordsBefore);
    write(`  ${recordsBefore} records before, put in ${prepared.toFixed(0)} s`);
    const analysts = await connectAnalysts(`postgresql://${user}:${password}@${host}:${port}/${database}`, clients);
    const before = await analysts.ask(pause(usualSeconds * 1000));
    const from = up.statuses.length;
    const sending = producer.send(rate * seconds, rate);
    const during = await analysts.ask(sending.then(() => undefined));
    const took = await sending;
    const sent = recordsBefore + rate * seconds;
    const asked = up.statuses.slice(from);
    const caughtUpFrom = performance.now();
    const last = await loadedAll(up, sent);
    const caughtUp = (performance.now() - caughtUpFrom) / 1000;
    const after = await analysts.ask(pause(usualSeconds * 1000));
    await analysts.close();
    producer.close();

    write(
      `  sent ${rate * seconds} records in ${took.toFixed(1)} s, ${Math.round((rate * seconds) / took)} records/s; all in the star ${caughtUp.toFixed(1)} s later`,
    );
    write(
      `  freshness of the star during the load: p50 ${span(asked, ({ freshnessMs }) => freshnessMs.p50)}, p95 ${span(asked, ({ freshnessMs }) => freshnessMs.p95)} (least to most of ${asked.length} looks)`,
    );
    write(
      `  waiting in the stream at most ${most(asked, ({ waitingInStream }) => waitingInStream)}, for a load at most ${most(asked, ({ loads }) => loads.waiting)}`,
    );
    write('  question                usual  during  after   during/usual  during/after   p95 during/p95 usual');
    for (const question of Object.keys(questions)) {
      const [b, d, a] = [before, during, after].map((answers) => timesOf(answers, question));
      if (b === undefined || d === undefined || a === undefined) continue;
      write(
        `  ${question.padEnd(22)}${ms(median(b))}${ms(median(d))}${ms(median(a))}${ratio(median(d), median(b))}${ratio(median(d), median(a))}${ratio(p95(d), p95(b))}`,
      );
    }
    const quarantined = Object.values(last.quarantined).reduce((sum, count) => sum + count, 0);
    const isWhole =
      last.received === sent &&
      last.accepted + quarantined === sent &&
      last.loads.inserted + last.loads.duplicates === last.accepted;
    write(
      `  ${during.length} questions, ${[...analysts.errors.values()].reduce((sum, n) => sum + n, 0)} errors ${[...analysts.errors.keys()].join('; ')}`,
    );
    write(
      `  ${isWhole ? 'nothing lost' : 'NOT ALL ACCOUNTED FOR'}: sent ${sent} = received ${last.received} = silver ${last.accepted} + quarantined ${quarantined}; silver = star ${last.loads.inserted} + duplicates ${last.loads.duplicates}`,
    );
    for (const event of up.events) write(`  ${event}`);
  } finally {
    await up.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

async function startUp(data: string): Promise<RunningUp> {
  const script = fileURLToPath(new URL('../bin/medstream.ts', import.meta.url));
  const args = ['up', '--data', data, '--port', '0', '--endpoint-port', '0', '--json'];
  const child: ChildProcessByStdio<null, Readable, null> = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const statuses: UpStatus[] = [];
  const events: string[] = [];
  const started = await new Promise<Started>((resolve, reject) => {
    ended.then(() => reject(new Error('medstream up ended before it had started')));
    createInterface(child.stdout).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.event === 'started') resolve(message);
      else if (message.event === 'status') statuses.push(message);
      else events.push(`${new Date(message.at).toISOString().slice(11, 19)} ${message.event}: ${message.text}`);
    });
  });
  return {
    started,
    statuses,
    events,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}

/** The first status in which so many records are received and nothing waits. */
async function loadedAll({ statuses }: RunningUp, received: number): Promise<UpStatus> {
  for (;;) {
    const last = statuses.at(-1);
    if (last?.received === received && last.waitingInStream === 0 && last.loads.waiting === 0) return last;
    await pause(200);
  }
}

const timesOf = (answers: readonly Answered[], wanted: string) =>
  answers
    .filter(({ question }) => question === wanted)
    .map(({ ms }) => ms)
    .sort((one, other) => one - other);

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
const median = (sorted: readonly number[]) => at(sorted, 0.5);
const p95 = (sorted: readonly number[]) => at(sorted, 0.95);
const ms = (value: number) => `${Math.round(value)} ms`.padStart(8);
const ratio = (value: number, of: number) => (value / of).toFixed(2).padStart(14);
const most = (statuses: readonly UpStatus[], of: (status: UpStatus) => number) =>
  Math.max(...statuses.map(of)).toLocaleString('en-US');

function span(statuses: readonly UpStatus[], of: (status: UpStatus) => number | null): string {
  const values = statuses.flatMap((status) => of(status) ?? []);
  return `${(Math.min(...values) / 1000).toFixed(1)} to ${(Math.max(...values) / 1000).toFixed(1)} s`;
}
