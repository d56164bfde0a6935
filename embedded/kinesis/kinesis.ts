import { access, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateStreamCommand,
  type CreateStreamCommandOutput,
  DescribeStreamSummaryCommand,
  type DescribeStreamSummaryCommandOutput,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandOutput,
  KinesisServiceException,
  ListShardsCommand,
  type ListShardsCommandOutput,
  ListStreamsCommand,
  type ListStreamsCommandOutput,
  PutRecordCommand,
  type PutRecordCommandOutput,
  PutRecordsCommand,
  type PutRecordsCommandOutput,
} from '@aws-sdk/client-kinesis';
import { type Clock, systemClock } from './clock.ts';
import { invalidArgument, shardNotFound, streamExists, streamNotFound, validation } from './kinesis-errors.ts';
import { putEntries, putEntry } from './put-validation.ts';
import { hashKeyRanges, sequenceNumberAt } from './sequence-number.ts';
import { decodeShardIterator, encodeShardIterator, startingPosition } from './shard-iterator.ts';
import { type StreamDescription, StreamLog } from './stream-log.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
const MAX_RECORDS_PER_GET = 10_000;
const MAX_BYTES_PER_GET = 10 * 1024 * 1024;

const MAX_SHARDS_PER_LIST = 10_000;
const DEFAULT_SHARDS_PER_LIST = 1000;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html */
const MAX_STREAMS_PER_LIST = 10_000;
const DEFAULT_STREAMS_PER_LIST = 100;

/** More shards than this on one machine is a mistake, not a stream. */
const MAX_SHARD_COUNT = 256;

/** What an on-demand stream starts with (https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html). */
const ON_DEMAND_SHARD_COUNT = 4;

const DEFAULT_RETENTION_HOURS = 24;
const STREAM_NAME = /^[a-zA-Z0-9_-][a-zA-Z0-9_.-]{0,127}$/;
const OK = { $metadata: { httpStatusCode: 200 } };

/** A stream to have ready, as `contracts/platform/streams.ts` lists them. */
export interface StreamToOpen {
  readonly name: string;
  readonly shardCount: number;
  readonly retentionHours: number;
}

export type EmbeddedKinesisCommand =
  | CreateStreamCommand
  | DescribeStreamSummaryCommand
  | ListStreamsCommand
  | ListShardsCommand
  | PutRecordCommand
  | PutRecordsCommand
  | GetShardIteratorCommand
  | GetRecordsCommand;

/**
 * Amazon Kinesis Data Streams on one machine: a directory per stream, answering `send(command)` as the SDK's
 * KinesisClient does, with its error names. Streams are active at once and are not resharded; the throughput limits of
 * a shard are not imposed.
 */
export class EmbeddedKinesis {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #streams = new Map<string, StreamLog>();
  readonly #beingCreated = new Set<string>();

  private constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /** Opens every stream under `directory` and creates the given ones that are absent. One process at a time may. */
  static async open(
    directory: string,
    options: { readonly clock?: Clock; readonly streams?: readonly StreamToOpen[] } = {},
  ): Promise<EmbeddedKinesis> {
    const kinesis = new EmbeddedKinesis(directory, options.clock ?? systemClock);
    await mkdir(directory, { recursive: true });
    for (const name of await readdir(directory)) {
      const path = join(directory, name);
      if (await exists(join(path, 'stream.json')))
        kinesis.#streams.set(name, await StreamLog.open(path, kinesis.#clock));
    }
    for (const stream of options.streams ?? []) {
      if (!kinesis.#streams.has(stream.name)) await kinesis.#create(stream);
    }
    return kinesis;
  }

  /** The log of a stream, for the event source mapping. @throws ResourceNotFoundException */
  stream(name: string): StreamLog {
    const stream = this.#streams.get(name);
    if (stream === undefined) throw streamNotFound(name);
    return stream;
  }

  /** Waits for the writes under way and closes every file. */
  async close(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((stream) => stream.close()));
  }

  send(command: CreateStreamCommand): Promise<CreateStreamCommandOutput>;
  send(command: DescribeStreamSummaryCommand): Promise<DescribeStreamSummaryCommandOutput>;
  send(command: ListStreamsCommand): Promise<ListStreamsCommandOutput>;
  send(command: ListShardsCommand): Promise<ListShardsCommandOutput>;
  send(command: PutRecordCommand): Promise<PutRecordCommandOutput>;
  send(command: PutRecordsCommand): Promise<PutRecordsCommandOutput>;
  send(command: GetShardIteratorCommand): Promise<GetShardIteratorCommandOutput>;
  send(command: GetRecordsCommand): Promise<GetRecordsCommandOutput>;
  async send(command: EmbeddedKinesisCommand) {
    if (command instanceof PutRecordsCommand) return this.#putRecords(command.input);
    if (command instanceof PutRecordCommand) return this.#putRecord(command.input);
    if (command instanceof GetRecordsCommand) return this.#getRecords(command.input);
    if (command instanceof GetShardIteratorCommand) return this.#getShardIterator(command.input);
    if (command instanceof ListShardsCommand) return this.#listShards(command.input);
    if (command instanceof ListStreamsCommand) return this.#listStreams(command.input);
    if (command instanceof DescribeStreamSummaryCommand) return this.#describeStreamSummary(command.input);
    if (command instanceof CreateStreamCommand) return this.#createStream(command.input);
    throw validation('Embedded Kinesis does not support this command.');
  }

  async #createStream(input: CreateStreamCommand['input']): Promise<CreateStreamCommandOutput> {
    const name = input.StreamName;
    if (name === undefined || !STREAM_NAME.test(name)) {
      throw validation('StreamName must have 1 to 128 letters, digits, "_", "." and "-".');
    }
    const onDemand = input.StreamModeDetails?.StreamMode === 'ON_DEMAND';
    const shardCount = input.ShardCount ?? (onDemand ? ON_DEMAND_SHARD_COUNT : undefined);
    if (shardCount === undefined || !Number.isInteger(shardCount) || shardCount < 1 || shardCount > MAX_SHARD_COUNT) {
      throw validation(`ShardCount must be a whole number from 1 to ${MAX_SHARD_COUNT}.`);
    }
    if (this.#streams.has(name) || this.#beingCreated.has(name)) throw streamExists(name);
    await this.#create({ name, shardCount, retentionHours: DEFAULT_RETENTION_HOURS });
    return OK;
  }

  async #create(stream: StreamToOpen): Promise<void> {
    this.#beingCreated.add(stream.name);
    try {
      this.#streams.set(stream.name, await StreamLog.create(join(this.#directory, stream.name), stream, this.#clock));
    } finally {
      this.#beingCreated.delete(stream.name);
    }
  }

  async #describeStreamSummary(
    input: DescribeStreamSummaryCommand['input'],
  ): Promise<DescribeStreamSummaryCommandOutput> {
    const { arn, description } = this.#named(input);
    return {
      ...OK,
      StreamDescriptionSummary: {
        ...summaryOf(arn, description),
        RetentionPeriodHours: description.retentionHours,
        EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
        EncryptionType: 'NONE',
        OpenShardCount: description.shardCount,
        ConsumerCount: 0,
      },
    };
  }

  async #listStreams(input: ListStreamsCommand['input']): Promise<ListStreamsCommandOutput> {
    const maximum = input.Limit ?? DEFAULT_STREAMS_PER_LIST;
    if (!Number.isInteger(maximum) || maximum < 1 || maximum > MAX_STREAMS_PER_LIST) {
      throw validation(`Limit must be a whole number from 1 to ${MAX_STREAMS_PER_LIST}.`);
    }
    const after = input.NextToken ?? input.ExclusiveStartStreamName ?? '';
    const rest = [...this.#streams].filter(([name]) => name > after).sort(([one], [other]) => (one < other ? -1 : 1));
    const page = rest.slice(0, maximum);
    const HasMoreStreams = rest.length > page.length;
    return {
      ...OK,
      StreamNames: page.map(([name]) => name),
      HasMoreStreams,
      StreamSummaries: page.map(([, { arn, description }]) => summaryOf(arn, description)),
      ...(HasMoreStreams ? { NextToken: page.at(-1)?.[0] } : {}),
    };
  }

  async #listShards(input: ListShardsCommand['input']): Promise<ListShardsCommandOutput> {
    const [tokenStream, tokenStart] = (input.NextToken ?? '').split('/');
    const stream = input.NextToken === undefined ? this.#named(input) : this.stream(tokenStream ?? '');
    const maximum = input.MaxResults ?? DEFAULT_SHARDS_PER_LIST;
    if (!Number.isInteger(maximum) || maximum < 1 || maximum > MAX_SHARDS_PER_LIST) {
      throw validation(`MaxResults must be a whole number from 1 to ${MAX_SHARDS_PER_LIST}.`);
    }
    const ranges = hashKeyRanges(stream.shards.length);
    const after = tokenStart ?? input.ExclusiveStartShardId ?? '';
    const rest = stream.shards.flatMap((shard, index) => {
      const range = ranges[index];
      return shard.shardId > after && range !== undefined ? [{ shard, range }] : [];
    });
    const page = rest.slice(0, maximum);
    const last = page.at(-1)?.shard.shardId;
    return {
      ...OK,
      Shards: page.map(({ shard, range }) => ({
        ShardId: shard.shardId,
        HashKeyRange: { StartingHashKey: String(range.start), EndingHashKey: String(range.end) },
        SequenceNumberRange: { StartingSequenceNumber: sequenceNumberAt(shard.prefix, 0) },
      })),
      ...(rest.length > page.length ? { NextToken: `${stream.description.name}/${last}` } : {}),
    };
  }

  async #putRecord(input: PutRecordCommand['input']): Promise<PutRecordCommandOutput> {
    const stream = this.#named(input);
    const { entry } = putEntry(input, 'The record');
    const [place] = await stream.put([entry]);
    if (place === undefined || place instanceof Error) throw internalFailure(place);
    return { ...OK, ShardId: place.shardId, SequenceNumber: place.sequenceNumber, EncryptionType: 'NONE' };
  }

  async #putRecords(input: PutRecordsCommand['input']): Promise<PutRecordsCommandOutput> {
    const stream = this.#named(input);
    const places = await stream.put(putEntries(input.Records));
    const Records = places.map((place) =>
      place instanceof Error
        ? { ErrorCode: 'InternalFailure', ErrorMessage: place.message }
        : { ShardId: place.shardId, SequenceNumber: place.sequenceNumber },
    );
    const FailedRecordCount = places.filter((place) => place instanceof Error).length;
    return { ...OK, FailedRecordCount, Records, EncryptionType: 'NONE' };
  }

  async #getShardIterator(input: GetShardIteratorCommand['input']): Promise<GetShardIteratorCommandOutput> {
    const stream = this.#named(input);
    const { name } = stream.description;
    const shard = stream.shard(input.ShardId ?? '');
    if (shard === undefined) throw shardNotFound(name, input.ShardId ?? '(none)');
    const position = startingPosition(shard, input);
    const iterator = { stream: name, shardId: shard.shardId, position, issuedAtMs: this.#clock.now() };
    return { ...OK, ShardIterator: encodeShardIterator(iterator) };
  }

  async #getRecords(input: GetRecordsCommand['input']): Promise<GetRecordsCommandOutput> {
    const now = this.#clock.now();
    const iterator = decodeShardIterator(input.ShardIterator, now);
    const limit = input.Limit ?? MAX_RECORDS_PER_GET;
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_RECORDS_PER_GET) {
      throw validation(`Limit must be a whole number from 1 to ${MAX_RECORDS_PER_GET}.`);
    }
    const shard = this.stream(iterator.stream).shard(iterator.shardId);
    if (shard === undefined) throw shardNotFound(iterator.stream, iterator.shardId);
    const records = await shard.read(iterator.position, limit, MAX_BYTES_PER_GET);
    const position = (records.at(-1)?.position ?? iterator.position - 1) + 1;
    const nextArrival = shard.arrivalAt(position);
    return {
      ...OK,
      Records: records.map((record) => ({
        SequenceNumber: record.sequenceNumber,
        ApproximateArrivalTimestamp: new Date(record.arrivalMs),
        Data: record.data,
        PartitionKey: record.partitionKey,
        EncryptionType: 'NONE' as const,
      })),
      NextShardIterator: encodeShardIterator({ ...iterator, position, issuedAtMs: now }),
      MillisBehindLatest: nextArrival === undefined ? 0 : Math.max(0, now - nextArrival),
    };
  }

  #named(input: { readonly StreamName?: string | undefined; readonly StreamARN?: string | undefined }): StreamLog {
    const name = input.StreamName ?? input.StreamARN?.split(':stream/')[1];
    if (name === undefined) throw invalidArgument('Either StreamARN or StreamName should be provided.');
    return this.stream(name);
  }
}

/** What every answer about a stream says of it. */
function summaryOf(arn: string, { name, createdAtMs }: StreamDescription) {
  return {
    StreamName: name,
    StreamARN: arn,
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    StreamCreationTimestamp: new Date(createdAtMs),
  } as const;
}

/** A put the disk refused; the service answers 500 and callers retry. */
function internalFailure(cause: Error | undefined): KinesisServiceException {
  const error = new KinesisServiceException({
    name: 'InternalFailureException',
    message: cause?.message ?? 'The record could not be written.',
    $fault: 'server',
    $metadata: { httpStatusCode: 500 },
  });
  error.cause = cause;
  return error;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
