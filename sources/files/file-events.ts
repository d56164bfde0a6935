import type { Contract } from '../../contracts/contract.ts';
import { eventType } from '../../contracts/envelope.ts';
import type {
  Delivery,
  KnownChange,
  KnownChangesOf,
  KnownChangesReader,
} from '../../domain/records/change-identity.ts';
import { recordKey } from '../../domain/records/record-key.ts';
import type { RuleSet } from '../../domain/records/rule-set.ts';
import { type FileLayout, fileLayout, noteRow, rowData } from '../csv/csv-layout.ts';
import { contractOfEvent, encodeObject, eventKey, isEvent } from '../json/json-records.ts';
import { type RowCounts, RowEncoder, type RowKeys } from '../row-encoder.ts';
import { contractFileSource, type EncodedRow } from '../source-record.ts';
import { syntheaSource } from '../synthea/synthea-file.ts';
import { columnsOf } from './file-columns.ts';
import type { FileKind } from './file-kind.ts';
import { type Completed, completed, type FileShape } from './file-shape.ts';
import { numberingOf } from './numbered-rows.ts';
import type { OpenedFile } from './open-file.ts';
import type { FileRow } from './read-rows.ts';

/** How the rows of a file become events. */
export interface FileDelivery extends Delivery {
  readonly keys: RowKeys;
  /** The rules that records are judged by where they go: a row that will be refused changes nothing. */
  readonly rules?: RuleSet | undefined;
  readonly known: KnownChangesReader;
  /** Whether an event that goes as it stands gets the name of the file and its line, where it has none; it does unless told. */
  readonly addsAddress?: boolean;
}

/** What one row became. */
export interface RowEvents {
  readonly events: readonly EncodedRow[];
  /** It is none of its kind: its event ends in quarantine. */
  readonly isUnreadable: boolean;
}

/** How the rows of a file become records of one contract. */
interface Reading extends ContractLayout {
  /** Asks for what is known of keys; null when nothing is. */
  readonly ask: KnownChangesOf | null;
  /** What is known of the keys of the rows at hand. */
  readonly known: Map<string, readonly KnownChange[]>;
  encoder: RowEncoder;
  /** Records of the parts that are over, and of this one. */
  records: number;
  /** Numbers rows that bring no number of their own. */
  readonly numbered: ReturnType<typeof numberingOf>;
  /** What the encoders of the parts that are over have counted. */
  readonly before: RowCounts;
}

/** What became of the rows of a file, so far. */
export interface RowReport extends Readonly<RowCounts> {
  /** By contract, the records that its rows gave; a row may give records of several. */
  readonly records: Readonly<Record<string, number>>;
  /** Rows that could be read and gave no record. */
  readonly unused: number;
  /** Columns of a CSV file that no field asks for; they are not read. */
  readonly ignoredColumns: number;
  /** Values that no row states and that follow from what it states, by field. */
  readonly derived: Readonly<Record<string, number>>;
}

/** The longest that a CloudEvents attribute may be: contracts/envelope.ts. */
const longestName = 256;

/**
 * Makes events of the rows of a file, in their order. Every event carries the file's name, without `.gz`, and the line of its
 * row: of a packed file they are those of the file. Rows that are alike are counted, and things are named once, over all of a file,
 * in whatever parts it is read.
 */
export class FileEvents {
  /** Lines of the rows that no event was made of, because no stream takes one that long. */
  readonly tooLong: number[] = [];
  readonly #readings: readonly Reading[];
  readonly #delivery: FileDelivery;
  readonly #name: string;
  readonly #derived: Record<string, number> = {};
  #unused = 0;

  /** @throws FileFault when the header of a CSV file lacks a column. */
  static async of(file: OpenedFile, kind: FileKind, delivery: FileDelivery): Promise<FileEvents> {
    // Synthea's files are known by their names, however those are written.
    const called = kind.mappings === undefined ? file.name : kind.name;
    const name = called.slice(0, longestName).replace(/[\p{Cc}\p{Cs}]/gu, '?');
    const readings: Reading[] = [];
    for (const layout of layoutsOf(file, kind)) {
      const { contract, source } = layout;
      const ask = await delivery.known(contract.name, source);
      const known = new Map<string, readonly KnownChange[]>();
      const encoder = new RowEncoder({ ...delivery, contract, source, known, file: name });
      // Synthea's mappings number their rows by themselves.
      const numbered = kind.mappings === undefined && source !== syntheaSource ? numberingOf(contract) : undefined;
      const before = { known: 0, malformed: 0, restored: 0 };
      readings.push({ ...layout, ask, known, encoder, numbered, records: 0, before });
    }
    return new FileEvents(readings, delivery, name);
  }

  private constructor(readings: readonly Reading[], delivery: FileDelivery, name: string) {
    this.#readings = readings;
    this.#delivery = delivery;
    this.#name = name;
  }

  /** What a row becomes depends on the rows before it: whoever begins behind them has to `pass` them first. */
  get remembers(): boolean {
    return this.#readings.some(({ layout, numbered }) => layout?.remembers === true || numbered !== undefined);
  }

  /** Rows that repeat one before them, or what the change log knows. */
  get known(): number {
    return this.#counted('known');
  }

  get report(): RowReport {
    const layouts = this.#readings.flatMap(({ layout }) => (layout === null ? [] : [layout]));
    const read = new Set(layouts.flatMap(({ places }) => [...places]));
    return {
      known: this.known,
      malformed: this.#counted('malformed'),
      restored: this.#counted('restored'),
      records: Object.fromEntries(this.#readings.map(({ contract, records }) => [contract.name, records])),
      unused: this.#unused,
      ignoredColumns: (layouts[0]?.columnCount ?? 0) - read.size,
      derived: this.#derived,
    };
  }

  #counted(count: keyof RowCounts): number {
    return this.#readings.reduce((sum, { encoder, before }) => sum + before[count] + encoder.counts[count], 0);
  }

  /** Takes up another part of the file: of the keys of the parts before it nothing is known any more. */
  startPart(part: number): void {
    for (const reading of this.#readings) {
      const { contract, source, known, encoder, before } = reading;
      for (const count of Object.keys(before) as (keyof RowCounts)[]) before[count] += encoder.counts[count];
      reading.encoder = new RowEncoder({ ...this.#delivery, contract, source, known, file: this.#name, part });
    }
  }

  /** Looks at a row that another invocation sent: it makes no event, and is counted. */
  pass(row: FileRow): void {
    for (const reading of this.#readings) {
      if (reading.numbered !== undefined) recordOf(row, reading);
      else if (row.kind === 'cells' && reading.layout !== null) noteRow(reading.layout, row.cells);
    }
  }

  /** Whether the change log is asked for the keys of rows: the more at once, the less often. */
  get asks(): boolean {
    return this.#readings.some(({ ask }) => ask !== null);
  }

  /** The events of some rows in a row, each by itself; some may come later: see `finish`. */
  async encode(rows: readonly FileRow[]): Promise<readonly RowEvents[]> {
    const records = rows.map((row) => this.#readings.map((reading) => recordOf(row, reading)));
    for (const [place, reading] of this.#readings.entries()) {
      await this.#learn(
        reading,
        records.flatMap((ofRow) => ofRow[place] ?? []),
      );
    }
    return rows.map((row, index) => this.#encode(row, records[index] ?? []));
  }

  /** Asks what is known of the keys of records. What was known of others is no longer needed: the encoder has seen them. */
  async #learn({ ask, known, contract }: Reading, records: readonly Completed[]): Promise<void> {
    if (ask === null) return;
    known.clear();
    const keys = new Set(records.flatMap(({ data }) => this.#keyOf(contract, data) ?? []));
    if (keys.size === 0) return;
    for (const [key, changes] of await ask([...keys])) known.set(key, changes);
  }

  #keyOf(contract: Contract, data: Completed['data']): string | null {
    try {
      return recordKey(contract, data, this.#delivery.keys.tokenize);
    } catch (error) {
      if (error instanceof RangeError) return null; // nested too deep to be written: a row that is none
      throw error;
    }
  }

  #encode(row: FileRow, records: readonly (Completed | null)[]): RowEvents {
    if (row.kind === 'too_long') {
      this.tooLong.push(row.line);
      return sent([]);
    }
    if (row.kind === 'unreadable') return this.#unreadable(row.line, row.text);
    if (row.kind === 'object' && isEvent(row.object)) return sent([this.#asItStands(row)]);
    if (this.#readings.length === 0) return this.#unreadable(row.line, row.text);
    const events: EncodedRow[] = [];
    let isUsed = false;
    for (const [place, reading] of this.#readings.entries()) {
      const record = records[place] ?? null;
      if (record === null) continue;
      isUsed = true;
      const { contract, encoder } = reading;
      const { data, derived } = record;
      const address = { line: row.line, text: row.text, derived };
      const event =
        row.kind === 'object'
          ? encodeObject(data, address, encoder, contract)
          : encoder.encode(data, row.line, row.text, derived);
      if (event === 'unreadable') return this.#unreadable(row.line, row.text);
      reading.records += 1;
      for (const field of derived) this.#derived[field] = (this.#derived[field] ?? 0) + 1;
      if (event !== null) events.push(event);
      this.tooLong.push(...encoder.tooLong.splice(0));
    }
    if (!isUsed) this.#unused += 1;
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
    // It is one row, whatever it would have fed: one record is refused, of what the rows are about.
    const reading = this.#readings.find(({ layout }) => layout?.named == null) ?? this.#readings[0];
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
    const { addsAddress = true } = this.#delivery;
    const address = addsAddress && {
      ...(Object.hasOwn(object, 'sourcefile') ? {} : { sourcefile: this.#name }),
      ...(Object.hasOwn(object, 'sourceline') ? {} : { sourceline: line }),
    };
    const members = address === false ? '' : JSON.stringify(address).slice(1, -1);
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

/** Where the fields of a contract stand in the rows of a file. */
export interface ContractLayout {
  readonly contract: Contract;
  /** Of a CSV file. */
  readonly layout: FileLayout | null;
  readonly source: string;
  /** Of a CSV file in another shape than the contract's; each object of JSON shows its own. */
  readonly shape?: FileShape | undefined;
}

/** The record that a row is of one contract; null of a row that is none, whole events among them. */
export function recordOf(
  row: FileRow,
  { numbered, ...layout }: ContractLayout & Partial<Pick<Reading, 'numbered'>>,
): Completed | null {
  const record = unnumberedOf(row, layout);
  return record === null || numbered === undefined ? record : { ...record, data: numbered(record.data) };
}

function unnumberedOf(row: FileRow, { contract, layout, shape }: ContractLayout): Completed | null {
  if (row.kind === 'object') return isEvent(row.object) ? null : completed(contract, row.object);
  const data = row.kind === 'cells' && layout !== null ? rowData(layout, row.cells) : null;
  if (data === null) return null;
  return shape === undefined ? { data, derived: [] } : shape.complete(data);
}

/**
 * Where the fields of every contract stand that the rows of a file feed; JSON names them itself.
 * @throws FileFault that names the file, and the column that is absent or stands twice.
 */
export function layoutsOf(file: OpenedFile, { contracts, mappings }: FileKind): readonly ContractLayout[] {
  const { format } = file;
  const header = file.header ?? [];
  const { name } = file.bytes;
  if (format !== 'csv') return contracts.map((contract) => ({ contract, layout: null, source: contractFileSource }));
  if (mappings === undefined) return contracts.map((contract) => ({ contract, ...columnsOf(name, contract, header) }));
  return mappings.map((mapping) => ({
    contract: mapping.contract,
    layout: fileLayout({ ...mapping, file: name }, header),
    source: syntheaSource,
  }));
}
