import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary } from '../../cli/run/summary.ts';
import { layout } from '../../contracts/platform/zones.ts';
import { medstream } from '../e2e/cli.ts';
import { filesBelow, type StoredColumn, storedTexts } from '../e2e/stored-texts.ts';
import { swallow } from '../poison/poison-run.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { type Attack, poisonsOf } from './attacks.ts';

/** A text outside of the vaults, and where it stands. */
export interface Exposed {
  readonly where: string;
  readonly text: string;
}

/** A CSV file whose name, header and cells hold what identifies people. */
export interface HostileFile {
  readonly contract: string;
  readonly name: string;
  readonly content: string;
}

export interface LeakRun {
  readonly data: string;
  readonly summary: RunSummary | null;
  /** What is wrong with the run but leaks, in words. */
  readonly problems: readonly string[];
  readonly exposed: readonly Exposed[];
}

/** Sends all attacks and files through the whole pipeline, then gives every text that any store, log or output has. */
export async function runAttacks(all: readonly Attack[], files: readonly HostileFile[]): Promise<LeakRun> {
  const { data, summary, problems: ofRun } = await swallow(...poisonsOf(all));
  const problems = [...ofRun];
  // Staging holds what was loaded last, which will be the files.
  const staged = exposedOf(await storedTexts(data, { times: true, schemas: ['staging'] }));
  const folder = join(await temporaryDirectory(), 'files');
  await mkdir(folder);
  const outputs: Exposed[] = [{ where: 'output of run', text: JSON.stringify(summary) }];
  for (const { contract, name, content } of files) {
    const path = join(folder, name);
    await writeFile(path, content);
    const { code, stdout, stderr } = await medstream('send', '--data', data, '--contract', contract, path);
    // Whoever sends a file gave its name, and is told of it by that name.
    outputs.push({ where: 'output of send', text: (stdout + stderr).replaceAll(path, '').replaceAll(name, '') });
    if (code !== 0) problems.push(`send of ${contract} ended with ${code}`);
  }
  for (const command of [['run', '--events', '0'], ['set-aside']]) {
    const { code, stdout, stderr } = await medstream(command[0] ?? '', '--data', data, ...command.slice(1));
    if (code !== 0) problems.push(`${command[0]} ended with ${code}`);
    outputs.push({ where: `output of ${command[0]}`, text: stdout + stderr });
  }
  return { data, summary, problems, exposed: [...outputs, ...staged, ...(await everyText(data))] };
}

/** The days of the calendar are nobody's. */
const calendar = 'star.dim_date';

/** Hashes of masked rows and keyed tokens, whole, and what lists of sequence numbers become: digits occur in them by chance. */
const made = /^(?:[0-9a-f]{64}|[a-z0-9]{1,8}_[a-z2-7]{26}(?:-\d{1,6})?)$/;
const hashOfKey = /-[0-9a-f]{12}(?=\.)/g;

async function everyText(data: string): Promise<Exposed[]> {
  const buckets = join(data, 's3');
  const logs = (await filesBelow(join(data, 'logs'))).map(({ text }) => ({ where: 'logs', text }));
  const objects = await filesBelow(buckets);
  const vaults = ['bronze/', `quarantine/${layout.rejected.prefix}`];
  const others = [
    ...logs,
    ...objects.map(({ path }) => ({ where: 'object keys', text: path })),
    ...objects
      .filter(({ path }) => !path.endsWith('.parquet') && !vaults.some((vault) => path.startsWith(vault)))
      .map(({ path, text }) => ({ where: path.split('/').slice(0, 2).join('/'), text })),
  ];
  return [
    ...exposedOf(await storedTexts(data, { times: true })),
    ...others.flatMap(({ where, text }) =>
      text.split('\n').map((line) => ({ where, text: line.replace(hashOfKey, '') })),
    ),
  ];
}

function exposedOf(columns: readonly StoredColumn[]): Exposed[] {
  return columns
    .filter(({ table }) => table !== calendar)
    .flatMap(({ table, column, values }) =>
      values
        .filter((value) => !made.test(value))
        .map((value) => ({ where: `${table}.${column}`, text: value.replace(hashOfKey, '') })),
    );
}
