import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { contracts } from '../../contracts/registry.ts';
import { UserError } from '../../domain/safe-error.ts';
import { asOfOfKey } from '../../lambdas/ingest-files/delivery.ts';
import {
  type FileCounts,
  type FileProgress,
  firstPart,
  ingestFile,
  noRows,
} from '../../lambdas/ingest-files/ingest-file.ts';
import { FileFault, type FileFaultCode, fileFaults } from '../../sources/files/file-fault.ts';
import { type FileKind, kindOf } from '../../sources/files/file-kind.ts';
import { type OpenedFile, openFile } from '../../sources/files/open-file.ts';
import type { Destination } from './destination.ts';
import { formatLines } from './line-ranges.ts';

/** What became of one file. */
export interface FileOutcome {
  /** As the user would name it. */
  readonly path: string;
  readonly counts: FileCounts;
  /** Why it was not read to its end, or not at all; null when it was. */
  readonly fault: FileFaultCode | null;
  readonly tooLongLines: readonly number[];
}

interface FoundFile {
  readonly path: string;
  /** Epoch ms. */
  readonly modifiedAt: number;
}

interface KnownFile extends FoundFile {
  readonly file: OpenedFile;
  readonly kind: FileKind;
}

const chunkBytes = 256 * 1024;

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
  const known: KnownFile[] = [];
  for (const root of paths) {
    for (const found of await filesOf(root)) {
      try {
        const file = await openFile({
          // The name of the folder that was given counts, those above it do not.
          name: relative(dirname(resolve(root)), resolve(found.path)),
          read: (from) => createReadStream(found.path, { start: from, highWaterMark: chunkBytes }),
        });
        known.push({ ...found, file, kind: await kindOf(file) });
      } catch (error) {
        if (!(error instanceof FileFault)) throw error;
        tell({ path: found.path, counts: noRows, fault: error.code, tooLongLines: [] });
      }
    }
  }
  for (const { path, modifiedAt, file, kind } of known.sort(byContract)) {
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
    const { counts, fault, tooLongLines } = await orItsFault(
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
    tell({ path, counts, fault, tooLongLines });
  }
  return outcomes;
}

/** A header that lacks a column shows when its rows are wanted. */
function orItsFault(reading: Promise<Omit<FileProgress, 'place'>>): Promise<Omit<FileProgress, 'place'>> {
  return reading.catch((error: unknown) => {
    if (error instanceof FileFault) return { counts: noRows, fault: error.code, tooLongLines: [] };
    throw error;
  });
}

const place = ({ kind }: KnownFile) => contracts.findIndex(({ name }) => name === kind.contracts[0]?.name);

function byContract(one: KnownFile, other: KnownFile): number {
  return place(one) - place(other) || (one.path < other.path ? -1 : 1);
}

/** A file, or the files of a folder and of those in it; what begins with a dot is nobody's data. */
async function filesOf(root: string): Promise<FoundFile[]> {
  const cannotRead = (error: unknown) =>
    new UserError(
      `cannot read ${root} (${error instanceof Error && 'code' in error ? error.code : 'unknown'}); check its name and that you may read it`,
    );
  const facts = await stat(root).catch((error: unknown) => {
    throw cannotRead(error);
  });
  if (!facts.isDirectory()) return [{ path: root, modifiedAt: Math.floor(facts.mtimeMs) }];
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw cannotRead(error);
  });
  const found: FoundFile[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (
      !entry.isFile() ||
      relative(root, path)
        .split(/[\\/]/)
        .some((part) => part.startsWith('.'))
    )
      continue;
    found.push({ path, modifiedAt: Math.floor((await stat(path)).mtimeMs) });
  }
  if (found.length === 0) throw new UserError(`the folder ${root} is empty; expected are files of rows`);
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

const number = new Intl.NumberFormat('en-US');

/** One file, for people: where it stands, never what it is. */
export function formatOutcome({ path, counts, fault, tooLongLines }: FileOutcome): string {
  const { rows, sent, unreadable, known } = counts;
  const details = [
    unreadable > 0 ? `${number.format(unreadable)} cannot be read and go to quarantine` : '',
    known > 0 ? `${number.format(known)} repeat what is known, and count as duplicates` : '',
    tooLongLines.length > 0 ? `too long for a stream: line ${formatLines(tooLongLines)}` : '',
  ].filter((detail) => detail !== '');
  const line = `${path}: ${number.format(rows)} rows, ${number.format(sent)} sent${details.map((detail) => `; ${detail}`).join('')}`;
  return fault === null ? line : `${line}\n  NOT read to its end (${fault}): ${fileFaults[fault]}`;
}
