import { invalidRequest, requestError } from './s3-errors.ts';

/** S3 allows keys of up to 1,024 bytes (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html). */
const MAX_KEY_BYTES = 1024;

/** A key segment becomes a file name, and file systems stop at 255 bytes. */
const MAX_SEGMENT_BYTES = 255;

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Splits an object key into the path segments of its file.
 * A directory cannot hold every key S3 can: empty, `.` and `..` segments, a leading or trailing `/` and NUL are refused,
 * so no key can leave its bucket and every key maps to exactly one file.
 *
 * @throws S3ServiceException `InvalidRequest` (400) or `KeyTooLongError` (400). The key itself is not repeated in the message.
 */
export function keySegments(key: string): string[] {
  if (key.length === 0) throw invalidRequest('The object key is empty; give it at least one character.');
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw requestError('KeyTooLongError', 400, `The object key is longer than ${MAX_KEY_BYTES} bytes; shorten it.`);
  }
  if (key.includes('\0')) throw invalidRequest('The object key contains a NUL character; remove it.');
  if (!key.isWellFormed()) throw invalidRequest('The object key is not valid Unicode; remove the lone surrogate.');
  const segments = key.split('/');
  for (const [index, segment] of segments.entries()) {
    const place = `segment ${index + 1} of ${segments.length}`;
    if (segment === '') {
      throw invalidRequest(
        `The object key has an empty ${place}; embedded S3 keeps objects as files, so remove leading, trailing and doubled "/".`,
      );
    }
    if (segment === '.' || segment === '..') {
      throw invalidRequest(`The object key has "${segment}" as ${place}; embedded S3 refuses relative segments.`);
    }
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) {
      throw requestError(
        'KeyTooLongError',
        400,
        `The object key's ${place} is longer than ${MAX_SEGMENT_BYTES} bytes, the longest file name; shorten it or split it with "/".`,
      );
    }
  }
  return segments;
}

/**
 * Checks a bucket name against the naming rules that matter for a directory
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
 *
 * @throws S3ServiceException `InvalidBucketName` (400).
 */
export function requireBucketName(name: string | undefined): string {
  if (name === undefined || !BUCKET_NAME.test(name) || name.includes('..')) {
    throw requestError(
      'InvalidBucketName',
      400,
      'The bucket name is not valid: use 3 to 63 lower-case letters, digits, "." and "-".',
    );
  }
  return name;
}

/**
 * Orders two keys as S3 lists them: by their UTF-8 bytes
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html). Negative when `left` comes first.
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = utf8Rank(left.charCodeAt(index)) - utf8Rank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** UTF-16 sorts surrogate pairs before U+E000..U+FFFF, UTF-8 after: swap the two ranges. */
function utf8Rank(codeUnit: number): number {
  if (codeUnit < 0xd800) return codeUnit;
  return codeUnit >= 0xe000 ? codeUnit - 0x800 : codeUnit + 0x2000;
}
