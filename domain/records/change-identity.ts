import { ContentMemory } from './content-memory.ts';

/**
 * Identity of rows that arrive in files. A row brings no event id, so it gets `<contentHash>-<n>`: the keyed hash of its
 * content, and its number among the changes of its business key. An unchanged row read again is the identical event, a
 * changed row is a change, and a value that goes A, B, A over three deliveries is three changes.
 *
 * The only memory is the change log itself: what arrived there is known, what did not is sent again under the same id.
 */

/** A change of one business key that the change log holds. */
export interface KnownChange {
  readonly eventId: string;
  /** Event time of the change, epoch ms. */
  readonly versionAt: number;
  /** Stream sequence number, zero-padded: text order is arrival order. */
  readonly sequence: string;
}

/** Known changes by business key, as the change log spells it: a token for identifiers of individuals. */
export type KnownChanges = ReadonlyMap<string, readonly KnownChange[]>;

/** Reads the known changes of some business keys. Asked twice it says the same, whatever arrived in between. */
export type KnownChangesOf = (keys: readonly string[]) => Promise<KnownChanges>;

/**
 * Opens what the change log holds of a contract from one CloudEvents source: asked for when a file of it is opened.
 * Null when it holds nothing, so that nobody has to ask.
 */
export type KnownChangesReader = (contractName: string, source: string) => Promise<KnownChangesOf | null>;

/** Of a place without a change log. */
export const nothingKnown: KnownChangesReader = async () => null;

export interface Delivery {
  /** When the file was extracted from its source, epoch ms. */
  readonly extractTime: number;
  /** `given`: someone stated it. `file`: the file's modification time, which copying and restoring files can falsify. */
  readonly extractTimeFrom: 'given' | 'file';
  /** Clock at the start of the delivery, epoch ms. */
  readonly now: number;
  /**
   * The change log is out of reach, so nobody can count the changes of a key: they are numbered by the extract time. The same
   * delivery has the same ids whoever sends it with the same key, and a value that goes A, B, A over three is three changes.
   */
  readonly isChangeLogUnknown?: boolean;
  /**
   * Number of the part, from 0, where a file is read in parts that know nothing of each other: a change of a later part
   * has a higher number. To be given where the change log is unknown.
   */
  readonly part?: number;
}

/** A row of a delivery, reduced to what its identity depends on. */
export interface DeliveredRow {
  /** Business key, as the change log spells it. */
  readonly key: string;
  /** Keyed hash over contract name and fields: never a plain hash, because the content is PHI. No `-` in it. */
  readonly contentHash: string;
  /** Whether validation will accept the row. A row that ends in quarantine is sent, but changes nothing. */
  readonly isValid: () => boolean;
}

export interface EventIdentity {
  readonly eventId: string;
  /** CloudEvents `time`, epoch ms. Of a known event of reference data it is the event's own, so the event is identical. */
  readonly eventTime: number;
  /** The change log, or this delivery, already holds the identical event. */
  readonly known: boolean;
  /** The file claims to be older than what is known, and differs from it: the event time is the delivery's clock. */
  readonly restored: boolean;
}

/** A key that changes less often than this in a part of a file keeps all of its changes. */
const numbersOfAPart = 1000;

interface Change {
  readonly contentHash: string;
  readonly eventId: string;
  readonly versionAt: number;
  readonly fromEarlierDelivery: boolean;
}

interface KeyHistory {
  /** By event time for reference data, by arrival otherwise; later arrivals after equal times. */
  readonly changes: Change[];
  /** Greatest `n` given to this key: the next change gets one more, so no id is given twice. */
  highest: number;
  /** A row of this delivery repeated the newest known change. */
  repeated: boolean;
  /** Rows of this delivery wait for its end. */
  held: boolean;
}

/**
 * Gives every row of one delivery of one contract its identity. Rows of a key must be passed in their order.
 *
 * `timeline` contracts (event time from the envelope: reference data) compare a row with the change that is in effect at
 * the extract time; a modification time cannot be trusted that far, so there it is the newest change. The others (event
 * time is a field of the row) compare with the change that arrived last.
 */
export class DeliveryIdentity {
  readonly #timeline: boolean;
  readonly #known: KnownChanges;
  readonly #delivery: Delivery;
  readonly #firstNumber: number;
  readonly #histories = new Map<string, KeyHistory>();
  /** First rows of keys that are not known and have not changed since: nearly all rows of a first delivery. */
  readonly #firstRows = new ContentMemory();

  constructor(timeline: boolean, known: KnownChanges, delivery: Delivery) {
    this.#timeline = timeline;
    this.#known = known;
    this.#delivery = delivery;
    const { isChangeLogUnknown = false, extractTime, part = 0 } = delivery;
    this.#firstNumber = isChangeLogUnknown ? extractTime + part * numbersOfAPart : 1;
  }

  /**
   * The identity of the next row, or null when it must wait for the end of the delivery: content that was known before
   * and was changed since is either a value going back (A, B, A) or a file that holds its key twice, read again. Which
   * one it is shows when all rows of the key are there; hand them to `identifyHeld` then.
   */
  identify(row: DeliveredRow): EventIdentity | null {
    if (!this.#known.has(row.key) && !this.#histories.has(row.key)) {
      const { extractTime } = this.#delivery;
      const seen = this.#firstRows.note(row.key, row.contentHash);
      if (seen !== 'other') {
        const eventId = `${row.contentHash}-${this.#firstNumber}`;
        return { eventId, eventTime: extractTime, known: seen === 'same', restored: false };
      }
      const history = historyAfterFirst(extractTime, this.#firstNumber);
      // It changes nothing, so the row before it stays the one to compare with.
      if (!row.isValid()) return this.#next(history, row);
      this.#histories.set(row.key, history);
    }
    const history = this.#history(row.key);
    if (history.held) return null;
    const current = this.#inEffect(history).at(-1);
    if (current?.fromEarlierDelivery === true) {
      if (current.contentHash === row.contentHash) history.repeated = true;
      else history.held = this.#inEffect(history).some((change) => change.contentHash === row.contentHash);
    }
    if (history.held) return null;
    return this.#next(history, row);
  }

  /**
   * The identities of all held rows of one key, in order. Rows that repeat the latest known changes in their order are
   * those changes, read again; what follows them is compared row by row.
   */
  identifyHeld(rows: readonly DeliveredRow[]): EventIdentity[] {
    const first = rows[0];
    if (first === undefined) return [];
    const history = this.#history(first.key);
    const known = this.#inEffect(history);
    const current = known.at(-1);
    const delivered = rows.filter((row) => row.isValid()).map((row) => row.contentHash);
    if (history.repeated && current !== undefined) delivered.unshift(current.contentHash);
    const repeated = overlap(
      known,
      delivered.filter((hash, index) => hash !== delivered[index - 1]),
    );
    let at = 0;
    return rows.map((row) => {
      if (!row.isValid()) return this.#next(history, row);
      // The rows begin with the repeated changes: one that is not the present change is the next, or comes after all.
      if (repeated[at]?.contentHash !== row.contentHash) at += 1;
      const change = repeated[at];
      return change === undefined ? this.#next(history, row) : this.#again(change);
    });
  }

  #next(history: KeyHistory, row: DeliveredRow): EventIdentity {
    const current = this.#inEffect(history).at(-1);
    if (current?.contentHash === row.contentHash) return this.#again(current);
    const { extractTime, extractTimeFrom, now } = this.#delivery;
    const restored =
      this.#timeline && extractTimeFrom === 'file' && current !== undefined && extractTime <= current.versionAt;
    const change: Change = {
      contentHash: row.contentHash,
      eventId: `${row.contentHash}-${history.highest + 1}`,
      versionAt: restored ? Math.max(now, current.versionAt) : extractTime,
      fromEarlierDelivery: false,
    };
    if (row.isValid()) this.#add(history, change);
    return { eventId: change.eventId, eventTime: change.versionAt, known: false, restored };
  }

  #again({ eventId, versionAt }: Change): EventIdentity {
    const eventTime = this.#timeline ? versionAt : this.#delivery.extractTime;
    return { eventId, eventTime, known: true, restored: false };
  }

  /** The changes of a key up to the one a row of this delivery is compared with. */
  #inEffect(history: KeyHistory): readonly Change[] {
    const { changes } = history;
    const { extractTime, extractTimeFrom } = this.#delivery;
    const newest = changes.at(-1);
    const all = !this.#timeline || extractTimeFrom === 'file' || newest === undefined;
    return all || newest.versionAt <= extractTime
      ? changes
      : changes.filter((change) => change.versionAt <= extractTime);
  }

  #history(key: string): KeyHistory {
    let history = this.#histories.get(key);
    if (history === undefined) {
      history = { changes: [], highest: this.#firstNumber - 1, repeated: false, held: false };
      const known = this.#known.get(key) ?? [];
      const arrived = known.length > 1 ? known.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1)) : known;
      for (const { eventId, versionAt } of arrived) {
        const contentHash = eventId.slice(0, eventId.lastIndexOf('-'));
        this.#add(history, { contentHash, eventId, versionAt, fromEarlierDelivery: true });
      }
      this.#histories.set(key, history);
    }
    return history;
  }

  #add(history: KeyHistory, change: Change): void {
    const { changes } = history;
    const number = Number(change.eventId.slice(change.eventId.lastIndexOf('-') + 1));
    history.highest = Math.max(history.highest + 1, Number.isSafeInteger(number) ? number : 0);
    let place = changes.length;
    while (this.#timeline && place > 0 && (changes[place - 1]?.versionAt ?? 0) > change.versionAt) place -= 1;
    changes.splice(place, 0, change);
  }
}

/** The history of a key whose first row is remembered by its fingerprint only; the row about to come differs from it. */
function historyAfterFirst(extractTime: number, number: number): KeyHistory {
  const first = { contentHash: '', eventId: '', versionAt: extractTime, fromEarlierDelivery: false };
  return { changes: [first], highest: number, repeated: false, held: false };
}

/** The longest tail of `changes` that is also the beginning of the content hashes `delivered`. */
function overlap(changes: readonly Change[], delivered: readonly string[]): readonly Change[] {
  for (let length = Math.min(changes.length, delivered.length); length > 0; length -= 1) {
    const tail = changes.slice(-length);
    if (tail.every((change, index) => change.contentHash === delivered[index])) return tail;
  }
  return [];
}
