import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isMissing } from './object-file.ts';
import type { EmbeddedS3 } from './s3.ts';

/** An object that landed: what EventBridge tells of it (https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html). */
export interface LandedObject {
  readonly key: string;
  readonly etag: string;
}

/** Size and time of a file as it was looked at. */
type Version = string;

/**
 * Finds the objects of a bucket that were made since the last look, whoever made them: a program through S3, or a person who
 * copies a file into the folder of the bucket. A file that is still being written is left for a later look. What was told and
 * handled is kept in a file, so that each object is told until somebody has handled it, and not again after a restart.
 */
export class LandedObjects {
  readonly #s3: EmbeddedS3;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #statePath: string;
  #handled: Map<string, Version> | undefined;
  #seen = new Map<string, Version>();

  /** @param statePath file that remembers what was handled */
  constructor(
    s3: EmbeddedS3,
    { bucket, prefix, statePath }: { readonly bucket: string; readonly prefix: string; readonly statePath: string },
  ) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#statePath = statePath;
  }

  /** The objects that nobody has handled and that have not changed since the last look, by key. */
  async look(): Promise<LandedObject[]> {
    this.#handled ??= await readState(this.#statePath);
    const now = await this.#versions();
    const landed: LandedObject[] = [];
    for (const [key, version] of [...now].sort(([one], [other]) => (one < other ? -1 : 1))) {
      if (this.#handled.get(key) === version || this.#seen.get(key) !== version) continue;
      const etag = await this.#s3.etagOf(this.#bucket, key);
      if (etag !== undefined) landed.push({ key, etag });
    }
    this.#seen = now;
    return landed;
  }

  /** Remembers that an object was handled, as it was at the last look. */
  async handled({ key }: LandedObject): Promise<void> {
    const version = this.#seen.get(key);
    if (version === undefined || this.#handled === undefined) return;
    this.#handled.set(key, version);
    for (const known of this.#handled.keys()) if (!this.#seen.has(known)) this.#handled.delete(known);
    await writeFile(`${this.#statePath}.new`, JSON.stringify(Object.fromEntries(this.#handled)), { mode: 0o600 });
    await rename(`${this.#statePath}.new`, this.#statePath);
  }

  async #versions(): Promise<Map<string, Version>> {
    const root = this.#s3.bucketPath(this.#bucket);
    const folder = join(root, this.#prefix);
    const versions = new Map<string, Version>();
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    for (const entry of entries) {
      // What an editor or a copy has not finished carries such names.
      if (!entry.isFile() || entry.name.startsWith('.')) continue;
      const path = join(entry.parentPath, entry.name);
      const facts = await stat(path).catch(() => undefined);
      if (facts === undefined) continue;
      versions.set(
        path
          .slice(root.length + 1)
          .split(sep)
          .join('/'),
        `${facts.ino}-${facts.size}-${facts.mtimeMs}`,
      );
    }
    return versions;
  }
}

async function readState(path: string): Promise<Map<string, Version>> {
  try {
    const state: unknown = JSON.parse(await readFile(path, 'utf8'));
    return new Map(
      Object.entries(typeof state === 'object' && state !== null ? state : {}).map(([key, version]) => [
        key,
        String(version),
      ]),
    );
  } catch (error) {
    // A file of which it is not known is handled once more: its events are the same.
    if (isMissing(error) || error instanceof SyntaxError) return new Map();
    throw error;
  }
}
