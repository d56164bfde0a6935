import { createInterface } from 'node:readline';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import pg from 'pg';
import type { UpStatus } from '../../cli/up/status.ts';
import { type MedstreamProcess, start } from './cli.ts';

/** What `up --json` says first. */
interface Started {
  readonly warehouse: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly analyst: { readonly user: string; readonly password: string };
  };
  readonly landing: string;
  readonly kinesis: {
    readonly url: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
}

export interface RunningUp extends Started {
  readonly process: MedstreamProcess;
  /** Resolves to the exit code and signal of the process. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Kinds and texts of what it told, in order. */
  readonly events: { readonly event: string; readonly text: string }[];
  /** Resolves to the first status for which something holds; rejects when the process ends before. */
  until(holds: (status: UpStatus) => boolean): Promise<UpStatus>;
}

/** Starts `medstream up` on free ports, in a process of its own, and waits until it runs. */
export async function startUp(data: string, ...args: readonly string[]): Promise<RunningUp> {
  const child = start(['up', '--data', data, '--port', '0', '--endpoint-port', '0', '--json', ...args]);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const events: { event: string; text: string }[] = [];
  let last: UpStatus | undefined;
  const waiting = new Set<() => void>();
  const started = Promise.withResolvers<Started>();
  createInterface(child.stdout).on('line', (line) => {
    const message = JSON.parse(line);
    if (message.event === 'started') started.resolve(message);
    else if (message.event === 'status') last = message;
    else events.push(message);
    for (const look of waiting) look();
  });
  ended.then(({ code, signal }) => started.reject(new Error(`medstream up ended (${code ?? signal}): ${stderr}`)));
  return {
    ...(await started.promise),
    process: child,
    ended,
    events,
    until: (holds) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (last === undefined || !holds(last)) return;
          waiting.delete(look);
          resolve(last);
        };
        waiting.add(look);
        look();
        ended.then(() => reject(new Error(`medstream up ended before: ${JSON.stringify(last)}\n${stderr}`)));
      }),
  };
}

/** A client of its warehouse, with the password that it printed. */
export async function connect({ warehouse: { host, port, database, analyst } }: Started): Promise<pg.Client> {
  const client = new pg.Client({ host, port, database, ...analyst });
  // It ends when `up` does; a test that is about something else need not care.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** A producer as anybody would write one: endpoint, region and credentials, and else what the SDK does by itself. */
export function producerOf({ kinesis: { url, region, ...credentials } }: Started): KinesisClient {
  return new KinesisClient({ endpoint: url, region, credentials });
}
