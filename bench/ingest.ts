import { gzipSync } from 'node:zlib';
import { streams } from '../contracts/platform/streams.ts';
import { contracts, registry } from '../contracts/registry.ts';
import { policyOfZone } from '../domain/masking/policies.ts';
import { createTerminology } from '../domain/masking/terminology.ts';
import { createKeyedHash } from '../domain/masking/token.ts';
import { createProcessRecord } from '../domain/records/process-record.ts';
import { createIngestBatch } from '../lambdas/ingest-events/ingest-batch.ts';
import { benchKey, kinesisEvents } from './encounter-events.ts';
import { eventsByContract } from './events-by-contract.ts';

const batchSize = 1000;
/** Of one contract that is looked at closely, and of each of all: more than a cache of the processor holds, as a stream is. */
const closely = { records: 50_000, rounds: 15 };
const each = { records: 40_000, rounds: 5 };

/** Seconds of processor time that `work` takes in this process: what one core would need. */
async function processorSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/**
 * The ingest handler on the records of each contract, or of one, beside the floor on the same bytes in the same run: base64,
 * JSON.parse, JSON.stringify, gzip at its default level. S3 is left out on both sides. Rounds alternate.
 * @throws Error that lists the contracts, for a name that is none
 */
export async function benchIngest(contract?: string): Promise<void> {
  const names = contract === undefined ? contracts.map(({ name }) => name) : [registry.contractNamed(contract).name];
  const { records, rounds } = contract === undefined ? each : closely;
  process.stdout.write(
    `ingest-events, ${records} records a contract, per core (processor time, median of ${rounds} rounds)\n` +
      `  ${'contract'.padEnd(22)}${['bytes', 'records/s', 'MB/s', 'floor', 'ratio'].map((name) => name.padStart(11)).join('')}\n`,
  );
  for (const { contract: name, events, distinct } of await eventsByContract(names, records)) {
    const measured = await measure(events, rounds);
    const note = distinct < records ? `  of ${distinct} records` : '';
    process.stdout.write(`  ${name.padEnd(22)}${columnsOf(events, measured)}${note}\n`);
  }
}

interface Measured {
  /** Seconds of processor time, median. */
  readonly handler: number;
  readonly floor: number;
  /** By round, the floor's time as a share of the handler's. */
  readonly ratios: readonly number[];
}

async function measure(records: readonly Uint8Array[], rounds: number): Promise<Measured> {
  const events = kinesisEvents(records, batchSize);
  const ingest = createIngestBatch({
    stream: streams.healthcareEvents.name,
    processRecord: createProcessRecord(registry, policyOfZone('silver'), {
      tokenize: createKeyedHash(benchKey).tokenize,
      terminology: createTerminology(),
    }),
    refresh: async () => undefined,
    s3: { send: async () => ({ $metadata: {} }) },
    buckets: { bronze: 'bronze', silver: 'silver', gold: 'gold', quarantine: 'quarantine' },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    metrics: { record: () => undefined },
  });
  const runIngest = async () => {
    for (const event of events) await ingest(event);
  };
  const runFloor = () => {
    for (const event of events) {
      let lines = '';
      for (const { kinesis } of event.Records)
        lines += `${JSON.stringify(JSON.parse(Buffer.from(kinesis.data, 'base64').toString()))}\n`;
      gzipSync(lines);
    }
  };
  const handler: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    handler.push(await processorSeconds(runIngest));
    floor.push(await processorSeconds(runFloor));
  }
  // The first round compiles; neighbours on the machine disturb single rounds, hence medians of pairs.
  return {
    handler: median(handler.slice(1)),
    floor: median(floor.slice(1)),
    ratios: handler.map((seconds, round) => (floor[round] ?? 0) / seconds).slice(1),
  };
}

function columnsOf(records: readonly Uint8Array[], { handler, floor, ratios }: Measured): string {
  const bytes = records.reduce((total, data) => total + data.length, 0);
  const perSecond = (seconds: number) => Math.round(records.length / seconds).toLocaleString('en-US');
  const cells = [
    String(Math.round(bytes / records.length)),
    perSecond(handler),
    (bytes / handler / 1e6).toFixed(1),
    perSecond(floor),
    median(ratios).toFixed(2),
  ];
  return `${cells.map((text) => text.padStart(11)).join('')}  (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
