import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distinctRecords, type VaultRecord, vaultRecords } from '../../../cli/run/vault-records.ts';
import { createHourObjects, type Payload } from '../../../lambdas/ingest-events/batch-objects.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const arrival = (sequence: number) => ({
  shard: 'shardId-000000000001',
  sequence: String(sequence),
  paddedSequence: String(sequence).padStart(64, '0'),
  arrivedAt: 1_700_000_000_000 + sequence,
});
const json = (text: string): Payload => ({ bytes: Buffer.from(text), text, isJson: true });
const rejection = (code: string) => ({
  reasons: [
    { code, path: '' },
    { code: 'schema.other', path: 'data' },
  ] as const,
  contractName: 'patient',
  eventSource: 'urn:s',
  eventId: 'e',
  sourceFile: null,
  sourceLine: 3,
});

async function vaultOf(payloads: readonly Payload[]): Promise<string> {
  const root = await temporaryDirectory();
  const objects = createHourObjects(arrival(0));
  for (const [index, payload] of payloads.entries()) {
    objects.add.received(arrival(index), payload);
    objects.add.rejected(arrival(index), rejection(`schema.reason_${index}`), payload);
  }
  for (const { zone, key, body } of objects.encode()) {
    const path = join(root, zone, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body);
  }
  return root;
}

async function recordsOf(records: AsyncIterable<VaultRecord>): Promise<VaultRecord[]> {
  const found: VaultRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
}

test('records of a vault are read without their payloads, whatever those are', async () => {
  const root = await vaultOf([
    json('{"shard_id":"other","sequence":"9","reasons":[{"code":"other"}],"event":1}'),
    json('"\\ud800"'),
    json('1e309'),
    json('['.repeat(100_000)),
    { bytes: Buffer.from('x'), text: 'a,"event":{', isJson: false },
    { bytes: Uint8Array.from([0xff]), text: null, isJson: false },
  ]);
  const bronze = await recordsOf(vaultRecords(root, 'events'));
  const rejected = await recordsOf(vaultRecords(root, 'rejected'));
  expect(bronze).toEqual(
    Array.from({ length: 6 }, (_, index) => ({
      shardId: 'shardId-000000000001',
      sequence: String(index).padStart(64, '0'),
      reasons: [],
      notes: [],
      contract: null,
    })),
  );
  expect(rejected.map(({ reasons }) => reasons[0]?.code)).toEqual(bronze.map((_, index) => `schema.reason_${index}`));
});

test('a line whose members are longer than usual is read whole, whatever its names hold at any place', async () => {
  const root = await temporaryDirectory();
  // As long as the part that is looked at first, and ending as a whole line does.
  for (const length of Array.from({ length: 300 }, (_, index) => 3800 + index)) {
    const objects = createHourObjects(arrival(length));
    const eventSource = `${'s'.repeat(length)}]}${'s'.repeat(400)}`;
    objects.add.rejected(arrival(length), { ...rejection('schema.x'), eventSource }, json('1'));
    for (const { zone, key, body } of objects.encode()) {
      const path = join(root, zone, key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, body);
    }
  }
  expect(await recordsOf(vaultRecords(root, 'rejected'))).toHaveLength(300);
});

test('a line that ingest did not write is an error that names the object', async () => {
  const root = await vaultOf([json('1')]);
  const odd = join(root, 'bronze', 'events', 'odd.ndjson.gz');
  await writeFile(odd, gzipSync('{"a":1}\n'));
  await expect(recordsOf(vaultRecords(root, 'events'))).rejects.toThrow(odd);
});

describe('distinctRecords', () => {
  const record = (shardId: string, sequence: number): VaultRecord => ({
    shardId,
    sequence: String(sequence).padStart(64, '0'),
    reasons: [],
    notes: [],
    contract: null,
  });
  /** Batches of a shard, each of which may be handled again from any of its records on. */
  const objectsOf = (shardId: string) =>
    fc
      .array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(4), { maxLength: 3 })), { maxLength: 8 })
      .map((batches) => {
        let next = 0;
        return batches.flatMap(([length, again]) => {
          const batch = Array.from({ length }, () => record(shardId, next++));
          return [batch, ...again.map((from) => batch.slice(from % length))];
        });
      });
  const byFirst = (objects: VaultRecord[][]) =>
    objects.toSorted((one, other) => ((one[0]?.sequence ?? '') < (other[0]?.sequence ?? '') ? -1 : 1));

  test('gives each record once, however often its batch was handled', async () => {
    await fc.assert(
      fc.asyncProperty(objectsOf('a'), objectsOf('b'), async (a, b) => {
        const objects = async function* () {
          yield* byFirst(a);
          yield* byFirst(b);
        };
        const found = await recordsOf(distinctRecords(objects(), () => true));
        const expected = new Set([...a, ...b].flat().map(({ shardId, sequence }) => `${shardId}/${sequence}`));
        expect(found).toHaveLength(expected.size);
        expect(new Set(found.map(({ shardId, sequence }) => `${shardId}/${sequence}`))).toEqual(expected);
      }),
    );
  });
});
