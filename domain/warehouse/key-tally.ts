import { hash } from 'node:crypto';

/**
 * A set of keys as one count and one sum, in whatever order they come: two sets of the same tally are the same set, but
 * for a chance of one in 2^60. It is what lets the warehouse answer for a million keys with one row.
 */
export interface KeyTally {
  readonly objects: number;
  /** Sum of the keys' fingerprints. */
  readonly fingerprints: bigint;
}

export const noKeys: KeyTally = { objects: 0, fingerprints: 0n };

/** The first 60 bits of a key's MD5, as {@link fingerprintSql} computes them. It guards against mistakes, not against people. */
export function fingerprint(key: string): bigint {
  return BigInt(`0x${hash('md5', key, 'hex').slice(0, 15)}`);
}

/** The fingerprint of a key, in the SQL of the warehouse. */
export function fingerprintSql(key: string): string {
  return `STRTOL(SUBSTRING(MD5(${key}), 1, 15), 16)`;
}

export function withKey({ objects, fingerprints }: KeyTally, key: string): KeyTally {
  return { objects: objects + 1, fingerprints: fingerprints + fingerprint(key) };
}

export function isSameSet(a: KeyTally, b: KeyTally): boolean {
  return a.objects === b.objects && a.fingerprints === b.fingerprints;
}
