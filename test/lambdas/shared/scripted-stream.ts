import { ProvisionedThroughputExceededException, type PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { PutRecordsClient } from '../../../lambdas/shared/put-records.ts';
import type { OutgoingRecord } from '../../../sources/source-record.ts';

/** What the stream does with one request: answer entry by entry, or fail as a whole. */
export type Script = (request: number, data: string) => 'accept' | 'refuse' | 'throttle';

export interface SeenRequest {
  readonly data: readonly string[];
  readonly bytes: number;
}

export interface Accepted {
  readonly data: string;
  readonly key: string;
  readonly request: number;
}

/** A stream that follows a script and remembers what it saw. A request fails as a whole when its first entry says so. */
export class ScriptedStream implements PutRecordsClient {
  readonly requests: SeenRequest[] = [];
  readonly accepted: Accepted[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  readonly send: PutRecordsClient['send'] = async ({ input }: PutRecordsCommand) => {
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    const request = this.requests.length;
    const entries = (input.Records ?? []).map(({ Data, PartitionKey = '' }) => ({
      data: Buffer.from(Data ?? []).toString(),
      key: PartitionKey,
      bytes: (Data?.length ?? 0) + Buffer.byteLength(PartitionKey),
    }));
    this.requests.push({
      data: entries.map(({ data }) => data),
      bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    });
    await new Promise((resolve) => setImmediate(resolve));
    this.atOnce -= 1;
    if (this.#script(request, entries[0]?.data ?? '') === 'throttle') {
      throw new ProvisionedThroughputExceededException({ message: 'slow down', $metadata: { httpStatusCode: 400 } });
    }
    const results = entries.map(({ data, key }) => {
      if (this.#script(request, data) !== 'accept') {
        return { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'slow down' };
      }
      this.accepted.push({ data, key, request });
      return { SequenceNumber: String(this.accepted.length), ShardId: 'shardId-000000000000' };
    });
    const FailedRecordCount = results.filter((result) => 'ErrorCode' in result).length;
    return { Records: results, FailedRecordCount, $metadata: {} };
  };
}

/** `count` records of `size` bytes over so many keys; the data tells which is which. */
export function records(count: number, { size = 10, keys = 1 } = {}): OutgoingRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    partitionKey: `key-${index % keys}`,
    data: Buffer.from(String(index).padStart(size, '0')),
  }));
}

export const dataOf = (sent: readonly OutgoingRecord[]) => sent.map(({ data }) => Buffer.from(data).toString());
