import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ClientMessages,
  type ClientWitness,
  longestSqlBytes,
} from '../../../../embedded/redshift/serve/client-messages.ts';
import { FatalError } from '../../../../embedded/redshift/serve/protocol.ts';
import { extended, int16, int32, packet, query } from './raw-client.ts';

const silent: ClientWitness = { sql: () => undefined, message: () => undefined };
const marked = (sql: string) => sql.replaceAll('nvl', 'COALESCE');

/** What the server gets of these chunks. */
function passed(chunks: readonly Buffer[], { isOpen = true, rewrite = marked, witness = silent } = {}): Buffer {
  const messages = new ClientMessages(rewrite, witness);
  if (isOpen) messages.open();
  return Buffer.concat(chunks.flatMap((chunk) => messages.read(Buffer.from(chunk))));
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const text = fc
  .array(fc.constantFrom('nvl(a, 1)', ' SELECT ', "'nvl ü'", ';', '\u{1F600}', '-- x\r', '$$'), { maxLength: 6 })
  .map((parts) => parts.join(''));
const cString = fc.oneof(
  text.map((sql) => Buffer.from(`${sql}\0`)),
  bytes,
);
const message = fc.oneof(
  cString.map((body) => packet('Q', body)),
  fc.tuple(cString, cString, bytes).map((parts) => packet('P', ...parts)),
  fc
    .tuple(fc.constantFrom('B', 'C', 'D', 'E', 'F', 'H', 'S', 'X', 'c', 'd', 'f', 'p', '\0', 'ÿ'), bytes)
    .map(([type, body]) => packet(type.charAt(0), body)),
);
const isTooLong = (head: Buffer) =>
  head.length >= 5 && /^[QP]/.test(head.toString('latin1')) && head.readInt32BE(1) > longestSqlBytes;
/** Whole messages, and behind them what may be none. */
const stream = fc
  .tuple(fc.array(message, { maxLength: 8 }), fc.oneof(bytes, fc.constant(Buffer.from([0x51, 0, 0, 0, 3, 1, 2]))))
  .filter(([, rest]) => !isTooLong(rest))
  .map(([messages, rest]) => Buffer.concat([...messages, rest]));

describe('what a client sends', () => {
  test('reaches the server the same, wherever it is cut into chunks', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), (sent, places) => {
        expect(passed(cut(sent, places))).toEqual(passed([sent]));
      }),
      { numRuns: 2000 },
    );
  });

  test('and one byte at a time', () => {
    const sent = Buffer.concat([query('SELECT nvl(1, 2)'), extended('nvl', 'x'), packet('d', Buffer.from('nvl'))]);
    expect(passed([...sent].map((byte) => Buffer.from([byte])))).toEqual(passed([sent]));
    expect(
      passed([sent])
        .toString('latin1')
        .match(/COALESCE/g),
    ).toHaveLength(2);
  });

  test('is not touched when nothing is rewritten, whatever it is', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 4 }), (sent, places) => {
        const whole = passed(cut(sent, places), { rewrite: (sql) => sql });
        // What is kept back is the beginning of a message that never came whole.
        expect(sent.subarray(0, whole.length)).toEqual(whole);
        const rest = sent.subarray(whole.length);
        expect(rest.length < 5 || 'QP'.includes(String.fromCharCode(rest[0] ?? 0))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('is rewritten in the texts of Query and Parse only', () => {
    const others = ['B', 'D', 'E', 'F', 'd', 'p'].map((type) => packet(type, 'nvl', 'nvl'));
    expect(passed(others)).toEqual(Buffer.concat(others));
    expect(passed([query('nvl')])).toEqual(query('COALESCE'));
    expect(passed([packet('P', 'nvl', 'nvl', int16(1), int32(0x6e766c))])).toEqual(
      packet('P', 'nvl', 'COALESCE', int16(1), int32(0x6e766c)),
    );
  });

  test('passes as it is when it is no UTF-8, or has no end', () => {
    const latin1 = packet('Q', Buffer.from("SELECT nvl('\xe4')\0", 'latin1'));
    const endless = packet('Q', Buffer.from('SELECT nvl'));
    expect(passed([latin1, endless])).toEqual(Buffer.concat([latin1, endless]));
  });

  test('is neither kept nor rewritten before the server has let the client in', () => {
    const messages = new ClientMessages(marked, silent);
    const head = query('nvl').subarray(0, 6);
    expect(Buffer.concat(messages.read(head))).toEqual(head);
    expect(Buffer.concat(messages.read(query('nvl').subarray(6)))).toEqual(query('nvl').subarray(6));
    messages.open();
    expect(Buffer.concat(messages.read(query('nvl')))).toEqual(query('COALESCE'));
  });

  test('is refused when a text is longer than 16 MB, before it is read', () => {
    const messages = new ClientMessages(marked, silent);
    messages.open();
    const head = Buffer.concat([Buffer.from('Q'), int32(longestSqlBytes + 5)]);
    expect(() => messages.read(head)).toThrow(FatalError);
    expect(passed([query('x'.repeat(longestSqlBytes - 1))]).length).toBe(longestSqlBytes + 5);
  });

  test('is left to the server behind a length that no message has', () => {
    for (const length of [3, 0, -1, -2147483648]) {
      const sent = Buffer.concat([Buffer.from('Q'), int32(length), query('nvl')]);
      expect(passed([sent])).toEqual(sent);
    }
  });
});
