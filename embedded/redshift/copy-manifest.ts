import { SafeError } from '../../domain/safe-error.ts';

/** One object of a COPY manifest. */
export interface ManifestEntry {
  readonly url: string;
  readonly bucket: string;
  readonly key: string;
  /** Whether a missing object fails the COPY; false unless the manifest says so. */
  readonly mandatory: boolean;
  /** Size of the object in bytes; required for columnar formats. */
  readonly contentLength: number;
}

/**
 * Reads the JSON of a COPY manifest (https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html).
 * @param location the manifest's own URL, for the error text
 * @throws SafeError when the text is not a manifest, or an entry lacks its URL or its meta.content_length
 */
export function readManifest(text: string, location: string): ManifestEntry[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new SafeError(`Manifest ${location} is not JSON.`);
  }
  if (!isRecord(manifest) || !Array.isArray(manifest.entries)) {
    throw new SafeError(`Manifest ${location} has no list "entries".`);
  }
  if (manifest.entries.length === 0) throw new SafeError(`Manifest ${location} has no entries.`);
  return manifest.entries.map((entry: unknown, index) =>
    readEntry(entry, `Entry ${index + 1} of manifest ${location}`),
  );
}

function readEntry(entry: unknown, name: string): ManifestEntry {
  if (!isRecord(entry) || typeof entry.url !== 'string') throw new SafeError(`${name} has no url.`);
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(entry.url) ?? [];
  if (bucket === undefined || key === undefined) throw new SafeError(`${name} has a url that is not s3://bucket/key.`);
  const meta: unknown = entry.meta;
  const contentLength = isRecord(meta) ? meta.content_length : undefined;
  if (typeof contentLength !== 'number')
    throw new SafeError(`${name} has no meta.content_length, which Parquet needs.`);
  return { url: entry.url, bucket, key, mandatory: entry.mandatory === true, contentLength };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
