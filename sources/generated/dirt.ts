import { patientRow, type Row } from './data-set.ts';
import type { Random } from './random.ts';

interface Dirt {
  readonly description: string;
  /** Reason code under which the pipeline quarantines it; null when it must not be quarantined. */
  readonly reason: string | null;
  /** Whether a CSV export can hold it; the others exist as events only. */
  readonly inCsv: boolean;
}

/** Every kind of dirt that real feeds bring, and what the pipeline owes it. */
export const dirtKinds = {
  future_start: { description: 'An encounter in the future', reason: 'rule.time_in_past', inCsv: true },
  end_before_start: { description: 'It ends before it starts', reason: 'rule.ended_after_started', inCsv: true },
  malformed_time: { description: 'A time ending in +00:00Z', reason: 'schema.invalid_format', inCsv: true },
  missing_patient_id: { description: 'Nobody was seen', reason: 'schema.missing', inCsv: true },
  negative_cost: { description: 'A cost below zero', reason: 'rule.cost_not_negative', inCsv: true },
  truncated_line: { description: 'A line cut in the middle', reason: 'decode.unreadable_row', inCsv: true },
  exact_duplicate: { description: 'The same row twice', reason: null, inCsv: true },
  implausible_age: { description: 'Born 150 years ago or more', reason: 'rule.plausible_age', inCsv: true },
  unclassified_field: { description: 'A field no contract names', reason: 'schema.unclassified_field', inCsv: false },
  not_json: { description: 'Half a JSON text', reason: 'decode.not_json', inCsv: false },
  not_utf8: { description: 'A byte that UTF-8 does not allow', reason: 'decode.not_utf8', inCsv: false },
  unknown_type: { description: 'An event nobody declared', reason: 'envelope.unknown_type', inCsv: false },
  early_fact: { description: 'A patient whose record comes last', reason: null, inCsv: false },
} as const satisfies Record<string, Dirt>;

export type DirtKind = keyof typeof dirtKinds;
/** How often each kind occurs; a kind that does not occur may be absent. */
export type DirtCounts = Readonly<Partial<Record<DirtKind, number>>>;

export const allDirtKinds: readonly DirtKind[] = Object.keys(dirtKinds).filter((name) => isDirtKind(name));

function isDirtKind(name: string): name is DirtKind {
  return Object.hasOwn(dirtKinds, name);
}

/** Share of dirty records. With 13 kinds, 650 events are enough for each kind to occur. */
export const dirtShare = 0.02;

/** How often each kind occurs among `events` records. */
export function countDirt(events: number): DirtCounts {
  const total = Math.floor(events * dirtShare);
  const each = Math.floor(total / allDirtKinds.length);
  const counts: Partial<Record<DirtKind, number>> = {};
  for (const [index, kind] of allDirtKinds.entries()) {
    counts[kind] = each + (index < total % allDirtKinds.length ? 1 : 0);
  }
  return counts;
}

/** Kinds that stand beside an encounter: a spoilt copy of it, or of its event. */
const besideEncounters = [
  'future_start',
  'end_before_start',
  'malformed_time',
  'missing_patient_id',
  'negative_cost',
  'truncated_line',
  'exact_duplicate',
  'unclassified_field',
  'not_json',
  'not_utf8',
  'unknown_type',
] as const satisfies readonly DirtKind[];
export type EncounterDirt = (typeof besideEncounters)[number];

/** Which encounters, by their position, get which spoilt copy behind them. Every kind is spread over the whole export. */
export function placeDirt(
  random: Random,
  counts: DirtCounts,
  encounters: number,
): ReadonlyMap<number, EncounterDirt[]> {
  const placed = new Map<number, EncounterDirt[]>();
  for (const kind of besideEncounters) {
    for (let copy = 0; copy < (counts[kind] ?? 0); copy += 1) {
      const position = random.integer(0, encounters - 1);
      const here = placed.get(position);
      if (here === undefined) placed.set(position, [kind]);
      else here.push(kind);
    }
  }
  return placed;
}

const hour = 3_600_000;

/** A copy of an encounter with an identifier of its own and one thing wrong; kinds that spoil the text leave it whole. */
export function spoiltEncounter(random: Random, kind: EncounterDirt, row: Row): Row {
  const copy = { ...row, Id: random.uuid() };
  const start = row.START ?? '';
  switch (kind) {
    case 'future_start':
      // A leap year, so that every day of the calendar exists.
      return { ...copy, START: `2996${start.slice(4)}`, STOP: '' };
    case 'end_before_start':
      return { ...copy, STOP: new Date(Date.parse(start) - 2 * hour).toISOString() };
    case 'malformed_time':
      return { ...copy, START: start.replace('Z', '+00:00Z') };
    case 'missing_patient_id':
      return { ...copy, PATIENT: '' };
    case 'negative_cost':
      return { ...copy, TOTAL_CLAIM_COST: `-${row.TOTAL_CLAIM_COST ?? ''}` };
    case 'exact_duplicate':
      return row;
    default:
      return copy;
  }
}

/** A patient who would be older than anyone has been; nobody refers to the record. */
export function implausiblePatient(random: Random, asOf: number): Row {
  const row = patientRow(random, asOf);
  const birthYear = new Date(asOf).getUTCFullYear() - random.integer(151, 170);
  return { ...row, BIRTHDATE: `${birthYear}-${random.pick(['02-11', '07-30', '11-05'])}`, DEATHDATE: '' };
}

export type EventDirt = 'unclassified_field' | 'not_json' | 'not_utf8' | 'unknown_type';

/**
 * Spoils the bytes of a good event in a way that no CSV file can.
 * @param id CloudEvents id of the spoilt event.
 */
export function spoiltEvent(kind: EventDirt, good: Uint8Array, id: string): Uint8Array {
  const event: Record<string, unknown> = { ...JSON.parse(Buffer.from(good).toString()), id };
  switch (kind) {
    case 'unclassified_field':
      return Buffer.from(
        JSON.stringify({ ...event, data: Object.assign({}, event.data, { next_of_kin: 'Alma482 Yundt7' }) }),
      );
    case 'unknown_type':
      return Buffer.from(JSON.stringify({ ...event, type: 'org.medstream.parking_permit.changed' }));
    case 'not_json': {
      const bytes = Buffer.from(JSON.stringify(event));
      return bytes.subarray(0, bytes.length >> 1);
    }
    case 'not_utf8': {
      const bytes = Buffer.from(JSON.stringify(event));
      bytes[bytes.lastIndexOf('"')] = 0xff;
      return bytes;
    }
  }
}
