import { UserError } from '../../domain/safe-error.ts';
import { type FileProgress, firstPart, ingestFile, noRows } from '../../lambdas/ingest-files/ingest-file.ts';
import { asOfOfKey } from '../../sources/files/as-of.ts';
import { FileFault, fileFaults } from '../../sources/files/file-fault.ts';
import { type FoundFile, openFiles } from '../../sources/files/open-files.ts';
import { localFiles } from '../local-files.ts';
import type { Destination } from './destination.ts';
import { formatLines } from './line-ranges.ts';
import { derivedNotices } from './summary.ts';

/** What became of one file. */
export interface FileOutcome extends Pick<FileProgress, 'counts' | 'fault' | 'tooLongLines' | 'derived'> {
  /** As the user would name it. */
  readonly path: string;
}

/**
 * Sends the files of folders, and files, as the landing bucket of a stage reads them (lambdas/ingest-files): formats, kinds and
 * rows are found the same way. Each file is one delivery, extracted when it was last changed unless its path or `asOf` says
 * otherwise. Reference data goes first.
 * @param asOf extract time, epoch ms
 * @throws UserError for a path that cannot be read; SafeError when a stream takes nothing
 */
export async function sendFiles(
  paths: readonly string[],
  { destination, asOf, now }: { readonly destination: Destination; readonly asOf: number | null; readonly now: number },
  onOutcome: (outcome: FileOutcome) => void,
): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  const tell = (outcome: FileOutcome) => {
    outcomes.push(outcome);
    onOutcome(outcome);
  };
  const found: FoundFile[] = [];
  for (const root of paths) {
    const files = await localFiles(root);
    if (files.length === 0) throw new UserError(`the folder ${root} is empty; expected are files of rows`);
    found.push(...files);
  }
  const { known, unread } = await openFiles(found);
  for (const { path, fault } of unread)
    tell({ path, counts: noRows, fault: fault.code, tooLongLines: [], derived: {} });
  for (const { path, modifiedAt, file, kind } of known) {
    const given = asOf ?? asOfOfKey(file.bytes.name);
    const { keys, known: knownChanges, rules, isChangeLogUnknown } = destination;
    const delivery = {
      keys,
      known: knownChanges,
      rules,
      isChangeLogUnknown,
      now,
      // A modification time in the future comes from a clock that runs ahead: nothing was extracted after now.
      extractTime: given ?? Math.min(modifiedAt, now),
      extractTimeFrom: given === null ? ('file' as const) : ('given' as const),
    };
    const outcome = await orItsFault(
      ingestFile(
        // What is known of the rows before is kept to the end: this machine has the change log, and memory.
        {
          file,
          kind,
          delivery,
          from: firstPart,
          counts: noRows,
          partBytes: Number.POSITIVE_INFINITY,
          isLate: () => false,
        },
        { client: destination.client, deployedName: destination.streamNamed },
      ),
    );
    tell({ path, ...outcome });
  }
  return outcomes;
}

/** A header that lacks a column shows when its rows are wanted. */
function orItsFault(reading: Promise<Omit<FileProgress, 'place'>>): Promise<Omit<FileProgress, 'place'>> {
  return reading.catch((error: unknown) => {
    if (error instanceof FileFault) return { counts: noRows, fault: error.code, tooLongLines: [], derived: {} };
    throw error;
  });
}

const number = new Intl.NumberFormat('en-US');

/** One file, for people: where it stands, never what it is. */
export function formatOutcome({ path, counts, fault, tooLongLines, derived }: FileOutcome): string {
  const { rows, sent, unreadable, known } = counts;
  const details = [
    unreadable > 0 ? `${number.format(unreadable)} cannot be read and go to quarantine` : '',
    known > 0 ? `${number.format(known)} repeat what is known, and count as duplicates` : '',
    tooLongLines.length > 0 ? `too long for a stream: line ${formatLines(tooLongLines)}` : '',
  ].filter((detail) => detail !== '');
  const line = `${path}: ${number.format(rows)} rows, ${number.format(sent)} sent${details.map((detail) => `; ${detail}`).join('')}`;
  const lines = [line, ...derivedNotices('  of them', derived)].join('\n');
  return fault === null ? lines : `${lines}\n  NOT read to its end (${fault}): ${fileFaults[fault]}`;
}
