import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHmacSha256, createKeyedHash } from '../../../domain/masking/token.ts';

const key = Uint8Array.from({ length: 32 }, (_, index) => index);
const keyed = createKeyedHash({ version: 'v1', issuer: 'NHC', key });

describe('tokens', () => {
  test('match the published test vector', () => {
    const hex = Buffer.from(createHmacSha256(key)('patient_id\x1fNHC\x1f3428'), 'latin1').toString('hex');
    expect(hex).toBe('2fa35034c01770503ed2cf16e63a657f4babac28c75792025977eaaefea3abe2');
    expect(keyed.tokenize('patient_id', '3428')).toBe('v1_f6rvangac5yfapwsz4lomotfp4');
  });

  test('are HMAC-SHA-256 for text of every length, longer than the buffer too', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 300, maxLength: 3000 })), (text) => {
        const expected = createHmac('sha256', key).update(text, 'utf8').digest('hex');
        expect(Buffer.from(createHmacSha256(key)(text), 'latin1').toString('hex')).toBe(expected);
      }),
    );
  });

  test('join one value under one spelling and keep types, issuers and keys apart', () => {
    const { tokenize } = keyed;
    expect(tokenize('patient_id', ' 9D188916-8390-282B-3EC2-73FCE6E08649 ')).toBe(
      tokenize('patient_id', '9d188916-8390-282b-3ec2-73fce6e08649'),
    );
    expect(tokenize('patient_id', 'aB')).not.toBe(tokenize('patient_id', 'Ab'));
    expect(tokenize('patient_id', '12')).not.toBe(tokenize('claim_id', '12'));
    const elsewhere = createKeyedHash({ version: 'v1', issuer: 'OTHER', key });
    expect(elsewhere.tokenize('patient_id', '12')).not.toBe(tokenize('patient_id', '12'));
    const rotated = createKeyedHash({ version: 'v2', issuer: 'NHC', key: new Uint8Array(32) });
    expect(rotated.tokenize('patient_id', '12')).toMatch(/^v2_[a-z2-7]{26}$/);
  });

  test('refuse a key of the wrong size', () => {
    expect(() => createKeyedHash({ version: 'v1', issuer: 'NHC', key: new Uint8Array(16) })).toThrow(
      '32 bytes, not 16',
    );
  });
});
