import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunSummary } from '../cli/run/summary.ts';
import { memoryOfTree } from './process-tree.ts';

const sampledEveryMs = 100;

export interface Watching {
  /** Told what all processes of the run take together, MiB, again and again. */
  readonly onMemory: (mebibytes: number) => void;
  /** Told each line of progress. */
  readonly onProgress?: (line: string) => void;
}

/**
 * `medstream run` of an installed version of this project, in a process of its own, watched.
 * @param root folder of the version
 * @throws Error with the last line of progress, for a run that ends without a summary
 */
export async function watchedRun(
  root: string,
  options: readonly string[],
  { onMemory, onProgress }: Watching,
): Promise<RunSummary> {
  const args = [join(root, 'bin/medstream.ts'), 'run', ...options, '--json'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const sampling = setInterval(() => onMemory(memoryOfTree(child.pid ?? 0)), sampledEveryMs);
  let last = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    last = line;
    onProgress?.(line);
  });
  let printed = '';
  for await (const chunk of child.stdout) printed += chunk;
  clearInterval(sampling);
  if (printed === '') throw new Error(`the run ended without a summary: ${last}`);
  return JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '');
}
