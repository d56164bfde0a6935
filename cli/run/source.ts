import type { Learnt } from '../../domain/masking/terminology.ts';
import { type KnownChangesReader, nothingKnown } from '../../domain/records/change-identity.ts';
import type { RuleSet } from '../../domain/records/rule-set.ts';
import { type FolderReading, openFolder } from '../../sources/files/read-folder.ts';
import { checkOptions, defaultAsOf } from '../../sources/generated/deliver.ts';
import { generateRecords } from '../../sources/generated/generate-records.ts';
import { learnTexts } from '../../sources/learn-texts.ts';
import type { RowKeys } from '../../sources/row-encoder.ts';
import type { SourceRecord } from '../../sources/source-record.ts';
import { extractTimeOf } from '../extract-time.ts';
import { formatLines } from '../send/line-ranges.ts';
import { derivedNotices, faultNotice } from '../send/summary.ts';
import { openExportFolder } from './export-folder.ts';

export interface SourceOptions {
  /** Folder of files of rows, such as a Synthea export; without it a data set is generated. */
  readonly from?: string | undefined;
  /** Records of the generated data set, about; 0 for no source at all: only what waits in the stream is handled. */
  readonly events: number;
  readonly seed: number;
  /** Extract time of the files or of the generated data set, ISO 8601. */
  readonly asOf?: string | undefined;
}

export interface SourceContext {
  readonly keys: RowKeys;
  readonly known: KnownChangesReader;
  /** The rules that records are judged by. */
  readonly rules?: RuleSet;
  /** Epoch ms. */
  readonly now: number;
}

export interface OpenedSource {
  /** What is read, for people. */
  readonly name: string;
  readonly batches: AsyncIterable<SourceRecord[]> | Iterable<SourceRecord[]>;
  /** What the reader noticed; complete once everything is read. */
  readonly notices: () => string[];
  /** What was read and could not be sent, by file and line; complete once everything is read. Nothing without it. */
  readonly notSent?: () => string[];
}

/** Where a run's records come from. */
export interface Source {
  /** What the source's codes are called, before anything of it is read; nothing without it. */
  readonly learn?: () => Promise<Learnt>;
  readonly open: (context: SourceContext) => Promise<OpenedSource>;
}

/**
 * The source that the options name. An export's folder and headers are checked here, before anything is touched.
 * @throws Error for the user: a missing folder, file or column, or an extract time that is none.
 */
export async function openSource({ from, events, seed, asOf }: SourceOptions): Promise<Source> {
  const extractTime = extractTimeOf(asOf ?? defaultAsOf);
  if (from === undefined && events === 0) {
    return {
      open: async () => ({
        name: 'nothing but what waited in the stream',
        batches: [],
        notices: () => [],
        notSent: () => [],
      }),
    };
  }
  if (from === undefined) {
    const options = { records: events, seed, asOf: extractTime };
    checkOptions(options);
    return {
      open: async ({ keys }) => {
        const { batches, injected } = generateRecords({ ...options, keys });
        const dirty = () => Object.values(injected).reduce((total, count) => total + count, 0);
        return {
          name: `a generated data set (seed ${seed}), some of it dirty on purpose`,
          batches,
          notices: () => [`${dirty()} of the generated records were dirty on purpose`],
        };
      },
    };
  }
  const settings = { folder: await openExportFolder(from), asOf };
  await openFolder({ ...settings, keys: noKeys, known: nothingKnown, now: extractTime });
  return {
    learn: () => learnTexts(settings.folder),
    open: async (context) => {
      const opened = await openFolder({ ...settings, ...context });
      return {
        name: `the files in ${from}`,
        batches: opened.batches,
        notices: () => noticesOf(opened),
        notSent: () => notSentOf(opened),
      };
    },
  };
}

/** Opening an export reads headers only; its rows, which need the keys, are not touched by the check. */
const noKeys: RowKeys = {
  tokenize: () => {
    throw new Error('an export that is only checked has no keys');
  },
  hashText: () => {
    throw new Error('an export that is only checked has no keys');
  },
};

function noticesOf({ report, absent, unread }: FolderReading): string[] {
  const perFile = report.flatMap(({ file, rows, records, unused, malformed, restored, ignoredColumns, derived }) => [
    ...(rows === 0 ? [`${file}: 0 rows, nothing stands in it or below its header`] : []),
    ...(Object.keys(records).length > 1 ? [`${file}: its ${rows} rows gave ${listed(records)}`] : []),
    ...(unused > 0 ? [`${file}: ${unused} rows gave no record`] : []),
    ...(malformed > 0 ? [`${file}: ${malformed} rows are none of their kind and go to quarantine`] : []),
    ...derivedNotices(file, derived),
    ...(restored > 0
      ? [
          `${file}: ${restored} changed rows, but the file is older than what is known; they count from now (say when with --as-of)`,
        ]
      : []),
    ...(ignoredColumns > 0 ? [`${file}: ${ignoredColumns} columns that no contract names were not read`] : []),
  ]);
  return [
    ...(absent.length > 0 ? [`the export has no ${absent.join(', ')}`] : []),
    ...unreadNotices(unread),
    ...perFile,
  ];
}

const listed = (records: Readonly<Record<string, number>>) =>
  Object.entries(records)
    .map(([contract, count]) => `${count} ${contract}`)
    .join(', ');

const mostUnreadNamed = 20;

/** A folder may hold a file for every patient that nobody asked for. */
function unreadNotices(unread: FolderReading['unread']): string[] {
  const more = unread.length - mostUnreadNamed;
  return [
    ...unread.slice(0, mostUnreadNamed).map(({ file, why }) => `NOT read: ${file}: ${why}`),
    ...(more > 0 ? [`NOT read: ${more} files more`] : []),
  ];
}

function notSentOf({ report }: FolderReading): string[] {
  return report.flatMap(({ file, tooLong, fault }) => [
    ...(fault === null ? [] : [faultNotice(file, fault)]),
    ...(tooLong.length > 0
      ? [
          `${file}: ${tooLong.length} rows are longer than a record of a stream may be and were NOT sent: line ` +
            `${formatLines(tooLong)}; shorten them`,
        ]
      : []),
  ]);
}
