import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answer, Digests, Selection, Step } from './steps.ts';

/** An installed version of this project that is measured. */
export interface Version {
  readonly name: string;
  /** Its folder. */
  readonly root: string;
}

/** This version and, when MEDSTREAM_BENCH_AGAINST names the folder of another, that one. */
export function versionsToMeasure(): readonly Version[] {
  const ours = { name: 'this version', root: fileURLToPath(new URL('../..', import.meta.url)) };
  const against = process.env.MEDSTREAM_BENCH_AGAINST;
  return against === undefined ? [ours] : [ours, { name: 'the other', root: against }];
}

/**
 * Lets a version do these steps on a new data directory, which is removed afterwards.
 * @returns the answer to each step
 * @throws Error when one of them fails
 */
export async function doSteps({ name, root }: Version, data: string, steps: readonly Step[]): Promise<Answer[]> {
  const script = fileURLToPath(new URL('load-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, root, data, JSON.stringify(steps)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const answers: Answer[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => answers.push(JSON.parse(line)));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`${name}: step ${answers.length + 1} of ${steps.length} failed`);
    return answers;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** The columns that all versions have, and the names of what some have not. */
export async function commonColumns(
  versions: readonly Version[],
  data: string,
): Promise<{ readonly columns: Selection; readonly others: readonly string[] }> {
  const each: Selection[] = [];
  for (const version of versions) {
    const answers = await doSteps(version, data, [{ kind: 'columns' }]);
    each.push(...answers.filter((answer) => answer.kind === 'columns').map(({ columns }) => columns));
  }
  const placesOf = (columns: Selection) =>
    Object.entries(columns).flatMap(([table, own]) => own.map((c) => `${table}.${c}`));
  const has = (columns: Selection, table: string, column: string) => columns[table]?.includes(column) === true;
  const common = Object.entries(each[0] ?? {}).flatMap(([table, own]) => {
    const kept = own.filter((column) => each.every((columns) => has(columns, table, column)));
    return kept.length === 0 ? [] : [[table, kept] as const];
  });
  const columns = Object.fromEntries(common);
  const known = new Set(placesOf(columns));
  return { columns, others: [...new Set(each.flatMap(placesOf))].filter((place) => !known.has(place)) };
}

/** The tables whose digests differ. */
export function differences(ours: Digests, theirs: Digests): string[] {
  return Object.keys(ours).filter((table) => ours[table] !== theirs[table]);
}
