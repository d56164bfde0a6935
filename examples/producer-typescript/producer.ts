import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** What PutRecords takes at once (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html). */
const mostRecords = 500;
const mostBytes = 4 * 1024 * 1024;
const mostAttempts = 8;

export interface ProducerOptions {
  readonly kinesis: Pick<KinesisClient, 'send'>;
  /** Folder with the exported contracts. */
  readonly contracts: URL;
  /** CloudEvents source: what sends, as `urn:clinic:admissions`. With the id it is the identity of an event. */
  readonly source: string;
  /** Keys the hashes that stand for people in partition keys and ids, so that neither tells who somebody is. */
  readonly secret: string;
  /** Name of a deployed stream, by its name in the contracts: `medstream-prod-medical-claims`. */
  readonly streamName?: (name: string) => string;
  /** Milliseconds before a second attempt; each further one waits twice as long. */
  readonly firstPauseMs?: number;
}

export interface Outcome {
  readonly sent: number;
  /** Records that the contract refuses, by their place, and what is wrong with them; no values. */
  readonly invalid: readonly { readonly place: number; readonly faults: readonly string[] }[];
  /** Places of records that the stream went on refusing. */
  readonly refused: readonly number[];
}

interface Entry {
  readonly place: number;
  readonly key: string;
  readonly data: Uint8Array;
}

interface ContractNotes {
  readonly name: string;
  readonly version: number;
  readonly stream: string;
  /** The field whose records stay in order. */
  readonly subject: string;
}

/** Sends records of one contract: validated, as CloudEvents, those of a patient in order, each counted once. */
export class Producer {
  readonly #options: ProducerOptions;
  readonly #notes: ContractNotes;
  readonly #isRecord: ValidateFunction;

  constructor(contract: string, options: ProducerOptions) {
    this.#options = options;
    const read = (file: string) => JSON.parse(readFileSync(new URL(file, options.contracts), 'utf8'));
    const notes = (read('dictionary.json') as ContractNotes[]).find(({ name }) => name === contract);
    if (notes === undefined) throw new Error(`there is no contract ${contract}`);
    this.#notes = notes;
    // 97.3 is no exact multiple of 0.1 in binary.
    const ajv = new Ajv2020({ allErrors: true, multipleOfPrecision: 6 });
    this.#isRecord = ajv.compile(read(`${contract.replaceAll('_', '-')}.schema.json`));
  }

  /**
   * Sends what is valid, and again what the stream refuses: a refused record may come behind later ones of its batch.
   * @param time when the records were extracted or happened, ISO 8601 with offset
   */
  async send(records: readonly Readonly<Record<string, unknown>>[], time: string): Promise<Outcome> {
    const invalid: { place: number; faults: string[] }[] = [];
    const entries: Entry[] = [];
    for (const [place, record] of records.entries()) {
      if (this.#isRecord(record)) entries.push(this.#entry(place, record, time));
      else invalid.push({ place, faults: this.#faults() });
    }
    const refused: number[] = [];
    for (const batch of batches(entries)) refused.push(...(await this.#put(batch)));
    return { sent: entries.length - refused.length, invalid, refused };
  }

  /** Where a record is wrong and how; its values may be anybody's. */
  #faults(): string[] {
    return (this.#isRecord.errors ?? []).map(({ instancePath, keyword }) => `${instancePath || '/'} ${keyword}`);
  }

  #entry(place: number, data: Readonly<Record<string, unknown>>, time: string): Entry {
    const { name, version, subject } = this.#notes;
    const type = `org.medstream.${name}.changed`;
    const event = {
      specversion: '1.0',
      // The same record sent twice has the same id, and counts once.
      id: this.#hash(`${type} ${time} ${JSON.stringify(data)}`),
      source: this.#options.source,
      type,
      time,
      datacontenttype: 'application/json',
      dataschema: `urn:medstream:contract:${name}:${version}`,
      data,
    };
    return { place, key: this.#hash(String(data[subject])), data: Buffer.from(JSON.stringify(event)) };
  }

  #hash = (text: string) => createHmac('sha256', this.#options.secret).update(text).digest('hex');

  /** Puts a batch, and what is refused of it again; places of what is refused to the end. */
  async #put(batch: readonly Entry[]): Promise<readonly number[]> {
    const { kinesis, streamName = (name) => name, firstPauseMs = 100 } = this.#options;
    let left = batch;
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      if (attempt > 0) await pause(firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
      const answer = await kinesis.send(
        new PutRecordsCommand({
          StreamName: streamName(this.#notes.stream),
          Records: left.map(({ key, data }) => ({ PartitionKey: key, Data: data })),
        }),
      );
      // The answer has a result for each record, in their order.
      left = left.filter((_, index) => answer.Records?.[index]?.ErrorCode !== undefined);
      if (left.length === 0) return [];
    }
    return left.map(({ place }) => place);
  }
}

function* batches(entries: readonly Entry[]): Generator<readonly Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = entry.data.length + entry.key.length;
    if (batch.length === mostRecords || (batch.length > 0 && bytes + size > mostBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
