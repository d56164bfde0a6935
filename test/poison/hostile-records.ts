import { registry } from '../../contracts/registry.ts';
import { defaultAsOf } from '../../sources/generated/deliver.ts';
import { generateRecords, type RecordOptions } from '../../sources/generated/generate-records.ts';
import { Random } from '../../sources/generated/random.ts';
import type { SourceRecord } from '../../sources/source-record.ts';
import { extremesOf, instants, literals } from './poisons.ts';

export interface HostileOptions extends Pick<RecordOptions, 'keys'> {
  /** Records in all. */
  readonly count: number;
  readonly seed: number;
  /** Share of the records that are spoilt, 0 to 1. */
  readonly hostileShare: number;
}

type Event = Record<string, unknown>;

/** Content lately sent, under whose ids other content is sent. */
const remembered = 500;

/** A generated data set in which records are spoilt in every way; the same for the same seed, token key and clock. */
export async function* hostileRecords(options: HostileOptions): AsyncGenerator<SourceRecord[]> {
  const { count, seed, hostileShare, keys } = options;
  const random = new Random(seed, 'hostile records');
  const recent: Event[] = [];
  const asOf = Date.parse(defaultAsOf);
  let left = count;
  for (let round = 0; left > 0; round += 1) {
    const { batches } = generateRecords({ records: Math.max(left, 1000), seed: seed + round, asOf, keys });
    for (const batch of batches) {
      const taken = batch.slice(0, left);
      left -= taken.length;
      yield taken.map((record) => (random.chance(hostileShare) ? spoilt(random, record, recent) : record));
      if (left === 0) return;
    }
  }
}

/** Ways to spoil an event, each as likely as the others. */
const eventSpoilers: readonly ((random: Random, event: Event, recent: readonly Event[]) => void)[] = [
  (random, event) => {
    const { contract } = registry.contractOfEvent(String(event.type)) ?? {};
    if (contract === undefined) return;
    const [field, declared] = random.pick(Object.entries(contract.fields));
    event.data = { ...(event.data as object), [field]: random.pick(extremesOf(declared)) };
  },
  (random, event) => {
    event.time = random.pick(instants);
  },
  (random, event, recent) => {
    // Under an id that is taken; whether by the same kind of thing is left to chance.
    const { id, source } = recent.length > 0 ? random.pick(recent) : event;
    Object.assign(event, { id, source });
  },
  (_random, event) => {
    event.type = String(event.type).replace(/changed$/, 'deleted');
  },
  (random, event) => {
    event.extension = random.pick([
      '\ud800',
      'x\udc00y',
      '\u0000',
      'literal:1e309',
      `literal:${'7'.repeat(2000)}`,
      `literal:${'['.repeat(2000)}${']'.repeat(2000)}`,
      { event: 1, payload: 'x', reasons: [{ code: 'rule.x' }] },
      'x'.repeat(20_000),
    ]);
  },
  (random, event) => {
    const attribute = random.pick([
      'specversion',
      'id',
      'source',
      'type',
      'time',
      'data',
      'sourceline',
      'datacontenttype',
    ]);
    event[attribute] = random.pick<unknown>([
      null,
      '',
      0,
      -1,
      1.5,
      [],
      {},
      'text/csv',
      'x'.repeat(129),
      '../..',
      'a b',
    ]);
  },
];

/** Ways to spoil bytes. */
const byteSpoilers: readonly ((random: Random, bytes: Buffer) => Uint8Array)[] = [
  (random, bytes) => {
    const flipped = Buffer.from(bytes);
    const at = random.integer(0, Math.max(bytes.length - 1, 0));
    flipped.writeUInt8(random.integer(0, 255), at);
    return flipped;
  },
  (random, bytes) => bytes.subarray(0, random.integer(1, Math.max(bytes.length - 1, 1))),
  (_random, bytes) => Buffer.concat([bytes, bytes]),
  (_random, bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes]),
  (_random, bytes) => Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), bytes]),
  (_random, bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  (_random, bytes) => Buffer.from(bytes.toString('utf8').replaceAll(',"', ',\n\r"')),
  (random) => Buffer.from(Array.from({ length: random.integer(1, 300) }, () => random.integer(0, 255))),
  // The very same again.
  (_random, bytes) => bytes,
];

function spoilt(random: Random, record: SourceRecord, recent: Event[]): SourceRecord {
  const bytes = Buffer.from(record.data);
  if (random.chance(0.4)) return { ...record, data: random.pick(byteSpoilers)(random, bytes) };
  let event: Event;
  try {
    event = JSON.parse(bytes.toString('utf8'));
  } catch {
    return record;
  }
  recent[random.integer(0, remembered - 1) % (recent.length + 1)] = { ...event };
  random.pick(eventSpoilers)(random, event, recent);
  return { ...record, data: Buffer.from(literals(JSON.stringify(event))) };
}
