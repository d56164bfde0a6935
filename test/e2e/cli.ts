import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { RunSummary } from '../../cli/run/summary.ts';
import { sharedDirectory, temporaryDirectory } from '../temporary-directory.ts';
import { isThorough } from '../thorough.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A small export of every file that is read. */
export const fixture = join(root, 'test/fixtures/synthea/3.3');

/**
 * Real Synthea exports: those that stand beside the repository on some machines, the newest where not every case is
 * wanted, and one of your own that MEDSTREAM_TEST_EXPORT names. Tests that need one skip where there is none.
 */
export const exports: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...(isThorough ? [['v3.0', join(root, '../shared/data/synthea')]] : []),
    ['v3.3', join(root, '../shared/data/synthea-3.3')],
    ['of your own', process.env.MEDSTREAM_TEST_EXPORT ?? ''],
  ].filter(([, directory = '']) => existsSync(join(directory, 'patients.csv'))),
);

export interface Outcome {
  /** Exit code. */
  readonly code: number | null;
  /** The signal that ended the process, if one did. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `medstream` to its end in this process, where a command costs a fraction of what a process of its own does. What
 * only a process has (exit code, signals, standard input, the lock against others) is for {@link start}.
 */
export async function medstream(...args: readonly string[]): Promise<Outcome> {
  // Imported when it is called: most of the product comes with it, and some tests take only a path from this file.
  const { main } = await import('../../cli/main.ts');
  let stdout = '';
  let stderr = '';
  const code = await main(args, {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
  });
  return { code, signal: null, stdout, stderr };
}

export type MedstreamProcess = ChildProcessByStdio<null, Readable, Readable>;

export interface StartOptions {
  /** Options of Node, before the script. */
  readonly node?: readonly string[];
  /** Environment variables besides those of the tests. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts `medstream` as a user would, in a process of its own that has no standard input. */
export function start(args: readonly string[], { node = [], environment = {} }: StartOptions = {}): MedstreamProcess {
  return spawn(process.execPath, [...node, join(root, 'bin/medstream.ts'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
}

/** As {@link start}, with a standard input to write to. */
export function startWithInput(args: readonly string[]) {
  return spawn(process.execPath, [join(root, 'bin/medstream.ts'), ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** What a process prints until it ends. */
export function outcomeOf(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Runs the pipeline and gives its summary; fails the test when it does not reconcile. */
export async function run(data: string, ...args: readonly string[]): Promise<RunSummary> {
  return summaryOf(await medstream('run', '--data', data, '--json', ...args));
}

/** The summary of a run with `--json`; fails the test when it does not reconcile. */
export function summaryOf({ code, stdout, stderr }: Outcome): RunSummary {
  if (code !== 0) throw new Error(`medstream run ended with ${code}\n${stderr}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

/** Rows of a query over the warehouse, or with `--lake` over the lake. */
export async function query(data: string, sql: string, ...args: readonly string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await medstream('query', '--data', data, '--format', 'json', ...args, sql);
  if (code !== 0) throw new Error(`medstream query ended with ${code}\n${stderr}`);
  return JSON.parse(stdout);
}

/** A data directory after one `medstream run`, and what it printed. */
export interface FirstRun {
  readonly data: string;
  readonly outcome: Outcome;
}

const firstRuns = new Map<string, Promise<FirstRun>>();

/**
 * A data directory after one run with these arguments, shared by all tests that ask for it: a test that writes takes a
 * copy ({@link copyOf}).
 */
export function firstRun(...args: readonly string[]): Promise<FirstRun> {
  const key = args.join('\0');
  const known = firstRuns.get(key);
  if (known !== undefined) return known;
  const started = (async () => {
    const data = await sharedDirectory();
    return { data, outcome: await medstream('run', '--data', data, '--json', ...args) };
  })();
  firstRuns.set(key, started);
  return started;
}

/** A copy of a data directory or an export that no command works on, removed after the test file. */
export async function copyOf(directory: string): Promise<string> {
  const path = await temporaryDirectory();
  // Files of an export keep their modification time, which is the time of the extract.
  await cp(directory, path, { recursive: true, preserveTimestamps: true });
  return path;
}

/** Cells of a CSV file of the fixtures or of Synthea (which quotes nothing), by header name. */
export async function csvRows(path: string): Promise<Record<string, string>[]> {
  const [header = '', ...lines] = (await readFile(path, 'utf8')).trimEnd().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])));
}
