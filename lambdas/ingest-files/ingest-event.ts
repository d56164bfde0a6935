import { z } from 'zod';
import { SafeError } from '../../domain/safe-error.ts';

/** How far a landed file was read. */
const readSoFarSchema = z.strictObject({
  extract: z.strictObject({ extractTime: z.int(), extractTimeFrom: z.enum(['given', 'file']) }),
  place: z.strictObject({
    offset: z.int().min(0),
    line: z.int().min(1),
    isInArray: z.boolean(),
    part: z.int().min(0),
  }),
  counts: z.strictObject({
    rows: z.int(),
    sent: z.int(),
    unreadable: z.int(),
    known: z.int(),
    notUtf8: z.int(),
    tooLong: z.int(),
  }),
  tooLongLines: z.array(z.int()),
});

const landedFileSchema = z.strictObject({
  key: z.string().min(1),
  /** As the event of S3 has it: without quotes. */
  etag: z.string().min(1),
  /** More invocations follow; absent in the first one. */
  hasMore: z.boolean().optional(),
  soFar: readSoFarSchema.optional(),
});

/**
 * A landed file, and how far it was read. The function is started with one, answers with one, and is started again with
 * that. Of what is in the file nothing is in it.
 */
export type LandedFile = z.infer<typeof landedFileSchema>;
export type ReadSoFar = z.infer<typeof readSoFarSchema>;

/** @throws SafeError that says what is expected; it repeats nothing of the event */
export function decodeLandedFile(event: unknown): LandedFile {
  const decoded = landedFileSchema.safeParse(event);
  if (decoded.success) return decoded.data;
  throw new SafeError(
    'ingest-files does not understand its event: it takes {"key": "files/…", "etag": "…"}, or what it answered; correct the caller',
  );
}
