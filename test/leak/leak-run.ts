import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openLandedFiles } from '../../cli/run/landed-files.ts';
import type { RunSummary } from '../../cli/run/summary.ts';
import { layout } from '../../contracts/platform/zones.ts';
import { openDataDirectory } from '../../embedded/data-directory.ts';
import { buckets, openServices } from '../../embedded/services.ts';
import { medstream } from '../e2e/cli.ts';
import { filesBelow, type StoredColumn, storedTexts } from '../e2e/stored-texts.ts';
import { swallow } from '../poison/poison-run.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { type Attack, poisonsOf } from './attacks.ts';
import type { HostileFile } from './hostile-files.ts';

/** A text outside of the vaults, and where it stands. */
export interface Exposed {
  readonly where: string;
  readonly text: string;
}

export interface LeakRun {
  readonly data: string;
  readonly summary: RunSummary | null;
  /** What is wrong with the run but leaks, in words. */
  readonly problems: readonly string[];
  readonly exposed: readonly Exposed[];
}

/**
 * Sends all attacks and files through the whole pipeline, lets the landed ones land, then gives every text that any store, log or
 * output has.
 */
export async function runAttacks(
  all: readonly Attack[],
  files: readonly HostileFile[],
  landed: readonly HostileFile[],
): Promise<LeakRun> {
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
  problems.push(...(await land(data, landed)));
  for (const command of [['run', '--events', '0'], ['set-aside']]) {
    const { code, stdout, stderr } = await medstream(command[0] ?? '', '--data', data, ...command.slice(1));
    if (code !== 0) problems.push(`${command[0]} ended with ${code}`);
    // Whoever lists the files that are set aside is told their keys, to tell the sender.
    const text = landed.reduce((all, { name }) => all.replaceAll(name, ''), stdout + stderr);
    outputs.push({ where: `output of ${command[0]}`, text });
  }
  return { data, summary, problems, exposed: [...outputs, ...staged, ...(await everyText(data))] };
}

/** Puts files into the landing bucket and reads them; gives what is wrong. */
async function land(data: string, landed: readonly HostileFile[]): Promise<string[]> {
  const directory = await openDataDirectory(data, 'a test');
  const services = await openServices(directory);
  try {
    const root = join(services.s3.bucketPath(buckets.landing), layout.landed.prefix);
    for (const { name, content } of landed) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), content);
    }
    const runtime = { directory, services };
    const reading = await openLandedFiles({ runtime, client: services.kinesis, onWork: () => undefined });
    // At the first look nobody knows whether they are still being written.
    await reading.readLanded();
    const read = await reading.readLanded();
    return read === landed.length ? [] : [`${read} of ${landed.length} landed files were read`];
  } finally {
    await services.kinesis.close();
    directory.release();
  }
}

/** The days of the calendar are nobody's. */
const calendar = 'star.dim_date';

/** Hashes of masked rows and keyed tokens, whole, and what lists of sequence numbers become: digits occur in them by chance. */
const made = /^(?:[0-9a-f]{64}|[a-z0-9]{1,8}_[a-z2-7]{26}(?:-\d{1,6})?)$/;
const hashOfKey = /-[0-9a-f]{12}(?=\.)/g;

async function everyText(data: string): Promise<Exposed[]> {
  const root = join(data, 's3');
  const logs = (await filesBelow(join(data, 'logs'))).map(({ text }) => ({ where: 'logs', text }));
  const objects = await filesBelow(root);
  // What landed is as it came, and a note of what is set aside names its key.
  const landing = [layout.landed, layout.asideFiles].map(({ prefix }) => `${buckets.landing}/${prefix}`);
  const vaults = ['bronze/', `quarantine/${layout.rejected.prefix}`, ...landing];
  const others = [
    ...logs,
    ...objects
      .filter(({ path }) => !landing.some((vault) => path.startsWith(vault)))
      .map(({ path }) => ({ where: 'object keys', text: path })),
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
