import type { Contract } from '../../contracts/contract.ts';
import { eventType } from '../../contracts/envelope.ts';
import type { Delivery, KnownChanges } from '../../domain/records/change-identity.ts';
import type { RuleSet } from '../../domain/records/rule-set.ts';
import { type FileLayout, fileLayout, rowData } from '../csv/csv-layout.ts';
import { contractOfEvent, encodeObject, eventKey, isEvent } from '../ndjson/ndjson-records.ts';
import { RowEncoder, type RowKeys } from '../row-encoder.ts';
import { contractFileSource, type EncodedRow } from '../source-record.ts';
import { syntheaSource } from '../synthea/synthea-file.ts';
import { columnsOf } from './file-columns.ts';
import type { FileKind } from './file-kind.ts';
import type { OpenedFile } from './open-file.ts';
import type { FileRow } from './read-rows.ts';

/** How the rows of a file become events. */
export interface FileDelivery extends Delivery {
  readonly keys: RowKeys;
  /** The rules that records are judged by where they go: a row that will be refused changes nothing. */
  readonly rules?: RuleSet | undefined;
  /** What the change log holds of a contract from a CloudEvents source. */
  readonly known: (contractName: string, source: string) => Promise<KnownChanges>;
}

/** What one row became. */
export interface RowEvents {
  readonly events: readonly EncodedRow[];
  /** It is none of its kind: its event ends in quarantine. */
  readonly isUnreadable: boolean;
}

interface Reading {
  readonly contract: Contract;
  readonly encoder: RowEncoder;
  /** Of a CSV file. */
  readonly layout: FileLayout | null;
}

/** The longest that a CloudEvents attribute may be: contracts/envelope.ts. */
const longestName = 256;

/**
 * Makes events of the rows of a file, in their order. Every event carries the file's name, without `.gz`, and the line of its
 * row: of a packed file they are those of the file.
 */
export class FileEvents {
  /** Lines of the rows that no event was made of, because no stream takes one that long. */
  readonly tooLong: number[] = [];
  readonly #readings: readonly Reading[];
  readonly #delivery: FileDelivery;
  readonly #name: string;

  /** @throws FileFault when the header of a CSV file lacks a column. */
  static async of(file: OpenedFile, kind: FileKind, delivery: FileDelivery): Promise<FileEvents> {
    const name = file.name.slice(0, longestName).replace(/[\p{Cc}\p{Cs}]/gu, '?');
    const readings: Reading[] = [];
    for (const { contract, layout, source } of layoutsOf(file, kind)) {
      const known = await delivery.known(contract.name, source);
      readings.push({
        contract,
        layout,
        encoder: new RowEncoder({ ...delivery, contract, source, known, file: name }),
      });
    }
    return new FileEvents(readings, delivery, name);
  }

  private constructor(readings: readonly Reading[], delivery: FileDelivery, name: string) {
    this.#readings = readings;
    this.#delivery = delivery;
    this.#name = name;
  }

  /** Rows that repeat one before them, or what the change log knows. */
  get known(): number {
    return this.#readings.reduce((sum, { encoder }) => sum + encoder.counts.known, 0);
  }

  /** The events of one row; some may come later: see `finish`. */
  encode(row: FileRow): RowEvents {
    if (row.kind === 'too_long') {
      this.tooLong.push(row.line);
      return sent([]);
    }
    if (row.kind === 'unreadable') return this.#unreadable(row.line, row.text);
    if (row.kind === 'object' && isEvent(row.object)) return sent([this.#asItStands(row)]);
    if (this.#readings.length === 0) return this.#unreadable(row.line, row.text);
    const events: EncodedRow[] = [];
    for (const { contract, encoder, layout } of this.#readings) {
      const data = row.kind === 'cells' && layout !== null ? rowData(layout, row.cells) : null;
      if (row.kind === 'cells' && data === null) continue;
      const event =
        row.kind === 'object'
          ? encodeObject(row.object, row, encoder, contract)
          : encoder.encode(data ?? {}, row.line, row.text);
      if (event === 'unreadable') return this.#unreadable(row.line, row.text);
      if (event !== null) events.push(event);
      this.tooLong.push(...encoder.tooLong.splice(0));
    }
    return sent(events);
  }

  /** The events of rows whose identity depended on the rows behind them. */
  finish(): EncodedRow[] {
    return this.#readings.flatMap(({ encoder }) => {
      const events = encoder.finish();
      this.tooLong.push(...encoder.tooLong.splice(0));
      return events;
    });
  }

  #unreadable(line: number, text: string): RowEvents {
    const [reading] = this.#readings;
    const event =
      reading === undefined ? this.#unreadableEvent(line, text) : reading.encoder.encodeMalformed(line, text);
    this.tooLong.push(...(reading?.encoder.tooLong.splice(0) ?? []));
    return { events: event === null ? [] : [event], isUnreadable: event !== null };
  }

  /** Of a file of events of any kind, a row that is none. */
  #unreadableEvent(line: number, text: string): EncodedRow {
    const { hashText } = this.#delivery.keys;
    const event = {
      specversion: '1.0',
      source: contractFileSource,
      type: eventType('unknown', 'changed'),
      sourcefile: this.#name,
      id: `${hashText(`${this.#name}\n${text}`)}-1`,
      time: new Date(this.#delivery.extractTime).toISOString(),
      datacontenttype: 'text/csv',
      sourceline: line,
      data: text,
    };
    return {
      contract: null,
      partitionKey: hashText(text),
      data: Buffer.from(JSON.stringify(event)),
      known: false,
      line,
    };
  }

  /** An event byte for byte, with the address that it lacks. */
  #asItStands({ line, text, object }: FileRow & { readonly kind: 'object' }): EncodedRow {
    const address = {
      ...(Object.hasOwn(object, 'sourcefile') ? {} : { sourcefile: this.#name }),
      ...(Object.hasOwn(object, 'sourceline') ? {} : { sourceline: line }),
    };
    const members = JSON.stringify(address).slice(1, -1);
    const whole = members === '' ? text : text.replace('{', `{${members.replaceAll('$', '$$$$')},`);
    return {
      contract: contractOfEvent(object),
      partitionKey: eventKey(object, text, this.#delivery.keys.hashText),
      data: Buffer.from(whole),
      known: false,
      line,
    };
  }
}

const sent = (events: readonly EncodedRow[]): RowEvents => ({ events, isUnreadable: false });

interface ContractLayout {
  readonly contract: Contract;
  readonly layout: FileLayout | null;
  readonly source: string;
}

/** Where the fields of every contract stand that the rows of a file feed; JSON names them itself. */
function layoutsOf(file: OpenedFile, { contracts, mappings }: FileKind): ContractLayout[] {
  const { format, name, header } = file;
  if (format !== 'csv') return contracts.map((contract) => ({ contract, layout: null, source: contractFileSource }));
  if (mappings === undefined) return contracts.map((contract) => ({ contract, ...columnsOf(name, contract, header) }));
  return mappings.map((mapping) => ({
    contract: mapping.contract,
    layout: fileLayout({ ...mapping, file: name }, header ?? []),
    source: syntheaSource,
  }));
}
