import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareKeys } from './object-key.ts';
import { requestError } from './s3-errors.ts';

export interface ListingRequest {
  readonly prefix: string;
  /** List keys after this one only. */
  readonly startAfter: string;
  /** Roll keys up to the next occurrence of this text after the prefix; empty lists every key. */
  readonly delimiter: string;
  readonly maxKeys: number;
  /** Last item of the previous page. */
  readonly continueAfter: string | undefined;
}

export interface ListingPage {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  /** Last item of this page when there is more to list. */
  readonly continueAfter: string | undefined;
}

/** One page of a bucket's keys, in UTF-8 byte order, as ListObjectsV2 defines it. */
export async function listPage(bucketDirectory: string, request: ListingRequest): Promise<ListingPage> {
  const { prefix, delimiter, maxKeys, continueAfter } = request;
  const startAfter = laterKey(request.startAfter, continueAfter ?? '');
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  if (maxKeys === 0) return { keys, commonPrefixes, continueAfter: undefined };
  let last: string | undefined;
  for await (const key of keysAfter(bucketDirectory, '', prefix, startAfter)) {
    const rolledUp = commonPrefix(key, prefix, delimiter);
    const item = rolledUp ?? key;
    if (item === last || item === continueAfter) continue;
    if (keys.length + commonPrefixes.length === maxKeys) return { keys, commonPrefixes, continueAfter: last };
    if (rolledUp === undefined) keys.push(key);
    else commonPrefixes.push(rolledUp);
    last = item;
  }
  return { keys, commonPrefixes, continueAfter: undefined };
}

function laterKey(left: string, right: string): string {
  return compareKeys(left, right) > 0 ? left : right;
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}

/** Walks a directory in key order and skips the folders that cannot hold a wanted key. */
async function* keysAfter(
  directory: string,
  folder: string,
  prefix: string,
  startAfter: string,
): AsyncGenerator<string, void, undefined> {
  for (const name of await namesInKeyOrder(directory)) {
    const key = folder + name;
    if (!name.endsWith('/')) {
      if (key.startsWith(prefix) && compareKeys(key, startAfter) > 0) yield key;
      continue;
    }
    const mayMatch = key.startsWith(prefix) || prefix.startsWith(key);
    const mayBeAfter = startAfter.startsWith(key) || compareKeys(key, startAfter) > 0;
    if (mayMatch && mayBeAfter) yield* keysAfter(join(directory, name), key, prefix, startAfter);
  }
}

/** Names of a directory, folders with a trailing "/", which is how they take part in key order ("a-b" before "a/"). */
async function namesInKeyOrder(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort(compareKeys);
  } catch (error) {
    // A folder whose last object was deleted after its parent was read.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The opaque token that stands for "continue after this item". */
export function encodeContinuationToken(item: string): string {
  return Buffer.from(item).toString('base64url');
}

/** @throws S3ServiceException `InvalidArgument` (400) for a token that no listing gave. */
export function decodeContinuationToken(token: string): string {
  const item = Buffer.from(token, 'base64url').toString();
  if (item === '' || encodeContinuationToken(item) !== token) {
    throw requestError(
      'InvalidArgument',
      400,
      'The continuation token provided is incorrect; use the one of the last page.',
    );
  }
  return item;
}
