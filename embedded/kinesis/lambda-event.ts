import { hash } from 'node:crypto';
import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import type { Attempt, DiscardCondition } from './batch-rules.ts';
import type { StreamRecord } from './shard-log.ts';

const REGION = 'us-east-1';

/** What a record says about where it comes from and who reads it. */
export interface MappingIdentity {
  readonly uuid: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly roleArn: string;
}

/** The identity of a mapping; its UUID follows from the stream and the consumer, so it is the same after a restart. */
export function mappingIdentity(streamArn: string, consumer: string, functionArn: string): MappingIdentity {
  const digits = hash('sha256', `${streamArn}\n${consumer}`);
  // Version 8 of RFC 9562: a UUID of the application's own making.
  const uuid = [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(13, 16)}`, `a${digits.slice(17, 20)}`].join(
    '-',
  );
  return {
    uuid: `${uuid}-${digits.slice(20, 32)}`,
    streamArn,
    functionArn,
    roleArn: `arn:aws:iam::000000000000:role/${consumer}`,
  };
}

/** The event the function gets (https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html). */
export function kinesisEvent(records: readonly StreamRecord[], identity: MappingIdentity): KinesisStreamEvent {
  return { Records: records.map((record) => eventRecord(record, base64(record.data), identity)) };
}

function eventRecord(record: StreamRecord, data: string, identity: MappingIdentity): KinesisStreamRecord {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.partitionKey,
      sequenceNumber: record.sequenceNumber,
      data,
      approximateArrivalTimestamp: record.arrivalMs / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${record.shardId}:${record.sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: identity.roleArn,
    awsRegion: REGION,
    eventSourceARN: identity.streamArn,
  };
}

function base64(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}

/**
 * A function that tells how many bytes a record takes in the event's JSON, its base64 and its comma included, without
 * encoding it. Never less than the truth: the arrival time is counted at its longest.
 */
export function payloadSizer(identity: MappingIdentity): (record: StreamRecord) => number {
  const longestArrivalMs = 9_999_999_999_999;
  const blank = { shardId: '', sequenceNumber: '', position: 0, partitionKey: '', data: new Uint8Array() };
  const frame = eventRecord({ ...blank, arrivalMs: longestArrivalMs }, '', identity);
  const frameBytes = Buffer.byteLength(JSON.stringify(frame)) + 1;
  return ({ shardId, sequenceNumber, partitionKey, data }) => {
    const keyBytes = Buffer.byteLength(JSON.stringify(partitionKey)) - 2;
    return frameBytes + shardId.length + 2 * sequenceNumber.length + keyBytes + 4 * Math.ceil(data.byteLength / 3);
  };
}

/** The document of a discarded batch (https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html). */
export interface FailureDocument {
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: DiscardCondition;
    readonly approximateInvokeCount: number;
  };
  /** Null when the function was never invoked. */
  readonly responseContext: {
    readonly statusCode: number;
    readonly executedVersion: string;
    readonly functionError: string | null;
  } | null;
  readonly version: '1.0';
  readonly timestamp: string;
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly approximateArrivalOfFirstRecord: string;
    readonly approximateArrivalOfLastRecord: string;
    readonly batchSize: number;
    readonly streamArn: string;
  };
  /** The whole event as JSON text: it holds the raw records, so the destination must be a PHI vault. */
  readonly payload: string;
}

/** Describes a discarded batch of at least one record. */
export function failureDocument(
  attempt: Attempt,
  condition: DiscardCondition,
  identity: MappingIdentity,
  requestId: string,
  nowMs: number,
): FailureDocument {
  const first = attempt.records[0];
  const last = attempt.records.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('A discarded batch has at least one record.');
  return {
    requestContext: {
      requestId,
      functionArn: identity.functionArn,
      condition,
      approximateInvokeCount: attempt.invocations,
    },
    responseContext:
      attempt.invocations === 0
        ? null
        : { statusCode: 200, executedVersion: '$LATEST', functionError: attempt.functionError ? 'Unhandled' : null },
    version: '1.0',
    timestamp: new Date(nowMs).toISOString(),
    KinesisBatchInfo: {
      shardId: first.shardId,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: new Date(first.arrivalMs).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.arrivalMs).toISOString(),
      batchSize: attempt.records.length,
      streamArn: identity.streamArn,
    },
    payload: JSON.stringify(kinesisEvent(attempt.records, identity)),
  };
}

/** `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`, in UTC. */
export function failureKey(shardId: string, identity: MappingIdentity, documentId: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString();
  const day = time.slice(0, 10).replaceAll('-', '/');
  return `aws/lambda/${identity.uuid}/${shardId}/${day}/${time.slice(0, 19).replaceAll(':', '.')}-${documentId}`;
}
