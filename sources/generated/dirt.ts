import { type Contract, keyColumnName } from '../../contracts/contract.ts';
import type { Field } from '../../contracts/fields.ts';
import { registry } from '../../contracts/registry.ts';
import type { Data } from './change.ts';
import type { Delivered } from './deliver.ts';
import { samplesOf } from './from-samples.ts';
import { Random } from './random.ts';

/** What the pipeline owes a dirty record. */
export type Expected =
  /** Its first reason, such as `schema.missing`. */
  | { readonly fate: 'quarantined'; readonly reason: string }
  /** It is accepted without the value of this field, or with `other` in its place. */
  | { readonly fate: 'left_out'; readonly field: string }
  /** It is accepted as it was meant. */
  | { readonly fate: 'accepted' }
  /** It is the very record before it. */
  | { readonly fate: 'duplicate' };

/** How the bytes of a record are spoilt; its data are good. */
export type ByteDirt = 'not_json' | 'not_utf8' | 'unknown_type';

interface Spoilt {
  readonly data: Data;
  readonly expected: Expected;
  readonly bytes?: ByteDirt;
}

interface Dirt {
  readonly description: string;
  /** `beside`: a spoilt copy behind the good record, under a key of its own. `instead`: the good record itself. */
  readonly where: 'beside' | 'instead';
  /** Only an event can have it, no row of a CSV file. */
  readonly onlyInEvents?: true;
  /** Null where a record of this kind cannot be spoilt so. */
  readonly spoil: (random: Random, contract: Contract, data: Data) => Spoilt | null;
}

const quarantined = (data: Data, reason: string): Spoilt => ({ data, expected: { fate: 'quarantined', reason } });
const fieldsOf = ({ fields }: Contract, suits: (field: Field, name: string) => boolean) =>
  Object.entries(fields).flatMap(([name, field]) => (suits(field, name) ? [name] : []));
const pickField = (random: Random, names: readonly string[]) => (names.length === 0 ? null : random.pick(names));

/** Every kind of dirt that real feeds bring. What a contract refuses is known from its fields, its rules and its samples. */
export const dirtKinds = {
  future_time: {
    description: 'It happens in a thousand years',
    where: 'beside',
    spoil: (_random, contract, data) => retimed(contract, data, (time) => `2996${time.slice(4)}`, 'rule.time_in_past'),
  },
  default_time: {
    description: 'A date that stands for none',
    where: 'beside',
    spoil: (_random, contract, data) => retimed(contract, data, () => '1800-01-01T00:00:00Z', 'rule.time_in_calendar'),
  },
  malformed_time: {
    description: 'A time ending in +00:00Z',
    where: 'beside',
    spoil: (_random, contract, data) =>
      retimed(contract, data, (time) => time.replace('Z', '+00:00Z'), 'schema.invalid_format'),
  },
  missing_field: {
    description: 'A field is not there that must be',
    where: 'beside',
    spoil: (random, contract, data) => {
      const name = random.pick(fieldsOf(contract, ({ isOptional, isClosed }) => !isOptional && isClosed !== true));
      return quarantined({ ...data, [name]: undefined }, 'schema.missing');
    },
  },
  refused_sample: {
    description: 'What the samples of its contract say is refused',
    where: 'beside',
    spoil: (random, contract, data) => {
      // A field that no contract names has no column in a file: it is a kind of its own.
      const rejected = (samplesOf(contract)?.rejected ?? []).filter(
        ({ reason }) => reason !== 'schema.unclassified_field',
      );
      if (rejected.length === 0) return null;
      const sample = random.pick(rejected);
      const references = Object.keys(contract.references).filter((name) => typeof sample.data[name] === 'string');
      const own = Object.fromEntries(references.map((name) => [name, data[name] ?? sample.data[name]]));
      return quarantined({ ...sample.data, ...own }, sample.reason);
    },
  },
  wrong_type: {
    description: 'A list where a text is expected',
    where: 'beside',
    onlyInEvents: true,
    spoil: (_random, contract, data) => quarantined({ ...data, [contract.subject]: [1] }, 'schema.wrong_type'),
  },
  unclassified_field: {
    description: 'A field that no contract names',
    where: 'beside',
    onlyInEvents: true,
    spoil: (_random, _contract, data) =>
      quarantined({ ...data, next_of_kin: 'Alma482 Yundt7' }, 'schema.unclassified_field'),
  },
  not_json: {
    description: 'A record cut in the middle',
    where: 'beside',
    spoil: (_random, _contract, data) => ({ ...quarantined(data, 'decode.not_json'), bytes: 'not_json' }),
  },
  not_utf8: {
    description: 'A byte that UTF-8 does not allow',
    where: 'beside',
    spoil: (_random, _contract, data) => ({ ...quarantined(data, 'decode.not_utf8'), bytes: 'not_utf8' }),
  },
  unknown_type: {
    description: 'An event nobody declared',
    where: 'beside',
    onlyInEvents: true,
    spoil: (_random, _contract, data) => ({ ...quarantined(data, 'envelope.unknown_type'), bytes: 'unknown_type' }),
  },
  exact_duplicate: {
    description: 'The same record twice',
    where: 'beside',
    spoil: (_random, { key }, data) =>
      // Equal rows of what is only counted are two.
      key.some((field) => field.endsWith('_number')) ? null : { data, expected: { fate: 'duplicate' } },
  },
  unknown_code: {
    description: 'A value that its value set does not have',
    where: 'instead',
    spoil: (random, contract, data) => {
      const suits = ({ severity, isClosed }: Field, name: string) =>
        severity === 'warn' && isClosed === true && data[name] !== undefined;
      return leftOut(data, pickField(random, fieldsOf(contract, suits)), 'Q#7');
    },
  },
  control_character: {
    description: 'A text of control characters in a field that a record can do without',
    where: 'instead',
    spoil: (random, contract, data) => {
      const suits = ({ severity, isClosed, isFreeText }: Field, name: string) =>
        severity === 'warn' && isClosed !== true && isFreeText === true && data[name] !== undefined;
      return leftOut(data, pickField(random, fieldsOf(contract, suits)), 'a\u0007b');
    },
  },
  other_spelling: {
    description: 'Dates, times and amounts as HL7 v2 and spreadsheets write them',
    where: 'instead',
    spoil: (_random, { fields }, data) => {
      const entries = Object.entries(data).map(([name, value]) => [name, respelt(fields[name], value)] as const);
      const isOther = entries.some(([name, value]) => value !== data[name]);
      return isOther ? { data: Object.fromEntries(entries), expected: { fate: 'accepted' } } : null;
    },
  },
} as const satisfies Record<string, Dirt>;

export type DirtKind = keyof typeof dirtKinds;
export const allDirtKinds: readonly DirtKind[] = Object.keys(dirtKinds).filter((name) => isDirtKind(name));

function isDirtKind(name: string): name is DirtKind {
  return Object.hasOwn(dirtKinds, name);
}

function retimed(contract: Contract, data: Data, change: (time: string) => string, reason: string): Spoilt | null {
  const { eventTime } = contract;
  const time = eventTime === null ? undefined : data[eventTime];
  if (eventTime === null || typeof time !== 'string') return null;
  return quarantined({ ...data, [eventTime]: change(time) }, reason);
}

function leftOut(data: Data, name: string | null, value: string): Spoilt | null {
  return name === null ? null : { data: { ...data, [name]: value }, expected: { fate: 'left_out', field: name } };
}

const wholeAmount = /^\d{4,}\.\d\d$/;

/** Another usual spelling of a value, or the value. */
function respelt(field: Field | undefined, value: unknown): unknown {
  if (field === undefined || typeof value !== 'string') return value;
  const { kind } = field.column;
  if (kind === 'timestamp') return value.replace(/^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/, '$1$2$3$4$5$6+0000');
  if (kind === 'date') return value.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$2/$3/$1');
  // Only money is decimal text.
  if (kind === 'decimal' && wholeAmount.test(value)) {
    return `$${value.replace(/\B(?=(?:\d{3})+\.)/g, ',')}`;
  }
  return value;
}

/** A record on its way, and what is wrong with it. */
export interface Sent extends Delivered {
  readonly dirt: DirtLabel | null;
}

export interface DirtLabel {
  readonly kind: DirtKind;
  readonly expected: Expected;
  readonly bytes: ByteDirt | null;
}

/** Share of the records that are dirty unless told otherwise. */
export const usualDirtShare = 0.02;

/**
 * The records with dirt among them: one of so many as the share says, every kind in its turn wherever a record of a
 * contract can have it. A record stays as it is, or a spoilt copy stands behind it, so nothing that others refer to is lost.
 */
export function* withDirt(records: Iterable<Delivered>, seed: number, share: number): Generator<Sent> {
  const random = new Random(seed, 'dirt');
  const interval = share > 0 ? 1 / share : Number.POSITIVE_INFINITY;
  // The first comes soon, so that few records have some.
  let due = interval / 2;
  let passed = 0;
  let turn = 0;
  for (const record of records) {
    passed += 1;
    const kind = allDirtKinds[turn % allDirtKinds.length];
    const spoilt = passed < due || kind === undefined ? null : spoiltRecord(random, kind, record);
    if (kind === undefined || spoilt === null) {
      yield { ...record, dirt: null };
      continue;
    }
    if (dirtKinds[kind].where === 'beside') {
      yield { ...record, dirt: null };
      passed += 1;
    }
    yield spoilt;
    due += interval;
    turn += 1;
  }
}

function spoiltRecord(random: Random, kind: DirtKind, record: Delivered): Sent | null {
  const { change } = record;
  if (change.operation === 'deleted' || record.disorder !== null || record.label !== null || record.drift !== undefined)
    return null;
  const contract = registry.contractNamed(change.contract);
  const { where, spoil }: Dirt = dirtKinds[kind];
  const own = keyColumnName(contract.name);
  const isCopy = where === 'beside' && kind !== 'exact_duplicate' && contract.references[own] === undefined;
  // A spoilt copy must not be taken for a change of the good record.
  const data = isCopy && change.data[own] !== undefined ? { ...change.data, [own]: random.uuid() } : change.data;
  const spoilt = spoil(random, contract, data);
  if (spoilt === null) return null;
  const { expected, bytes = null } = spoilt;
  return { ...record, label: null, change: { ...change, data: spoilt.data }, dirt: { kind, expected, bytes } };
}
