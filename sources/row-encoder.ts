import type { Contract } from '../contracts/contract.ts';
import { eventType } from '../contracts/envelope.ts';
import { tokenTypeOf } from '../contracts/references.ts';
import type { Tokenize } from '../domain/masking/policy.ts';
import {
  type DeliveredRow,
  type Delivery,
  DeliveryIdentity,
  type EventIdentity,
  type KnownChanges,
} from '../domain/records/change-identity.ts';
import { recordKey } from '../domain/records/record-key.ts';
import { declaredRules, type RuleSet } from '../domain/records/rule-set.ts';
import { validate } from '../domain/records/validate.ts';
import type { EncodedRow } from './source-record.ts';

/** Keyed hashes: see domain/masking/token.ts. */
export interface RowKeys {
  readonly tokenize: Tokenize;
  /** Keyed hash of text as letters and digits. */
  readonly hashText: (text: string) => string;
}

export interface RowDelivery extends Delivery {
  readonly contract: Contract;
  readonly known: KnownChanges;
  readonly keys: RowKeys;
  /** CloudEvents `source` of the rows. */
  readonly source: string;
  /** CloudEvents `sourcefile`: the file's name where that says nothing about a person. */
  readonly file: string;
  /** Rules of the place that the rows go to, which tell the rows that will count; those of the contracts without. */
  readonly rules?: RuleSet | undefined;
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
  readonly derived: readonly string[];
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
    const { contract, known, extractTime, source, file } = delivery;
    this.#delivery = delivery;
    this.#identity = new DeliveryIdentity(contract.kind === 'reference', known, delivery);
    this.#extractTimeIso = new Date(extractTime).toISOString();
    this.#subjectIsToken = contract.fields[contract.subject]?.phi === 'record_id';
    const head = {
      specversion: '1.0',
      source,
      type: eventType(contract.name, 'changed'),
      sourcefile: file,
    };
    this.#head = JSON.stringify(head).slice(0, -1);
  }

  /**
   * The event of one row, or null when there is none: its identity depends on rows still to come and `finish` gives it
   * then, or it is longer than a record of a stream may be and its line is in `tooLong`.
   * @param data fields of the row; values that are no text are left to validation. Null is a row that is no record of the
   * contract, and becomes no event.
   * @param text the row as it stands in the file.
   * @param derived fields that the file does not state and that follow from what it states; ingest counts them.
   */
  encode(
    data: Readonly<Record<string, unknown>> | null,
    line: number,
    text: string,
    derived: readonly string[] = [],
  ): EncodedRow | null {
    if (data === null) return null;
    const { contract, keys, now, source, rules = declaredRules } = this.#delivery;
    const dataJson = JSON.stringify(data);
    const contentHash = keys.hashText(`${contract.name}${dataJson}`);
    const row: HeldRow = {
      // Rows without a key are rejected later; until then each content stands for itself.
      key: recordKey(contract, data, keys.tokenize) ?? contentHash,
      contentHash,
      isValid: () => validate(contract, data, this.#extractTimeIso, now, rules(contract, source)).ok,
      line,
      text,
      subject: this.#subject(data),
      dataJson,
      derived,
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
    const { file, keys } = this.#delivery;
    const id = `${keys.hashText(`${file}\n${text}`)}-1`;
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

  #event({ line, text, subject, dataJson, derived }: HeldRow, identity: EventIdentity): EncodedRow | null {
    if (identity.known) this.counts.known += 1;
    if (identity.restored) this.counts.restored += 1;
    const { extractTime, keys } = this.#delivery;
    const time = identity.eventTime === extractTime ? this.#extractTimeIso : new Date(identity.eventTime).toISOString();
    // An identifier may hold a quote: `A"12`.
    const subjectJson = subject === undefined ? '' : `,"subject":${JSON.stringify(subject)}`;
    const derivedJson = derived.length === 0 ? '' : `"derived":${JSON.stringify(derived.join(' '))},`;
    const event =
      `${this.#head},"id":"${identity.eventId}","time":"${time}"${subjectJson},"datacontenttype":"application/json",` +
      `${derivedJson}"sourceline":${line},"data":${dataJson}}`;
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
    const { contract, keys } = this.#delivery;
    const raw = data[contract.subject];
    if (typeof raw !== 'string') return undefined;
    if (this.#subjectIsToken) {
      // Exports list the encounters of a patient together.
      if (this.#lastSubject.raw !== raw) {
        this.#lastSubject = { raw, token: keys.tokenize(tokenTypeOf(contract, contract.subject), raw) };
      }
      return this.#lastSubject.token;
    }
    return contract.fields[contract.subject]?.schema.safeParse(raw).success === true ? raw : undefined;
  }
}
