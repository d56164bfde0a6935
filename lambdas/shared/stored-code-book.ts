import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadableSystems } from '../../contracts/code-systems.ts';
import { codeReleasesKey, codesKey } from '../../contracts/platform/zones.ts';
import { type CodeBook, createCodeBook } from '../../domain/terminology/code-book.ts';
import { type CodeRelease, parseReleases } from '../../domain/terminology/code-release.ts';
import { type LoadedSystem, parseLoadedSystems } from '../../domain/terminology/loaded-systems.ts';
import { type KeptFreshOptions, keepFresh } from './kept-fresh.ts';
import { type ReadObjectClient, readBytesIfThere, readIfThere } from './object-store.ts';

/** The releases of code systems that a deployment has, as they were when they were last read. */
export interface StoredCodeBook extends CodeBook {
  /**
   * Reads again what was loaded since, when the last look is older than `freshForMs`.
   * @throws the client's error or a SafeError when they were never read: without them wrong codes would pass unseen
   */
  readonly refresh: () => Promise<void>;
}

/** The shipped releases and those in the silver bucket, where there are none before any were loaded. */
export function createStoredCodeBook(
  client: ReadObjectClient,
  {
    bucket,
    shippedRoot,
    ...kept
  }: Omit<KeptFreshOptions, 'staleNotice'> & { readonly bucket: string; readonly shippedRoot: string },
): StoredCodeBook {
  const loaded = new Map<string, { readonly hash: string; readonly releases: readonly CodeRelease[] }>();

  const readSystem = async ({ system, hash }: LoadedSystem): Promise<boolean> => {
    if (loaded.get(system)?.hash === hash) return false;
    const bytes = await readBytesIfThere(client, { bucket, key: codesKey(system) });
    const stored = bytes === undefined ? '' : gunzipSync(bytes).toString('utf8');
    loaded.set(system, { hash, releases: parseReleases(system, stored) });
    return true;
  };
  const read = async (before: CodeBook | undefined) => {
    const index = await readIfThere(client, { bucket, key: codeReleasesKey });
    const changed = await Promise.all((index === undefined ? [] : parseLoadedSystems(index)).map(readSystem));
    if (before !== undefined && !changed.includes(true)) return before;
    // What was loaded for the same day counts, so it stands behind what was shipped.
    return createCodeBook([...shippedIn(shippedRoot), ...[...loaded.values()].flatMap(({ releases }) => releases)]);
  };
  const staleNotice = 'the releases of code systems cannot be read; those read before are used';
  const { value: book, refresh } = keepFresh(read, { ...kept, staleNotice });
  return {
    knows: (system) => book()?.knows(system) === true,
    statusOf: (system, code, atMillis) => book()?.statusOf(system, code, atMillis) ?? null,
    isTextOf: (code, text) => book()?.isTextOf(code, text) === true,
    refresh,
  };
}

const shippedByRoot = new Map<string, readonly CodeRelease[]>();

/** The releases in a folder, read once: several functions of one process ask for the same. */
export function shippedIn(root: string): readonly CodeRelease[] {
  const known = shippedByRoot.get(root) ?? readShipped(root);
  shippedByRoot.set(root, known);
  return known;
}

/** The releases in a folder, a file `<system>.tsv.gz` each. */
export function readShipped(root: string): CodeRelease[] {
  const names = readdirSync(root);
  return loadableSystems.flatMap((system) => {
    const file = `${system}.tsv.gz`;
    if (!names.includes(file)) return [];
    return parseReleases(system, gunzipSync(readFileSync(join(root, file))).toString('utf8'));
  });
}
