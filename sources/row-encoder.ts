import type { Contract } from '../contracts/contract.ts';
import { eventType } from '../contracts/envelope.ts';
import type { Tokenize } from '../domain/masking/policies.ts';
import {
  type DeliveredRow,
  type Delivery,
  DeliveryIdentity,
  type EventIdentity,
  type KnownChanges,
} from '../domain/records/change-identity.ts';
import { validate } from '../domain/records/validate.ts';

/** CloudEvents `source` of every row read from a Synthea CSV export. */
export const syntheaSource = 'urn:medstream:synthea-csv';

/** CloudEvents `source` of every row of a file that goes by the field names of a contract. */
export const contractFileSource = 'urn:medstream:contract-file';

/** What a stream takes. */
export interface OutgoingRecord {
  /** Token of the subject, never a raw identifier of a patient: partition keys show up in metadata. */
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** A record on its way to the stream. */
export interface SourceRecord extends OutgoingRecord {
  /** Name of the contract the record was written for; null when it claims none. */
  readonly contract: string | null;
  /** The CloudEvent, JSON in UTF-8. */
  readonly data: Uint8Array;
  /** The change log already holds this very event. */
  readonly known: boolean;
}

/** A record made from a row of a file. */
export interface EncodedRow extends SourceRecord {
  /** Line of the file on which the row begins. */
  readonly line: number;
}

/** Where the fields of a contract stand in the rows of one file. */
export interface FileLayout {
  readonly contract: Contract;
  readonly cells: readonly { readonly field: string; readonly index: number; readonly isInstant: boolean }[];
  /** Columns of the file that no field asks for. They are not read: only what a contract classifies may pass. */
  readonly ignoredColumns: number;
}

/**
 * Finds the contract's columns in a header, by name and without regard to case, so that the order and the extra columns
 * of every Synthea generation do not matter. A column of an optional field may be absent.
 * @throws Error naming file, column and field, for a needed column that is absent or any column that occurs twice.
 */
export function fileLayout(contract: Contract, header: readonly string[]): FileLayout {
  const { file, columns } = contract.synthea;
  const names = header.map((name) => name.trim().toLowerCase());
  const cells: FileLayout['cells'][number][] = [];
  const missing: string[] = [];
  for (const [field, { schema, column: stored }] of Object.entries(contract.fields)) {
    const column = columns[field] ?? field;
    const index = names.indexOf(column.toLowerCase());
    if (index !== names.lastIndexOf(column.toLowerCase())) {
      throw new Error(`${file}: the column ${column} stands twice in the header; remove the one that is not meant`);
    }
    if (index !== -1) cells.push({ field, index, isInstant: stored.kind === 'timestamp' });
    else if (!schema.safeParse(undefined).success) missing.push(`${column} (field ${field} of ${contract.name})`);
  }
  if (missing.length > 0) {
    throw new Error(
      `${file}: the header lacks the column ${missing.join(', ')}. Check that the first line of the file is the header ` +
        `and its columns are separated by commas, then export the file again with all columns, or rename the column in ` +
        `the header if it goes by another name`,
    );
  }
  return { contract, cells, ignoredColumns: header.length - cells.length };
}

/** The record data of one row, fields in contract order: trimmed text, empty cells absent, instants as ISO 8601. */
export function rowData(layout: FileLayout, cells: readonly string[]): Record<string, string> {
  const data: Record<string, string> = {};
  for (const { field, index, isInstant } of layout.cells) {
    const value = (cells[index] ?? '').trim();
    if (value !== '') data[field] = isInstant ? isoInstant(value) : value;
  }
  return data;
}

const spacedInstant = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)(?: ?(?:UTC|Z))?$/;
const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Synthea writes UTC: `2023-01-27T16:17:47Z`. Exports that passed through a database or a spreadsheet come as
 * `2023-01-27 16:17:47` or as a bare date. Any other text stays as it is, for validation to judge.
 */
function isoInstant(value: string): string {
  if (value.charAt(10) === 'T') return value;
  if (dateOnly.test(value)) return `${value}T00:00:00Z`;
  return value.replace(spacedInstant, '$1T$2Z');
}

/** Keyed hashes: see domain/token.ts. */
export interface RowKeys {
  readonly tokenize: Tokenize;
  /** Keyed hash of text as letters and digits. */
  readonly hashText: (text: string) => string;
}

export interface RowDelivery extends Delivery {
  readonly contract: Contract;
  readonly known: KnownChanges;
  readonly keys: RowKeys;
  /** CloudEvents `source` of the rows; without it the one of Synthea exports. */
  readonly source?: string;
}

export interface RowCounts {
  /** Rows whose identical event is known already. */
  known: number;
  /** Rows that could not be split into cells. */
  malformed: number;
  /** Rows whose event time fell to the clock: the file claims to be older than what is known, but differs from it. */
  restored: number;
}

interface HeldRow extends DeliveredRow {
  readonly line: number;
  readonly text: string;
  readonly subject: string | undefined;
  readonly dataJson: string;
}

/** A stream record with its key must stay below 1 MiB (https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html). */
const largestEventBytes = 1_000_000;

/** Turns the rows of one file of one delivery into CloudEvents. Rows must be passed in the order of the file. */
export class RowEncoder {
  readonly counts: RowCounts = { known: 0, malformed: 0, restored: 0 };
  /** Lines of the rows that no event was made of, because no stream would take one that long. */
  readonly tooLong: number[] = [];
  readonly #delivery: RowDelivery;
  readonly #identity: DeliveryIdentity;
  readonly #extractTimeIso: string;
  readonly #held = new Map<string, HeldRow[]>();
  readonly #head: string;
  readonly #subjectIsToken: boolean;
  #lastSubject = { raw: '', token: '' };

  constructor(delivery: RowDelivery) {
    const { contract, known, extractTime, source = syntheaSource } = delivery;
    this.#delivery = delivery;
    this.#identity = new DeliveryIdentity(contract.eventTime === 'envelope', known, delivery);
    this.#extractTimeIso = new Date(extractTime).toISOString();
    this.#subjectIsToken = contract.fields[contract.subject]?.phi === 'record_id';
    const head = {
      specversion: '1.0',
      source,
      type: eventType(contract.name, 'changed'),
      sourcefile: contract.synthea.file,
    };
    this.#head = JSON.stringify(head).slice(0, -1);
  }

  /**
   * The event of one row, or null when there is none: its identity depends on rows still to come and `finish` gives it
   * then, or it is longer than a record of a stream may be and its line is in `tooLong`.
   * @param data fields of the row; values that are no text are left to validation.
   * @param text the row as it stands in the file.
   */
  encode(data: Readonly<Record<string, unknown>>, line: number, text: string): EncodedRow | null {
    const { contract, keys, now } = this.#delivery;
    const dataJson = JSON.stringify(data);
    const contentHash = keys.hashText(`${contract.name}${dataJson}`);
    const businessKey = data[contract.businessKey];
    const row: HeldRow = {
      // Rows without a business key are rejected later; until then each content stands for itself.
      key: typeof businessKey !== 'string' ? contentHash : this.#keyText(contract.businessKey, businessKey),
      contentHash,
      isValid: () => validate(contract, data, this.#extractTimeIso, now).ok,
      line,
      text,
      subject: this.#subject(data),
      dataJson,
    };
    const identity = this.#identity.identify(row);
    if (identity !== null) return this.#event(row, identity);
    const rows = this.#held.get(row.key);
    if (rows === undefined) this.#held.set(row.key, [row]);
    else rows.push(row);
    return null;
  }

  /**
   * The event of a row that could not be split into cells: it travels as the line it is, and is quarantined as that.
   * Null when it is too long, as in `encode`.
   */
  encodeMalformed(line: number, text: string): EncodedRow | null {
    this.counts.malformed += 1;
    const { contract, keys } = this.#delivery;
    const id = `${keys.hashText(`${contract.synthea.file}\n${text}`)}-1`;
    const event =
      `${this.#head},"id":"${id}","time":"${this.#extractTimeIso}","datacontenttype":"text/csv",` +
      `"sourceline":${line},"data":${JSON.stringify(text)}}`;
    return this.#record(event, keys.hashText(text), line, false);
  }

  /** The events of the rows that `encode` held back. */
  finish(): EncodedRow[] {
    const records: EncodedRow[] = [];
    for (const rows of this.#held.values()) {
      for (const [index, identity] of this.#identity.identifyHeld(rows).entries()) {
        const row = rows[index];
        const record = row === undefined ? null : this.#event(row, identity);
        if (record !== null) records.push(record);
      }
    }
    this.#held.clear();
    return records;
  }

  #event({ line, text, subject, dataJson }: HeldRow, identity: EventIdentity): EncodedRow | null {
    if (identity.known) this.counts.known += 1;
    if (identity.restored) this.counts.restored += 1;
    const { extractTime, keys } = this.#delivery;
    const time = identity.eventTime === extractTime ? this.#extractTimeIso : new Date(identity.eventTime).toISOString();
    const subjectJson = subject === undefined ? '' : `,"subject":"${subject}"`;
    const event =
      `${this.#head},"id":"${identity.eventId}","time":"${time}"${subjectJson},"datacontenttype":"application/json",` +
      `"sourceline":${line},"data":${dataJson}}`;
    return this.#record(event, subject ?? keys.hashText(text), line, identity.known);
  }

  #record(event: string, partitionKey: string, line: number, known: boolean): EncodedRow | null {
    const data = Buffer.from(event);
    if (data.length > largestEventBytes) {
      this.tooLong.push(line);
      return null;
    }
    return { contract: this.#delivery.contract.name, partitionKey, data, known, line };
  }

  /** Token or plain identifier of the subject; undefined when there is none that may stand in metadata. */
  #subject(data: Readonly<Record<string, unknown>>): string | undefined {
    const { contract } = this.#delivery;
    const raw = data[contract.subject];
    if (typeof raw !== 'string') return undefined;
    if (this.#subjectIsToken) {
      // Exports list the encounters of a patient together.
      if (this.#lastSubject.raw !== raw) this.#lastSubject = { raw, token: this.#keyText(contract.subject, raw) };
      return this.#lastSubject.token;
    }
    return contract.fields[contract.subject]?.schema.safeParse(raw).success === true ? raw : undefined;
  }

  /** An identifier as the change log spells it. */
  #keyText(field: string, raw: string): string {
    const { contract, keys } = this.#delivery;
    return contract.fields[field]?.phi === 'record_id' ? keys.tokenize(field, raw) : raw;
  }
}
