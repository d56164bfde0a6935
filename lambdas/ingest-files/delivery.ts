import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { layout } from '../../contracts/platform/zones.ts';
import { asOfOfKey } from '../../sources/files/as-of.ts';
import { FileFault } from '../../sources/files/file-fault.ts';
import type { FileKind } from '../../sources/files/file-kind.ts';
import { type OpenedFile, unpackedBytes } from '../../sources/files/open-file.ts';
import type { RowKeys } from '../../sources/row-encoder.ts';
import { type PutObjectClient, type ReadObjectClient, readIfThere } from '../shared/object-store.ts';

/** When the rows of a file were extracted: their events are numbered by it. */
export interface FileExtract {
  /** Epoch ms. */
  readonly extractTime: number;
  readonly extractTimeFrom: 'given' | 'file';
}

export interface DeliveriesPlace {
  readonly s3: PutObjectClient & ReadObjectClient;
  readonly bucket: string;
  readonly keys: RowKeys;
}

const deliveredSchema = z.strictObject({ digest: z.string(), extractTime: z.int() });
type Delivered = z.infer<typeof deliveredSchema>;

/**
 * When a landed file was extracted. Its key may say it. Else a file with the same content as the one that was delivered last
 * under its name, or last of its kind under any name, is that delivery once more, whenever it landed: it has the same events,
 * and they add nothing. Any other file was extracted when it landed. A file that goes back to what it was before another one
 * came is a new delivery, so that a value which goes A, B, A over three files is three changes.
 *
 * Content is what is in the file once it is unpacked. Only keyed hashes of it and of its name are kept.
 */
export async function extractOf(
  file: OpenedFile,
  kind: FileKind,
  landedAt: number,
  place: DeliveriesPlace,
): Promise<FileExtract> {
  const given = asOfOfKey(file.bytes.name);
  const digest = place.keys.hashText(await contentDigest(file));
  const places = [
    `name-${place.keys.hashText(`${folderOf(file.bytes.name)}${file.name}`)}`,
    `kind-${kind.name.replaceAll(/[^\w-]/g, '-')}`,
  ].map((name) => `${layout.deliveries.prefix}${name}.json`);
  const before = await Promise.all(places.map((key) => deliveredAt(place, key)));
  const same = before.find((delivered) => delivered?.digest === digest);
  const extractTime = given ?? same?.extractTime ?? landedAt;
  // Before the first row is sent: a delivery that is cut off and begins anew is the same one.
  for (const key of places) await write(place, key, { digest, extractTime });
  return { extractTime, extractTimeFrom: given === null ? 'file' : 'given' };
}

const folderOf = (key: string) => key.slice(0, key.lastIndexOf('/') + 1);

/** SHA-256 of what is in a file; of a broken one, of what can be unpacked. */
async function contentDigest(file: OpenedFile): Promise<string> {
  const digest = createHash('sha256');
  try {
    for await (const chunk of unpackedBytes(file.bytes, file.packing, 0)) digest.update(chunk);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    digest.update(error.code);
  }
  return digest.digest('hex');
}

async function deliveredAt({ s3, bucket }: DeliveriesPlace, key: string): Promise<Delivered | undefined> {
  const text = await readIfThere(s3, { bucket, key });
  return text === undefined ? undefined : deliveredSchema.parse(JSON.parse(text));
}

async function write({ s3, bucket }: DeliveriesPlace, key: string, delivered: Delivered): Promise<void> {
  const Body = JSON.stringify(delivered);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: 'application/json' }));
}
