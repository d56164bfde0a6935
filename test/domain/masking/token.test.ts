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
    const repeated = fc.tuple(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 300 }));
    fc.assert(
      fc.property(repeated, ([part, times]) => {
        const text = part.repeat(times);
        const expected = createHmac('sha256', key).update(text, 'utf8').digest('hex');
        expect(Buffer.from(createHmacSha256(key)(text), 'latin1').toString('hex')).toBe(expected);
      }),
    );
  });

  test('are HMAC-SHA-256 at the length where the buffer ends, in characters of three bytes', () => {
    const hmac = createHmacSha256(key);
    for (let length = 300; length <= 360; length += 1) {
      const text = '€'.repeat(length);
      const expected = createHmac('sha256', key).update(text).digest('hex');
      expect(Buffer.from(hmac(text), 'latin1').toString('hex'), `${length} characters`).toBe(expected);
    }
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

describe('one identifier has one token', () => {
  const same = (...spellings: string[]) =>
    new Set(spellings.map((spelling) => keyed.tokenize('id', spelling))).size === 1;
  const uuid = '9d188916-8390-282b-3ec2-73fce6e0864a';

  test('however its accents were composed, and with white space around it', () => {
    expect(same('Pérez-7', 'Pérez-7'.normalize('NFD'), ' Pérez-7', 'Pérez-7\n')).toBe(true);
    expect(same('각', '각'.normalize('NFD'))).toBe(true);
    expect(same('3428', ' 3428', '3428\t')).toBe(true);
  });

  test('when it is a UUID, in capitals and in small letters', () => {
    expect(same(uuid, uuid.toUpperCase(), uuid.replace('d', 'D'), ` ${uuid.toUpperCase()} `)).toBe(true);
  });

  test('and keeps it whatever was tokenized between', () => {
    const first = keyed.tokenize('id', 'a1');
    expect(keyed.tokenize('id', 'b1')).not.toBe(first);
    expect(keyed.tokenize('other', 'a1')).not.toBe(first);
    expect(keyed.tokenize('id', 'a1')).toBe(first);
    expect(keyed.tokenize('id', 'a1')).toBe(first);
  });

  test.each([
    ['letters', 'aB', 'ab'],
    ['letters of hexadecimal digits that are no UUID', 'ABCDEF01', 'abcdef01'],
    ['letters before a UUID', `X${uuid.toUpperCase()}`, `x${uuid}`],
    ['letters after a UUID', `${uuid.toUpperCase()}X`, `${uuid}x`],
    ['letters of a UUID with one character too few', uuid.slice(0, -1).toUpperCase(), uuid.slice(0, -1)],
    ['separators', '12-3', '123'],
    ['leading zeros', '012', '12'],
    ['inner white space', '1 2', '12'],
  ])('that no other identifier has, though only %s differ', (_what, one, other) => {
    expect(same(one, other)).toBe(false);
  });

  test('whose parts cannot be shifted into one another', () => {
    const issuedBy = (issuer: string) => createKeyedHash({ version: 'v1', issuer, key });
    expect(issuedBy('B').tokenize('aB', '1')).not.toBe(issuedBy('BB').tokenize('a', '1'));
    expect(issuedBy('A1').tokenize('a', '2')).not.toBe(issuedBy('A').tokenize('a', '12'));
  });
});

describe('the hash of a text', () => {
  test('is the first 128 bits of its HMAC-SHA-256 in lower-case base32 of RFC 4648', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const digest = createHmac('sha256', key).update(text).digest();
        const bits = [...digest.subarray(0, 16)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
        const quintets = bits.padEnd(130, '0').match(/.{5}/g) ?? [];
        const expected = quintets.map((five) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(five, 2)]).join('');
        expect(keyed.hashText(text)).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('keeps case and white space: contents that differ there differ', () => {
    const texts = ['a', 'A', ' a', 'a ', ''];
    expect(new Set(texts.map(keyed.hashText)).size).toBe(texts.length);
  });
});

describe('a token key', () => {
  const made =
    (version: string, bytes = 32) =>
    () =>
      createKeyedHash({ version, issuer: 'NHC', key: new Uint8Array(bytes) });

  test.each(['v1', '1', 'abcd1234', 'z'])('may be of version %s', (version) => {
    expect(made(version)).not.toThrow();
  });

  test.each(['', 'v_1', 'V1', 'v1 ', ' v1', 'abcd12345', 'v1\n'])(
    'refuses a version that could not lead a token: %j',
    (version) => {
      expect(made(version)).toThrow('the token key version must be 1 to 8 of a-z and 0-9');
    },
  );

  test.each([0, 31, 33, 64])('of %i bytes is refused, with its size and never its bytes', (bytes) => {
    expect(made('v1', bytes)).toThrow(`the token key must have 32 bytes, not ${bytes}`);
  });
});
