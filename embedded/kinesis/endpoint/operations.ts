import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  ListStreamsCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { z } from 'zod';
import type { EmbeddedKinesisCommand } from '../kinesis.ts';
import { RequestError } from './request-error.ts';

/** Bytes come as base64 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html), times as seconds. */
const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const time = z.number().transform((seconds) => new Date(seconds * 1000));
const text = z.string().optional();
const count = z.number().optional();

const named = { StreamName: text, StreamARN: text };
const record = { Data: bytes.optional(), PartitionKey: text, ExplicitHashKey: text };

/** Makes the command of an operation from what a request's body says. What is missing or out of range, the stream refuses. */
const operations: Readonly<Record<string, (input: unknown) => EmbeddedKinesisCommand>> = {
  PutRecord: (input) => new PutRecordCommand(shaped(z.object({ ...named, ...record }), input)),
  PutRecords: (input) =>
    new PutRecordsCommand(shaped(z.object({ ...named, Records: z.array(z.object(record)).optional() }), input)),
  DescribeStreamSummary: (input) => new DescribeStreamSummaryCommand(shaped(z.object(named), input)),
  ListStreams: (input) =>
    new ListStreamsCommand(shaped(z.object({ Limit: count, NextToken: text, ExclusiveStartStreamName: text }), input)),
  ListShards: (input) =>
    new ListShardsCommand(
      shaped(z.object({ ...named, NextToken: text, ExclusiveStartShardId: text, MaxResults: count }), input),
    ),
  GetShardIterator: (input) =>
    new GetShardIteratorCommand(
      shaped(
        z.object({
          ...named,
          ShardId: text,
          ShardIteratorType: text,
          StartingSequenceNumber: text,
          Timestamp: time.optional(),
        }),
        input,
      ),
    ),
  GetRecords: (input) => new GetRecordsCommand(shaped(z.object({ ShardIterator: text, Limit: count }), input)),
  CreateStream: (input) =>
    new CreateStreamCommand(
      shaped(
        z.object({
          StreamName: text,
          ShardCount: count,
          StreamModeDetails: z.object({ StreamMode: text }).optional(),
        }),
        input,
      ),
    ),
};

/**
 * Only the form is looked at here: the twin behind it refuses what the service would, also what TypeScript would not let
 * pass, such as a record without data.
 */
// biome-ignore lint/suspicious/noExplicitAny: see above
function shaped(schema: z.ZodType, input: unknown): any {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new RequestError('SerializationException', `The request has no ${path} that Kinesis takes.`);
}

/**
 * The command that a request asks for.
 * @param target header X-Amz-Target, such as `Kinesis_20131202.PutRecords`
 * @throws RequestError for an operation there is none of here, and a body that is not of its form
 */
export function commandOf(target: string | undefined, body: Buffer): EmbeddedKinesisCommand {
  const name = /^Kinesis_20131202\.(\w+)$/.exec(target ?? '')?.[1] ?? '';
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined) {
    throw new RequestError('UnknownOperationException', `There is no such operation here, only ${list(operations)}.`);
  }
  return operation(parseJson(body));
}

const list = (of: object) => Object.keys(of).join(', ');

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.length === 0 ? '{}' : body.toString());
  } catch {
    throw new RequestError('SerializationException', 'The body is no JSON.');
  }
}

/** The body of an answer. */
export function formatOutput({ $metadata: _, ...output }: { readonly $metadata: unknown }): string {
  return JSON.stringify(output, function (this: Readonly<Record<string, unknown>>, key, value) {
    // Of a Date and a Buffer `value` is what their own toJSON made.
    const original = this[key];
    if (original instanceof Date) return original.getTime() / 1000;
    if (original instanceof Uint8Array) return Buffer.from(original).toString('base64');
    return value;
  });
}
