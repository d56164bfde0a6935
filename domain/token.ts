import { hash } from 'node:crypto';
import type { Tokenize } from './policies.ts';

const blockBytes = 64; // SHA-256 works on blocks of 64 bytes; RFC 2104 pads the key to one
const unitSeparator = '\x1f';
const base32Alphabet = 'abcdefghijklmnopqrstuvwxyz234567'; // RFC 4648, lower case
const tokenBytes = 16; // 128 bits of the digest
const tokenCharacters = 26; // of 5 bits each; the last one carries 3 bits and padding
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface TokenKey {
  /** Names the key generation; it leads every token, so tokens of two generations are never mixed up. */
  readonly version: string;
  /** Who issues the identifiers: equal numbers of two issuers must not join. */
  readonly issuer: string;
  /** 32 secret bytes. */
  readonly key: Uint8Array;
}

export interface KeyedHash {
  /** `<version>_<26 characters>` of HMAC-SHA-256 over type, issuer and normalized value. */
  readonly tokenize: Tokenize;
  /** 26 characters of HMAC-SHA-256 over any text: for content that holds PHI, where a plain hash could be guessed. */
  readonly hashText: (text: string) => string;
}

/**
 * Keyed hashing with one key. HMAC as two hash calls over precomputed pads (RFC 2104): about seven times faster than
 * `createHmac`, which allocates a stream per value.
 * @throws Error when the key is not 32 bytes or the version could not lead a token.
 */
export function createKeyedHash({ version, issuer, key }: TokenKey): KeyedHash {
  if (key.length !== 32) throw new Error(`the token key must have 32 bytes, not ${key.length}`);
  if (!/^[a-z0-9]{1,8}$/.test(version)) throw new Error('the token key version must be 1 to 8 of a-z and 0-9');
  const hmac = createHmacSha256(key);
  return {
    tokenize: (type, value) =>
      `${version}_${base32(hmac(`${type}${unitSeparator}${issuer}${unitSeparator}${normalize(value)}`))}`,
    hashText: (text) => base32(hmac(text)),
  };
}

/** HMAC-SHA-256 of UTF-8 text as 32 bytes. */
export function createHmacSha256(key: Uint8Array): (text: string) => Buffer {
  const inner = Buffer.alloc(blockBytes * 16, 0x36);
  const outer = Buffer.alloc(blockBytes + 32, 0x5c);
  for (const [index, byte] of key.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  const innerPad = inner.subarray(0, blockBytes);
  return (text) => {
    const longest = text.length * 3; // UTF-8 bytes of a UTF-16 code unit, at most
    const message =
      longest <= inner.length - blockBytes ? inner : Buffer.concat([innerPad, Buffer.allocUnsafe(longest)]);
    const end = blockBytes + message.write(text, blockBytes, 'utf8');
    hash('sha256', message.subarray(0, end), 'buffer').copy(outer, blockBytes);
    return hash('sha256', outer, 'buffer');
  };
}

/**
 * One spelling of an identifier: NFC, trimmed, UUIDs in lower case. Case and separators of other identifiers stay:
 * two patients whose numbers differ only there must not become one.
 */
function normalize(value: string): string {
  const trimmed = value.normalize('NFC').trim();
  return uuid.test(trimmed) ? trimmed.toLowerCase() : trimmed;
}

/** The first 128 bits of a digest as 26 base32 characters. */
function base32(digest: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (let index = 0; text.length < tokenCharacters; index += 1) {
    held = ((held << 8) | (index < tokenBytes ? (digest[index] ?? 0) : 0)) & 0xfff;
    bits += 8;
    while (bits >= 5 && text.length < tokenCharacters) {
      bits -= 5;
      text += base32Alphabet[(held >> bits) & 31];
    }
  }
  return text;
}
