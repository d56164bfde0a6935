import type { Contract } from '../../contracts/contract.ts';
import { eventType } from '../../contracts/envelope.ts';
import { fileNameOf } from '../../contracts/file-name.ts';
import { tokenTypeOf } from '../../contracts/references.ts';
import { registry } from '../../contracts/registry.ts';
import type { RowKeys } from '../row-encoder.ts';
import { contractFileSource, type SourceRecord } from '../source-record.ts';
import type { Data } from './change.ts';
import type { ByteDirt, Sent } from './dirt.ts';
import { jsonWriter } from './json-writer.ts';
import { isoInstant } from './time-text.ts';

/** File of a contract that goes by its field names. */
export const contractFile = (contractName: string) => `${fileNameOf(contractName)}.ndjson`;

interface Prepared {
  readonly contract: Contract;
  readonly json: (data: Data) => string;
  readonly heads: Readonly<Record<'changed' | 'deleted', string>>;
  readonly subjectIsToken: boolean;
  line: number;
}

/** What an event says of itself: id, and the file and line that it would come from. */
export interface EventAddress {
  readonly id: string;
  readonly file: string;
  /** From 1, of the contract. */
  readonly line: number;
}

interface Encoded {
  readonly text: string;
  readonly partitionKey: string;
  readonly contract: Contract;
  readonly address: EventAddress;
}

/**
 * Turns generated records into CloudEvents. The id is the keyed hash of the content with the number of the change, as
 * reading the records from files would make it: the same record has the same id whenever it is generated. The time is when
 * the source came to know it.
 */
export class EventEncoder {
  readonly #keys: RowKeys;
  readonly #prepared = new Map<string, Prepared>();

  constructor(keys: RowKeys) {
    this.#keys = keys;
  }

  /** The record for a stream, and where its event says that it comes from. */
  encode(sent: Sent): SourceRecord & EventAddress {
    const { text, partitionKey, contract, address } = this.#event(sent);
    const bytes = sent.dirt?.bytes ?? null;
    return {
      contract: bytes === null ? contract.name : null,
      partitionKey,
      data: bytes === null ? Buffer.from(text) : spoiltBytes(bytes, text, contract),
      known: false,
      ...address,
    };
  }

  /** The record as a line of a file, without its line end; text but for what is none. */
  line(sent: Sent): string | Uint8Array {
    const { text, contract } = this.#event(sent);
    const bytes = sent.dirt?.bytes ?? null;
    return bytes === null ? text : spoiltBytes(bytes, text, contract);
  }

  #event({ change }: Sent): Encoded {
    const prepared = this.#of(change.contract);
    const { contract, subjectIsToken, heads } = prepared;
    prepared.line += 1;
    const json = prepared.json(change.data);
    const hash = this.#keys.hashText(`${contract.name}${json}`);
    const raw = change.data[contract.subject];
    const subject =
      typeof raw !== 'string'
        ? null
        : subjectIsToken
          ? this.#keys.tokenize(tokenTypeOf(contract, contract.subject), raw)
          : raw;
    const id = `${hash}-${change.revision}`;
    const text =
      `${heads[change.operation]},"id":"${id}","time":"${isoInstant(change.at)}"` +
      `${subject === null ? '' : `,"subject":"${subject}"`},"datacontenttype":"application/json",` +
      `"sourceline":${prepared.line},"data":${json}}`;
    const address = { id, file: contractFile(contract.name), line: prepared.line };
    return { text, partitionKey: subject ?? hash, contract, address };
  }

  #of(name: string): Prepared {
    const known = this.#prepared.get(name);
    if (known !== undefined) return known;
    const contract = registry.contractNamed(name);
    const head = (operation: 'changed' | 'deleted') =>
      JSON.stringify({
        specversion: '1.0',
        source: contractFileSource,
        type: eventType(name, operation),
        sourcefile: contractFile(name),
      }).slice(0, -1);
    const prepared: Prepared = {
      contract,
      json: jsonWriter(contract),
      heads: { changed: head('changed'), deleted: head('deleted') },
      subjectIsToken: contract.fields[contract.subject]?.phi === 'record_id',
      line: 0,
    };
    this.#prepared.set(name, prepared);
    return prepared;
  }
}

function spoiltBytes(dirt: ByteDirt, text: string, contract: Contract): Buffer {
  switch (dirt) {
    case 'unknown_type':
      return Buffer.from(text.replace(eventType(contract.name, 'changed'), 'org.medstream.parking_permit.changed'));
    case 'not_json': {
      const bytes = Buffer.from(text);
      return bytes.subarray(0, bytes.length >> 1);
    }
    case 'not_utf8': {
      const bytes = Buffer.from(text);
      bytes[bytes.lastIndexOf('"')] = 0xff;
      return bytes;
    }
  }
}
