import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { RunSummary } from '../../cli/run/summary.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Real Synthea exports: those that stand beside the repository on some machines, and one of your own that
 * MEDSTREAM_TEST_EXPORT names. Tests that need one skip where there is none.
 */
export const exports: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['v3.0', join(root, '../shared/data/synthea')],
    ['v3.3', join(root, '../shared/data/synthea-3.3')],
    ['of your own', process.env.MEDSTREAM_TEST_EXPORT ?? ''],
  ].filter(([, directory = '']) => existsSync(join(directory, 'patients.csv'))),
);

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `medstream` with these arguments, as a user would. */
export function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(root, 'bin/medstream.ts'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What a process prints until it ends. */
export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs `medstream` to its end. */
export function medstream(...args: readonly string[]): Promise<Outcome> {
  return outcomeOf(start(args));
}

/** Runs the pipeline and gives its summary; fails the test when it does not reconcile. */
export async function run(data: string, ...args: readonly string[]): Promise<RunSummary> {
  const { code, stdout, stderr } = await medstream('run', '--data', data, '--json', ...args);
  if (code !== 0) throw new Error(`medstream run ended with ${code}\n${stderr}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

/** Rows of a query over the warehouse, or with `--lake` over the lake. */
export async function query(data: string, sql: string, ...args: readonly string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await medstream('query', '--data', data, '--format', 'json', ...args, sql);
  if (code !== 0) throw new Error(`medstream query ended with ${code}\n${stderr}`);
  return JSON.parse(stdout);
}

const made: string[] = [];
afterAll(async () => {
  for (const path of made.splice(0)) await rm(path, { recursive: true, force: true });
});

/** A directory that is removed after the test file. */
export async function temporaryDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'medstream-e2e-'));
  made.push(path);
  return path;
}

/** Cells of a CSV file of the fixtures or of Synthea (which quotes nothing), by header name. */
export async function csvRows(path: string): Promise<Record<string, string>[]> {
  const [header = '', ...lines] = (await readFile(path, 'utf8')).trimEnd().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])));
}
