import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import { layout } from '../../contracts/platform/zones.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { sequenceDigits, silverTable } from '../../domain/records/silver-table.ts';
import { streamShard } from '../../domain/records/stream-shard.ts';
import { clockToleranceMs, coveringObjects, type StreamAddress } from './covering-objects.ts';
import { findRow, type RowAddress } from './parquet-row.ts';
import { differences, type TextRow, textRow } from './row-text.ts';
import type { SmokePlace } from './smoke-place.ts';
import { type SmokeRecord, smokeOrganization, smokeRecord } from './smoke-record.ts';
import { SmokeDifferenceError, type Step, type StepResult, takeSteps } from './steps.ts';

const table = silverTable(smokeCheck.contract, policyOfZone('silver'));
const columns = table.columns.map(({ name }) => name);
const times: ReadonlySet<string> = new Set(
  table.columns.filter(({ type }) => type.kind === 'timestamp').map(({ name }) => name),
);
/** The file itself is no column of the lake's tables. */
const lakeColumns = columns.filter((name) => name !== 'object_key');
/** The star names the key of a dimension anew. */
const starFields = table.masked.map(({ name }) => name).filter((name) => name !== table.key.name);

/** What a check found out on its way. */
interface Progress {
  address?: StreamAddress | undefined;
  /** The row of silver, found to be right. */
  silver?: TextRow;
  isPipelineDone?: () => Promise<boolean>;
  /** Epoch ms. */
  pipelineStartedAt?: number;
}

export interface SmokeOptions {
  /** Tells this check from others: letters. */
  readonly check: string;
  /** Epoch ms. */
  readonly now: number;
  /** Parts to leave out, each with why. */
  readonly without?: SmokePlace['lacks'];
  /** How long to wait, as a share of each step's limit; 1 unless a test knows that it waits in vain. */
  readonly patience?: number;
}

/**
 * Sends one invented organization through the whole pipeline, reads it back from every store, compares every column, and
 * sends its deletion. Each step has a time limit. What was sent is deleted again whatever fails.
 * @param onResult is told of each step as it ends
 * @returns the steps; all is well when none has the outcome `FAILED`
 */
export async function smoke(
  place: SmokePlace,
  { check, now, without = {}, patience = 1 }: SmokeOptions,
  onResult: (result: StepResult) => void,
): Promise<StepResult[]> {
  const changed = smokeRecord(check, 'changed', now);
  // A millisecond later, so that the order of the two is never the stream's alone.
  const deleted = smokeRecord(check, 'deleted', now + 1);
  const lacks = { ...place.lacks, ...without };
  const there: Progress = {};
  const back: Progress = {};
  const steps = [
    ...stepsToStar(place, changed, there, lacks),
    pipelineStep(place, there, lacks),
    lakeStep(place, changed, there, lacks),
    ...stepsToStar(place, deleted, back, lacks).map((step) => ({ ...step, name: `deletion: ${step.name}` })),
  ];
  const results = await takeSteps(
    steps.map((step) => ({ ...step, limitSeconds: step.limitSeconds * patience })),
    onResult,
  );
  if (there.address !== undefined && back.address === undefined) await put(place, deleted).catch(() => undefined);
  return results;
}

type Lacks = SmokePlace['lacks'];

/** From the stream to the star, for one record. */
function stepsToStar(place: SmokePlace, record: SmokeRecord, progress: Progress, lacks: Lacks): Step[] {
  const { expected } = record;
  return [
    {
      name: 'stream',
      limitSeconds: 60,
      todo: `Is ${place.streamName} there, and may you write to it and use its key? The role of the smoke check may.`,
      look: async () => {
        progress.address = await put(place, record);
        return progress.address === undefined ? undefined : `a record in ${progress.address.shard}`;
      },
    },
    {
      name: 'bronze',
      limitSeconds: 120,
      todo: 'Read the log group of ingest-events, and its alarms: it cannot read the stream, or not write the vault.',
      look: async () => {
        const [key] = await coveringObjects(at(place, 'bronze'), layout.events.prefix, addressOf(progress));
        return key === undefined ? undefined : 'an object of the vault covers it (nobody reads it)';
      },
    },
    {
      name: 'silver',
      limitSeconds: 120,
      todo: 'Is it in quarantine instead? Then another release of the contract is deployed than you have here. Else read the log group of ingest-events.',
      look: async () => {
        const row = await silverRow(place, record, progress);
        if (row === undefined) return undefined;
        progress.silver = row;
        return `${columns.length} columns as sent`;
      },
    },
    {
      name: 'load',
      limitSeconds: 960,
      todo: 'Read the log group of load-warehouse: it names the contract and the statement, or whom it waits for.',
      leftOut: lacks.warehouse,
      look: async () => {
        await place.warehouse.load();
        return 'a load of the warehouse went through';
      },
    },
    {
      name: 'history',
      limitSeconds: 120,
      todo: 'The load left it out, or Redshift reads our Parquet otherwise: audit.set_aside and audit.load_ledger tell. Stop loading before anybody relies on it.',
      leftOut: lacks.warehouse,
      look: async () => {
        const row = await warehouseRow(
          place,
          `SELECT ${columns.map((name) => (times.has(name) ? `CAST(${name} AS VARCHAR(64)) AS ${name}` : name)).join(', ')}
           FROM history.${table.name} WHERE shard_id = :shard AND sequence = :sequence`,
          rowParameters(progress),
        );
        return compared(row, progress.silver ?? expected);
      },
    },
    {
      name: 'star',
      limitSeconds: 120,
      todo: 'history has it and the star does not: run the full checks of the load, and read audit.load_ledger.',
      leftOut: lacks.warehouse,
      look: async () => {
        const row = await warehouseRow(
          place,
          `SELECT ${starFields.join(', ')}, row_hash, CASE WHEN is_deleted THEN 'D' ELSE 'U' END AS op,
             CAST(version_at AS VARCHAR(64)) AS version_at
           FROM star.dim_${table.name} WHERE ${table.name}_bk = :key AND version_at = CAST(:at AS TIMESTAMP)`,
          { key: smokeOrganization, at: String(expected.version_at) },
        );
        const wanted = ['op', 'version_at', 'row_hash', ...starFields];
        return compared(row, Object.fromEntries(wanted.map((name) => [name, expected[name] ?? null])));
      },
    },
  ];
}

function pipelineStep(place: SmokePlace, progress: Progress, lacks: Lacks): Step {
  return {
    name: 'pipeline',
    limitSeconds: 5400,
    todo: 'Look at the execution of the state machine: it names the step, and the log of the job or function why.',
    leftOut: lacks.lake,
    look: async () => {
      if (progress.isPipelineDone === undefined) {
        progress.pipelineStartedAt = Date.now();
        progress.isPipelineDone = await place.lake.startPipeline();
      }
      return (await progress.isPipelineDone()) ? 'an execution succeeded' : undefined;
    },
  };
}

function lakeStep(place: SmokePlace, { expected }: SmokeRecord, progress: Progress, lacks: Lacks): Step {
  return {
    name: 'lake',
    limitSeconds: 120,
    todo: 'The job ended well and left it out: read its log, and whether it was one that had begun before.',
    leftOut: lacks.lake,
    look: async () => {
      const since = (progress.pipelineStartedAt ?? 0) - clockToleranceMs;
      const row = await place.lake.readHistory(rowAddress(progress), lakeColumns, times, since);
      const silver = progress.silver ?? expected;
      return compared(row, Object.fromEntries(lakeColumns.map((name) => [name, silver[name] ?? null])));
    },
  };
}

/** Puts one record; undefined when the stream refused it for now. */
async function put({ kinesis, streamName }: SmokePlace, record: SmokeRecord): Promise<StreamAddress | undefined> {
  const sentAt = Date.now();
  const { Records = [] } = await kinesis.send(
    new PutRecordsCommand({
      StreamName: streamName,
      Records: [{ Data: record.data, PartitionKey: record.partitionKey }],
    }),
  );
  const { ShardId: shardId, SequenceNumber: sequence } = Records[0] ?? {};
  if (shardId === undefined || sequence === undefined) return undefined;
  return { shard: streamShard(smokeCheck.contract.stream, shardId), sequence, sentAt };
}

async function silverRow(place: SmokePlace, record: SmokeRecord, progress: Progress): Promise<TextRow | undefined> {
  const address = addressOf(progress);
  for (const key of await coveringObjects(at(place, 'silver'), smokeCheck.changes.prefix, address)) {
    const { Body } = await place.s3.send(new GetObjectCommand({ Bucket: place.buckets.silver, Key: key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const row = await findRow([bytes], { address: rowAddress(progress), columns, times });
    if (row === undefined) continue;
    compared(row, {
      ...record.expected,
      event_id: row.event_id ?? null,
      sequence: rowAddress(progress).sequence,
      shard_id: address.shard,
      object_key: key,
    });
    const arrivedAt = Date.parse(`${row.arrived_at?.replace(' ', 'T')}Z`);
    if (!(Math.abs(arrivedAt - address.sentAt) < clockToleranceMs)) {
      throw new SmokeDifferenceError(`arrived_at is ${row.arrived_at}, which is not when it was sent`);
    }
    return row;
  }
  const [refused] = await coveringObjects(at(place, 'quarantine'), layout.rejected.prefix, address);
  if (refused !== undefined && Date.now() - address.sentAt > 30_000) {
    throw new SmokeDifferenceError('silver has no row of it, and an object in quarantine covers its sequence number');
  }
  return undefined;
}

async function warehouseRow(
  { warehouse }: SmokePlace,
  sql: string,
  parameters: Readonly<Record<string, string>>,
): Promise<TextRow | undefined> {
  const [row] = await warehouse.sql.query(sql, parameters);
  return row === undefined ? undefined : textRow(row, times);
}

/** What to say of a row that is right; undefined when there is none. @throws SmokeDifferenceError when it is another */
function compared(row: TextRow | undefined, expected: TextRow): string | undefined {
  if (row === undefined) return undefined;
  const different = differences(row, expected);
  if (different.length > 0) throw new SmokeDifferenceError(`the row differs: ${different.join(', ')}`);
  return `${Object.keys(expected).length} columns as sent`;
}

function addressOf({ address }: Progress): StreamAddress {
  if (address === undefined) throw new SmokeDifferenceError('the record was not sent');
  return address;
}

/** Where the record stands in every store. */
function rowAddress(progress: Progress): RowAddress {
  const { shard, sequence } = addressOf(progress);
  return { shard, sequence: sequence.padStart(sequenceDigits, '0') };
}

function rowParameters(progress: Progress): Readonly<Record<string, string>> {
  return { ...rowAddress(progress) };
}

function at({ s3, buckets }: SmokePlace, zone: 'bronze' | 'silver' | 'quarantine') {
  return { s3, bucket: buckets[zone] };
}
