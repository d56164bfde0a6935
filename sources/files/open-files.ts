import { contracts } from '../../contracts/registry.ts';
import { FileFault } from './file-fault.ts';
import { formatByName, unpackedName } from './file-format.ts';
import { type FileKind, kindOf, kindOfPath } from './file-kind.ts';
import { type FileBytes, type OpenedFile, openFile } from './open-file.ts';

/** A file of a folder: on a disk, in a bucket, in an archive. */
export interface FoundFile {
  /** As people know it, for messages. */
  readonly path: string;
  /** Its name counts from the folder that was given: those above it say nothing of what is in it. */
  readonly bytes: FileBytes;
  /** Epoch ms. */
  readonly modifiedAt: number;
}

/** A file of which is known what its rows are. */
export interface KnownFile extends FoundFile {
  readonly file: OpenedFile;
  readonly kind: FileKind;
}

/** A file that nobody reads, and why. */
export interface UnreadFile extends FoundFile {
  readonly fault: FileFault;
  /** Its path says what its rows would be. */
  readonly isNamed: boolean;
}

/** Opens files and finds out what they are; those that can be read in the order to read them in: reference data first. */
export async function openFiles(
  found: readonly FoundFile[],
): Promise<{ readonly known: readonly KnownFile[]; readonly unread: readonly UnreadFile[] }> {
  const known: KnownFile[] = [];
  const unread: UnreadFile[] = [];
  for (const each of found) {
    try {
      const file = await openFile(each.bytes);
      known.push({ ...each, file, kind: await kindOf(file) });
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      unread.push({ ...each, fault: error, isNamed: isNamed(each.bytes.name) });
    }
  }
  return { known: known.sort(inOrder), unread };
}

function isNamed(path: string): boolean {
  const format = formatByName(unpackedName(path));
  return kindOfPath(path, format === 'any json' ? 'json' : format) !== undefined;
}

/** Of a file that names things of a contract beside its own records, the place of those. */
function placeOf({ kind: { contracts: own, mappings } }: KnownFile): number {
  const first = mappings?.find(({ namesThings }) => namesThings !== true)?.contract ?? own[0];
  return contracts.findIndex(({ name }) => name === first?.name);
}

function inOrder(one: KnownFile, other: KnownFile): number {
  return placeOf(one) - placeOf(other) || (one.path < other.path ? -1 : 1);
}
