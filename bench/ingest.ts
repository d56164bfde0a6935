import { gzipSync } from 'node:zlib';
import { streams } from '../contracts/platform/streams.ts';
import { registry } from '../contracts/registry.ts';
import { policyOfZone } from '../domain/masking/policies.ts';
import { createTerminology } from '../domain/masking/terminology.ts';
import { createKeyedHash } from '../domain/masking/token.ts';
import { createProcessRecord } from '../domain/records/process-record.ts';
import { createIngestBatch } from '../lambdas/ingest-events/ingest-batch.ts';
import { benchKey, generatedEncounters, kinesisEvents } from './encounter-events.ts';

const recordCount = 50_000;
const batchSize = 1000;
const rounds = 15;

/** Seconds of processor time that `work` takes in this process: what one core would need. */
async function processorSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/**
 * The ingest handler on the encounter contract, beside the floor on the same bytes in the same run: base64, JSON.parse,
 * JSON.stringify, gzip at its default level. S3 is left out on both sides. Rounds alternate.
 */
export async function benchIngest(): Promise<void> {
  const records = await generatedEncounters(recordCount);
  const bytes = records.reduce((total, data) => total + data.length, 0);
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
  const ratios = handler.map((seconds, round) => (floor[round] ?? 0) / seconds).slice(1);
  const line = (name: string, seconds: number) =>
    `  ${name.padEnd(10)}${Math.round(records.length / seconds)
      .toLocaleString('en-US')
      .padStart(9)} records/s  ${(bytes / seconds / 1e6).toFixed(1).padStart(6)} MB/s`;
  process.stdout.write(
    [
      `ingest-events, encounter contract, ${records.length} records of ${Math.round(bytes / records.length)} bytes, per core (processor time, median of ${rounds} rounds)`,
      line('handler', median(handler.slice(1))),
      line('floor', median(floor.slice(1))),
      `  ratio     ${median(ratios).toFixed(2)} of the floor (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
      '',
    ].join('\n'),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
