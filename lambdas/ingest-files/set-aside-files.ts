import { DeleteObjectCommand, type DeleteObjectCommandOutput, PutObjectCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { layout } from '../../contracts/platform/zones.ts';
import { type FileFaultCode, fileFaults } from '../../sources/files/file-fault.ts';
import { type ListObjectsClient, listPages } from '../shared/object-listing.ts';
import { type PutObjectClient, type ReadObjectClient, readIfThere } from '../shared/object-store.ts';

const setAsideFileSchema = z.strictObject({
  key: z.string(),
  reason: z.custom<FileFaultCode>((code) => typeof code === 'string' && Object.hasOwn(fileFaults, code)),
  /** Rows that were read, and count. */
  rows: z.int(),
  /** Lines of the rows that no stream takes, some of them. */
  tooLongLines: z.array(z.int()),
  /** ISO 8601. */
  since: z.string(),
});

/** A landed file that was not read to its end, and why. What was read of it counts. */
export type SetAsideFile = z.infer<typeof setAsideFileSchema>;

/** Where it is recorded: a file that lands again under its key takes the place of what it was. */
export interface SetAsidePlace {
  readonly s3: PutObjectClient & { send(command: DeleteObjectCommand): Promise<DeleteObjectCommandOutput> };
  readonly bucket: string;
  readonly hashText: (text: string) => string;
}

const recordOf = ({ hashText }: Pick<SetAsidePlace, 'hashText'>, key: string) =>
  `${layout.asideFiles.prefix}${hashText(key)}.json`;

export async function setFileAside(place: SetAsidePlace, file: SetAsideFile): Promise<void> {
  const { s3, bucket } = place;
  const Body = JSON.stringify(file);
  await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: recordOf(place, file.key), Body, ContentType: 'application/json' }),
  );
}

/** A file that was read to its end is not set aside, whatever was before. */
export async function releaseFile(place: SetAsidePlace, key: string): Promise<void> {
  await place.s3.send(new DeleteObjectCommand({ Bucket: place.bucket, Key: recordOf(place, key) }));
}

/** The files that are set aside, in the order of their keys. */
export async function listSetAsideFiles({
  s3,
  bucket,
}: {
  readonly s3: ListObjectsClient & ReadObjectClient;
  readonly bucket: string;
}): Promise<SetAsideFile[]> {
  const files: SetAsideFile[] = [];
  for await (const page of listPages({ s3, bucket }, { prefix: layout.asideFiles.prefix })) {
    for (const { key } of page) {
      const text = await readIfThere(s3, { bucket, key });
      if (text !== undefined) files.push(setAsideFileSchema.parse(JSON.parse(text)));
    }
  }
  return files.sort((one, other) => (one.key < other.key ? -1 : 1));
}
