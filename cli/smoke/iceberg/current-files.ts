import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { SafeError } from '../../../domain/safe-error.ts';
import { avroRecords } from './avro-file.ts';

/** Reads a file of the table by the address that the table has for it. */
export type ReadFile = (location: string) => Promise<Uint8Array>;

const metadataSchema = z.object({
  'current-snapshot-id': z.string().nullish(),
  snapshots: z.array(z.object({ 'snapshot-id': z.string(), 'manifest-list': z.string() })).optional(),
});

const manifestSchema = z.object({ manifest_path: z.string(), content: z.number().default(0) });
const entrySchema = z.object({
  status: z.number(),
  data_file: z.object({ content: z.number().default(0), file_path: z.string(), file_format: z.string() }),
});

/** Status of a manifest's entry for a file that this snapshot has no longer. */
const deletedEntry = 2;

/**
 * The data files of an Iceberg table as of its current snapshot, read as every engine reads it: metadata, manifest list,
 * manifests (https://iceberg.apache.org/spec/#table-metadata). A table without a snapshot has none.
 * @param metadataLocation what the catalog calls `metadata_location`
 * @throws SafeError for a table with delete files, whose rows cannot be told from data files alone
 */
export async function currentFiles(metadataLocation: string, read: ReadFile): Promise<string[]> {
  const snapshot = currentSnapshot(await read(metadataLocation));
  if (snapshot === undefined) return [];
  const manifests = avroRecords(await read(snapshot)).map((record) => manifestSchema.parse(record));
  const entries = await Promise.all(
    manifests.map(async ({ manifest_path: path }) =>
      avroRecords(await read(path)).map((each) => entrySchema.parse(each)),
    ),
  );
  const live = entries.flat().filter(({ status }) => status !== deletedEntry);
  const files = live.map(({ data_file: file }) => file);
  if (files.some(({ content }) => content !== 0)) {
    throw new SafeError('a table of the lake has delete files, which this check cannot apply; compact the table');
  }
  if (files.some(({ file_format: format }) => format.toUpperCase() !== 'PARQUET')) {
    throw new SafeError('a table of the lake has data files that are not Parquet');
  }
  return files.map(({ file_path: path }) => path);
}

/**
 * Where the manifest list of the current snapshot is. Ids of snapshots have more digits than a number of JSON keeps, so
 * they are read as text.
 */
function currentSnapshot(bytes: Uint8Array): string | undefined {
  const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = Buffer.from(isCompressed ? gunzipSync(bytes) : bytes).toString('utf8');
  const json: unknown = JSON.parse(text.replaceAll(/("(?:current-)?snapshot-id"\s*:\s*)(-?\d+)/g, '$1"$2"'));
  const { 'current-snapshot-id': current, snapshots = [] } = metadataSchema.parse(json);
  if (current === null || current === undefined || current === '-1') return undefined;
  const snapshot = snapshots.find(({ 'snapshot-id': id }) => id === current);
  if (snapshot === undefined) throw new SafeError('the metadata of a table of the lake lacks its current snapshot');
  return snapshot['manifest-list'];
}
