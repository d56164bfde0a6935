import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { UserError } from '../domain/safe-error.ts';
import { openRuntime } from '../embedded/runtime.ts';
import { buckets } from '../embedded/services.ts';
import { listSetAsideFiles, type SetAsideFile } from '../lambdas/ingest-files/set-aside-files.ts';
import { listSetAside, type SetAsideObject } from '../lambdas/load-warehouse/set-aside.ts';
import { fileFaults } from '../sources/files/file-fault.ts';
import type { Command, Terminal } from './command.ts';
import { defaultData, requireData } from './options.ts';
import { openLoads } from './run/local-loads.ts';
import { formatLines } from './send/line-ranges.ts';

const usage = `usage: medstream set-aside [options]

Lists the objects of the silver change log that no load could take. They are left out of the warehouse and the lake until
they are tried again; everything else is loaded. Lists the landed files, too, that could not be read to their end: what was
read of them counts, and a file that lands whole under the same key takes its place.

  --retry KEY     try an object again, once the cause is gone; may be given several times, or once as: --retry all
  --data DIR      data directory (${defaultData})
  --json          print one JSON object as the last line of standard output`;

export const setAsideCommand: Command = {
  usage,
  run: async (args, { out, err }) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        retry: { type: 'string', multiple: true, default: [] },
        data: { type: 'string', default: defaultData },
        json: { type: 'boolean', default: false },
      },
    });
    requireData(values.data);
    const { aside, files } = await work(values.data, values.retry, err);
    if (values.json) out(`${JSON.stringify({ set_aside: aside, files })}\n`);
    else out(`${formatSetAside(aside)}${formatSetAsideFiles(files)}`);
    return values.retry.length > 0 && aside.length > 0 ? 1 : 0;
  },
};

interface SetAside {
  readonly aside: readonly SetAsideObject[];
  readonly files: readonly SetAsideFile[];
}

/** Tries again what was asked for. @returns what is set aside then, of what was asked for; all without a wish */
async function work(data: string, retry: readonly string[], err: Terminal['err']): Promise<SetAside> {
  const runtime = await openRuntime(data, 'medstream set-aside');
  try {
    const files = await listSetAsideFiles({ s3: runtime.services.s3, bucket: buckets.landing });
    const { load, schemaApplied } = openLoads(runtime);
    await schemaApplied;
    const before = await listSetAside(runtime.warehouse.sql);
    if (retry.length === 0) return { aside: before, files };
    const wanted = retry.includes('all') ? before : before.filter(({ key }) => retry.includes(key));
    const stranger = retry.find((key) => key !== 'all' && !before.some((object) => object.key === key));
    if (stranger !== undefined) throw new UserError(`${stranger} is not set aside; without --retry you see what is`);
    if (wanted.length === 0) return { aside: [], files };
    const keys = wanted.map(({ key }) => key);
    const result = await load(randomUUID(), { onlyIfChanged: false, retrySetAside: keys });
    err(`loaded ${result.objects} objects: ${result.inserted} changes, ${result.duplicates} known already\n`);
    err(`the lake takes them in with its next build: npx medstream run --data ${data} --events 0\n`);
    const after = await listSetAside(runtime.warehouse.sql);
    return { aside: after.filter(({ key }) => keys.includes(key)), files };
  } finally {
    await runtime.close();
  }
}

/** The objects for people: the key, and below it where and why its load failed. */
export function formatSetAside(objects: readonly SetAsideObject[]): string {
  if (objects.length === 0) return 'Nothing is set aside.\n';
  const lines = objects.flatMap(({ key, statement, sqlState, reason, since }) => [
    key,
    `  ${statement ?? 'the batch as a whole'}: ${(reason ?? 'a reason that quotes data').replace(/\.$/, '')}${sqlState === null ? '' : ` (SQLSTATE ${sqlState})`}, since ${since} UTC`,
  ]);
  return `${objects.length} set aside:\n${lines.join('\n')}\n`;
}

/** The landed files for people; nothing when there are none. */
export function formatSetAsideFiles(files: readonly SetAsideFile[]): string {
  if (files.length === 0) return '';
  const lines = files.flatMap(({ key, reason, rows, tooLongLines, since }) => [
    key,
    `  ${reason} behind ${rows} rows: ${fileFaults[reason]}, since ${since}`,
    ...(tooLongLines.length === 0 ? [] : [`  lines ${formatLines(tooLongLines)}`]),
  ]);
  return `${files.length} files set aside:\n${lines.join('\n')}\n`;
}
