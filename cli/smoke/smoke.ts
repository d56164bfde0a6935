import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import { layout } from '../../contracts/platform/zones.ts';
import { sequenceDigits } from '../../domain/records/silver-table.ts';
import { clockToleranceMs, coveringObjects, type StreamAddress } from './covering-objects.ts';
import { parquetRows } from './parquet-rows.ts';
import { differences, type TextRow, textRow } from './row-text.ts';
import type { SmokePlace } from './smoke-place.ts';
import { type SmokeRecord, smokeOrganization, smokeRecord, smokeSource, smokeTable } from './smoke-record.ts';
import { SmokeDifferenceError, type Step, type StepResult, takeSteps } from './steps.ts';
import { lakeColumns, silverColumns, starFields, times } from './store-columns.ts';
import { validityOf } from './versions.ts';

/** What a check found out on its way. */
interface Progress {
  address?: StreamAddress | undefined;
  /** The row of silver, found to be right. */
  silver?: TextRow;
}

/** A record on its way. */
interface Sent {
  readonly record: SmokeRecord;
  readonly progress: Progress;
}

export interface SmokeOptions {
  /** Tells this check from others: letters and digits. */
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
  // Never a whole second: a store that cuts milliseconds must show.
  const at = now % 1000 === 0 ? now - 1 : now;
  const changed = smokeRecord(check, 'changed', at);
  // A millisecond later, so that the order of the two is never the stream's alone.
  const deleted = smokeRecord(check, 'deleted', at + 1);
  const lacks = { ...place.lacks, ...without };
  const first: Sent = { record: changed, progress: {} };
  const second: Sent = { record: deleted, progress: {} };
  const both = [first, second];
  const steps = [
    ...stepsToStar(place, [first], lacks),
    ...stepsToStar(place, both, lacks).map((step) => ({ ...step, name: `deletion: ${step.name}` })),
    // Behind the deletion: one run of the job shows both versions, and leaves nothing in the lake of today.
    pipelineStep(place, lacks),
    lakeStep(place, both, lacks),
  ];
  const results = await takeSteps(
    steps.map((step) => ({ ...step, limitSeconds: step.limitSeconds * patience })),
    onResult,
  );
  const { address } = second.progress;
  if (first.progress.address !== undefined && address === undefined) await put(place, deleted).catch(() => undefined);
  return results;
}

type Lacks = SmokePlace['lacks'];

/** From the stream to the star, for the last of these records; those before it were looked for before. */
function stepsToStar(place: SmokePlace, sent: readonly Sent[], lacks: Lacks): Step[] {
  const { record, progress } = lastOf(sent);
  return [
    {
      name: 'stream',
      limitSeconds: 60,
      todo: `Is ${place.streamName} there, and may you write to it and use its key? The role of the smoke check may.`,
      look: async () => {
        progress.address = await put(place, record);
        return progress.address === undefined ? undefined : `a record in ${progress.address.shardId}`;
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
        return `${silverColumns.length} columns as sent`;
      },
    },
    {
      name: 'load',
      limitSeconds: 960,
      todo: 'Read the log group of load-warehouse: it names the contract and the statement, or whom it waits for.',
      leftOut: lacks.warehouse,
      look: async () => {
        return (await place.warehouse.load()) === 0 ? 'a load of the warehouse went through' : undefined;
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
          `SELECT ${silverColumns.map((name) => (times.has(name) ? timeAsText(name) : name)).join(', ')}
           FROM history.${smokeTable.name} WHERE event_source = :source AND event_id = :id`,
          { source: smokeSource, id: record.eventId },
        );
        return compared(row, rowOf(lastOf(sent)));
      },
    },
    {
      name: 'star',
      limitSeconds: 120,
      todo: 'history has it and the star does not: run the full checks of the load, and read audit.load_ledger.',
      leftOut: lacks.warehouse,
      look: async () => {
        const rows = await place.warehouse.sql.query(
          `SELECT ${starFields.join(', ')}, row_hash, is_current, is_deleted, is_inferred,
             ${['version_at', 'valid_from', 'valid_to'].map(timeAsText).join(', ')}
           FROM star.dim_${smokeTable.name} WHERE ${smokeTable.name}_bk = :key`,
          { key: smokeOrganization },
        );
        const versions = rows.map((row) => textRow(row, times));
        return comparedVersions(versions, sent.map(rowOf), ['version_at', 'row_hash', ...starFields]);
      },
    },
  ];
}

function pipelineStep(place: SmokePlace, lacks: Lacks): Step {
  let isDone: (() => Promise<boolean>) | undefined;
  return {
    name: 'pipeline',
    limitSeconds: 5400,
    todo: 'Look at the execution of the state machine: it names the step, and the log of the job or function why.',
    leftOut: lacks.lake,
    look: async () => {
      isDone ??= await place.lake.startPipeline();
      return (await isDone()) ? 'an execution succeeded' : undefined;
    },
  };
}

function lakeStep(place: SmokePlace, sent: readonly Sent[], lacks: Lacks): Step {
  return {
    name: 'lake',
    limitSeconds: 120,
    todo: 'The job ended well and left it out: read its log, and whether it was one that had begun before.',
    leftOut: lacks.lake,
    look: async () => {
      const seen = comparedVersions(await place.lake.rows('history'), sent.map(rowOf), lakeColumns);
      if (seen === undefined) return undefined;
      const today = await place.lake.rows('today');
      if (today.length > 0) {
        throw new SmokeDifferenceError(`${smokeCheck.lake.tables.today} has the organization still, which was deleted`);
      }
      return `${sent.length} versions, ${seen}; none of today`;
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
  return shardId === undefined || sequence === undefined ? undefined : { shardId, sequence, sentAt };
}

async function silverRow(place: SmokePlace, record: SmokeRecord, progress: Progress): Promise<TextRow | undefined> {
  const address = addressOf(progress);
  for (const key of await coveringObjects(at(place, 'silver'), smokeCheck.changes.prefix, address)) {
    const { Body } = await place.s3.send(new GetObjectCommand({ Bucket: place.buckets.silver, Key: key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const row = (await parquetRows(bytes)).find(
      ({ event_source: source, event_id: id }) => source === smokeSource && id === record.eventId,
    );
    if (row === undefined) continue;
    compared(row, {
      ...record.expected,
      sequence: address.sequence.padStart(sequenceDigits, '0'),
      shard_id: address.shardId,
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

/**
 * What to say of versions that are right: each of the records has one, which holds until the next one's time, and the last
 * is the only one of today. Undefined when one has none yet.
 * @param versions all of the organization in a store
 * @param columns of the records to compare besides
 * @throws SmokeDifferenceError when one is another
 */
function comparedVersions(
  versions: readonly TextRow[],
  records: readonly TextRow[],
  columns: readonly string[],
): string | undefined {
  let said: string | undefined;
  for (const [index, record] of records.entries()) {
    const own = versions.filter(({ version_at: at }) => at === record.version_at);
    if (own.length > 1) throw new SmokeDifferenceError(`there are ${own.length} versions of one record`);
    const followedBy = records[index + 1]?.version_at ?? null;
    said = compared(own[0], {
      ...Object.fromEntries(columns.map((name) => [name, record[name] ?? null])),
      ...validityOf(record, versions, followedBy),
    });
    if (said === undefined) return undefined;
  }
  const current = versions.filter(({ is_current: isCurrent }) => isCurrent === 'true').length;
  if (current !== 1) throw new SmokeDifferenceError(`${current} versions of the organization are current`);
  return said;
}

/** What every store behind silver must have. */
function rowOf({ record, progress }: Sent): TextRow {
  return progress.silver ?? record.expected;
}

function lastOf(sent: readonly Sent[]): Sent {
  const last = sent.at(-1);
  if (last === undefined) throw new SmokeDifferenceError('nothing was sent');
  return last;
}

/** Engines print times as they like; cast, Redshift gives all of their digits. */
const timeAsText = (name: string) => `CAST(${name} AS VARCHAR(64)) AS ${name}`;

function addressOf({ address }: Progress): StreamAddress {
  if (address === undefined) throw new SmokeDifferenceError('the record was not sent');
  return address;
}

function at({ s3, buckets }: SmokePlace, zone: 'bronze' | 'silver' | 'quarantine') {
  return { s3, bucket: buckets[zone] };
}
