import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { codeSystems, type LoadableSystem, loadableSystems } from '../contracts/code-systems.ts';
import { calendarDate } from '../contracts/fields.ts';
import { decodeText } from '../domain/records/decode.ts';
import { UserError } from '../domain/safe-error.ts';
import type { CodeRelease } from '../domain/terminology/code-release.ts';
import { s3PathOf } from '../embedded/data-directory.ts';
import { EmbeddedS3 } from '../embedded/s3/s3.ts';
import { buckets } from '../embedded/services.ts';
import { repositoryTerminology } from '../embedded/terminology-root.ts';
import { readShipped } from '../lambdas/shared/stored-code-book.ts';
import { readRelease } from '../sources/terminology/read-release.ts';
import type { Command, Terminal } from './command.ts';
import { defaultData } from './options.ts';
import { keepRelease, loadedReleases, type ReleasesClient } from './terminology/loaded-releases.ts';
import { openOrJoinUp } from './up/running-up.ts';

const usage = `usage: medstream terminology list [options]
       medstream terminology load --system NAME --from DAY [--before DAY] FILE [options]

Codes of records are looked up in the release of their system that holds on the day of the record. ICD-10-CM is shipped; what may
not be shipped (SNOMED CT, LOINC, CPT) or changes often is loaded from the file of its publisher, as it comes or as .gz:

  icd10cm, icd10pcs   the order file of the CDC or CMS
  snomed              sct2_Description_Snapshot of a release in RF2
  loinc               Loinc.csv
  rxnorm              RXNCONSO.RRF
  cvx                 cvx.txt of the CDC
  hcpcs               HCPCS or CPT as CSV
  any of them         a CSV with the columns code, text and, if need be, usable

  --system NAME    ${loadableSystems.join(', ')}
  --from DAY       the first day that the release holds, YYYY-MM-DD
  --before DAY     the day from which it holds no longer; without it, until the next release
  --stage NAME     dev, staging, prod or emulator; without it the data directory
  --endpoint URL   of an emulator or a VPC endpoint (http://127.0.0.1:4566 for the emulator)
  --data DIR       data directory (${defaultData})

What a code costs that no release has says contracts/platform/rules.ts. A deployed stage knows a release five minutes later.`;

interface Place {
  readonly stage?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly data: string;
}

export const terminologyCommand: Command = {
  usage,
  run: async (args, terminal) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        system: { type: 'string' },
        from: { type: 'string' },
        before: { type: 'string' },
        stage: { type: 'string' },
        endpoint: { type: 'string' },
        data: { type: 'string', default: defaultData },
      },
    });
    const [what, file, ...more] = positionals;
    if (values.endpoint !== undefined && values.stage === undefined) {
      throw new UserError('--endpoint needs the stage that is there, such as --stage emulator');
    }
    if (what === 'list' && file === undefined) {
      await withSilver(values, async (client, bucket) => list(await loadedReleases(client, bucket), terminal));
      return 0;
    }
    if (what !== 'load' || file === undefined || more.length > 0) {
      throw new UserError('say `medstream terminology list`, or `load` with one file');
    }
    const release = await releaseOf(file, values);
    await withSilver(values, (client, bucket) => keepRelease(client, bucket, release));
    terminal.err(`${release.codes.size} codes of ${release.name} hold from ${release.from}${untilText(release)}\n`);
    return 0;
  },
};

const untilText = ({ before }: CodeRelease) => (before === null ? '' : ` to before ${before}`);

async function releaseOf(
  path: string,
  {
    system,
    from,
    before,
  }: { readonly system?: string | undefined; readonly from?: string | undefined; readonly before?: string | undefined },
): Promise<CodeRelease> {
  if (!isLoadable(system)) throw new UserError(`--system takes one of ${loadableSystems.join(', ')}`);
  const firstDay = dayOf('--from', from);
  const lastDay = before === undefined ? null : dayOf('--before', before);
  if (lastDay !== null && lastDay <= firstDay) throw new UserError('--before is a day behind --from');
  const bytes = await readFile(path).catch(() => {
    throw new UserError(`${path} cannot be read; is it there?`);
  });
  const text = decodeText(path.endsWith('.gz') ? unpacked(path, bytes) : bytes);
  if (text === null) throw new UserError(`${path} is no text in UTF-8; unpack it, or convert it`);
  const { codes } = readRelease(system, basename(path), text);
  return { system, name: `${codeSystems[system].title}, ${basename(path)}`, from: firstDay, before: lastDay, codes };
}

const isLoadable = (system: string | undefined): system is LoadableSystem =>
  loadableSystems.some((known) => known === system);

const { schema: day } = calendarDate({ phi: 'none', description: 'A day' });

function dayOf(option: string, value: string | undefined): string {
  const parsed = day.safeParse(value);
  if (!parsed.success) throw new UserError(`${option} takes a day, such as 2026-10-01`);
  return parsed.data;
}

function unpacked(path: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch {
    throw new UserError(`${path} cannot be unpacked; download it again`);
  }
}

/** Every system with its releases: shipped, loaded, or how to get one. */
function list(loaded: readonly CodeRelease[], { out }: Terminal): void {
  const shipped = readShipped(repositoryTerminology);
  const rowOf = (origin: string) => (release: CodeRelease) => [
    release.system,
    `${release.from}${release.before === null ? ' on' : ` to before ${release.before}`}`,
    String(release.codes.size),
    origin,
    release.name,
  ];
  const none = loadableSystems.filter((system) => ![...shipped, ...loaded].some((each) => each.system === system));
  const rows = [
    ['system', 'holds from', 'codes', '', 'release'],
    ...shipped.map(rowOf('shipped')),
    ...loaded.map(rowOf('loaded')),
    ...none.map((system) => [
      system,
      '-',
      '0',
      '-',
      `${codeSystems[system].title}: none; its codes are asked for their form alone`,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    out(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
}

async function withSilver<T>(
  { stage, endpoint, data }: Place,
  act: (client: ReleasesClient, bucket: string) => Promise<T>,
): Promise<T> {
  if (stage !== undefined) {
    const { openDeployedSilver } = await import('./deployed-buckets.ts');
    const silver = await openDeployedSilver({ stage, endpoint, environment: process.env });
    try {
      return await act(silver.s3, silver.bucket);
    } finally {
      silver.close();
    }
  }
  const opened = await openOrJoinUp(data, 'medstream terminology');
  if (opened.kind === 'up') return act(new EmbeddedS3(s3PathOf(opened.path)), buckets.silver);
  const { directory } = opened;
  try {
    return await act(await EmbeddedS3.open(directory.s3Path, Object.values(buckets)), buckets.silver);
  } finally {
    directory.release();
  }
}
