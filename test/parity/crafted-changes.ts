import { defineContract, keyColumnName } from '../../contracts/contract.ts';
import {
  boolean,
  calendarDate,
  codeList,
  decimal,
  identifier,
  instant,
  integer,
  optional,
} from '../../contracts/fields.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { changeLogColumns, type LakeColumn } from '../../domain/lake/lake-columns.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { type SilverTable, silverTable } from '../../domain/records/silver-table.ts';
import { Random } from '../../sources/generated/random.ts';
import { type ChangeFields, type ChangeRow, change, lakeLogs, logNamed } from '../glue-scripts/change-rows.ts';

/** Has a key of several fields and every type of column, those that no contract of the product has among them. */
const specimen = defineContract({
  name: 'specimen',
  version: 1,
  description: 'A sample that was taken; for these tests alone',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    tube: identifier({ phi: 'record_id', description: 'Tube' }),
    taken_at: instant({ phi: 'service_date', description: 'When it was taken' }),
    is_fasting: boolean({ phi: 'none', description: 'Whether the patient had not eaten' }),
    is_rejected: optional(boolean({ phi: 'none', description: 'Whether the laboratory refused it' })),
    expires_on: optional(calendarDate({ phi: 'service_date', description: 'Until when it is good' })),
    volume: optional(
      decimal({ precision: 15, scale: 6, min: 0, max: 999_999_999, phi: 'none', description: 'Volume, ml' }),
    ),
    tubes: optional(integer({ min: 0, max: 9, phi: 'none', description: 'How many tubes' })),
    codes: optional(codeList({ systems: ['snomed'], most: 3, phi: 'none', description: 'What it is examined for' })),
  },
  key: ['tube', 'taken_at'],
  subject: 'tube',
  eventTime: 'taken_at',
  references: {},
  rules: [],
});

const specimenLog = silverTable(specimen, policyOfZone('silver'));

/** Every table of the lake that both engines build: those of the product and one of these tests. */
export const everyLog: readonly SilverTable[] = [...lakeLogs, specimenLog];

const ofMarts = new Set(['patient', 'organization', 'payer', 'encounter', 'claim_transaction']);

/**
 * The tables with which the machinery is shown, which depends on no contract: those that the marts read, every kind and
 * every type of column among them. A run over every table takes minutes on Spark, so what each table must show comes
 * in as few runs as can be.
 */
export const fewLogs: readonly SilverTable[] = [...lakeLogs.filter(({ name }) => ofMarts.has(name)), specimenLog];

/** One object of a change log. */
export interface CraftedObject {
  readonly log: SilverTable;
  readonly rows: readonly ChangeRow[];
  /** What the object's query selects instead of every column, as an older or a newer contract would have it. */
  readonly columns?: string;
}

let sequence = 0;
const next = () => {
  sequence += 1;
  return sequence;
};

/** A change that arrives after all those made before. */
export function arrives(log: SilverTable | string, key: string, fields: ChangeFields): ChangeRow {
  const name = typeof log === 'string' ? log : log.name;
  return change(log, { [keyColumnName(name)]: key, sequence: next(), ...fields });
}

const at = (day: string, time = '00:00:00') => `${day} ${time}`;

/** Texts that an engine could trim, fold, unescape, measure or sort in its own way. */
const texts = [
  "it's",
  'back\\slash \\d \\n',
  'line\nbreak\ttab',
  ' spaces around ',
  'percent % and under_score',
  'Zürich 東京 🏥',
  'e\u0301 is not \u00e9',
  'שלום',
  'silver.encounter -- changes.encounter /* gold.x */',
  'NULL',
  'İstanbul ß',
];

/** The greatest and the smallest DECIMAL(18,2), and what is close to zero. */
const amounts = ['9999999999999999.99', '-9999999999999999.99', '-0.00', '0.00', '-0.01', '0.01', '1.10'];

/** UTC times: clocks that are set forward and back, edges of months, eras and calendars, and single microseconds. */
const times = [
  at('2024-03-10', '02:30:00'), // does not exist in New York
  at('2024-11-03', '01:30:00'), // exists twice there
  at('2024-03-31', '00:59:59.999999'),
  at('2024-03-31', '01:00:00'), // the same in Europe
  at('2024-03-31', '23:59:59.999999'),
  at('2024-04-01'),
  at('2024-02-29', '23:59:59.999999'),
  at('1970-01-01'),
  at('1969-12-31', '23:59:59.999999'),
  at('1969-12-31', '23:59:59'),
  at('1900-01-01'),
  at('1899-12-31', '23:59:59.999999'),
  at('1883-11-18', '16:59:59'), // local mean time ends in New York
  at('1582-10-15'), // the Gregorian calendar begins
  at('1582-10-04', '12:00:00'),
  at('1500-02-28', '23:00:00'),
  at('0001-01-01'),
  at('9999-12-31', '23:59:59.999999'),
];

/** What an engine could read, round or sort in its own way, by the type of a column. */
function edgesOf(type: string): readonly string[] {
  const [, precision = '', scale = ''] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (precision !== '') {
    const whole = '9'.repeat(Number(precision) - Number(scale));
    const last = `0.${'0'.repeat(Number(scale) - 1)}1`;
    return [
      `${whole}.${'9'.repeat(Number(scale))}`,
      `-${whole}.${'9'.repeat(Number(scale))}`,
      last,
      `-${last}`,
      '-0',
      '0',
    ];
  }
  if (type === 'INT') return ['2147483647', '-2147483648', '0', '-1'];
  if (type === 'BOOLEAN') return ['true', 'false'];
  if (type === 'DATE') return times.map((time) => time.slice(0, 10));
  return type === 'TIMESTAMP' ? times : texts;
}

const edgeRows = 24;

/**
 * Rows of a contract whose columns run through what their types can hold, each in its own step, so that all meet. A
 * reference names a row of its target, now and then one that nobody delivered.
 */
function edges(log: SilverTable): readonly ChangeRow[] {
  const lineage = new Set(['event_id', 'event_source', 'op', 'sequence', 'row_hash', log.key.name]);
  const columns = changeLogColumns(log).filter(({ name }) => !lineage.has(name));
  const heldBy = (column: LakeColumn, place: number, row: number) => {
    if (column.nullable && (row + place) % 5 === 0) return null;
    const target = log.contract.references[column.name];
    if (target !== undefined) return `edge-${target}-${(row * (place + 1)) % (edgeRows + 3)}`;
    // The type decides what counts as a payment.
    if (column.name === 'transaction_type') return row % 3 === 0 ? 'CHARGE' : 'PAYMENT';
    const values = edgesOf(column.type);
    return values[(row * (place + 1) + place) % values.length] ?? null;
  };
  return Array.from({ length: edgeRows }, (_, row) =>
    arrives(
      log,
      `edge-${log.name}-${row}`,
      Object.fromEntries(columns.map((column, place) => [column.name, heldBy(column, place, row)])),
    ),
  );
}

/** Payments whose share of the cost lies on the edge between two rates, or beyond what a rate can say. */
function rates(): readonly CraftedObject[] {
  const cases = [
    ['0.01', '200.00'],
    ['-0.01', '200.00'],
    ['0.01', '-200.01'],
    ['9999999999999999.99', '0.01'],
    ['9999999999999999.99', '9999999999999999.98'],
    ['999999999.99', '1.00'],
    ['1000000000.00', '1.00'],
    ['3333333333333333.33', '9999999999999999.99'],
    ['5.00', '0.00'],
    ['-7.77', '0.00'],
  ];
  return [
    {
      log: logNamed('encounter'),
      rows: cases.map(([, total_claim_cost = ''], index) =>
        arrives('encounter', `rate-${index}`, { encounter_class: `rate ${index}`, total_claim_cost }),
      ),
    },
    {
      log: logNamed('claim_transaction'),
      rows: cases.map(([payment = ''], index) =>
        arrives('claim_transaction', `rate-${index}`, {
          encounter_id: `rate-${index}`,
          transaction_type: 'PAYMENT',
          payment,
        }),
      ),
    },
  ];
}

function encounters(): readonly ChangeRow[] {
  const byTime = times.map((started_at, index) =>
    arrives('encounter', `time-${index}`, {
      started_at,
      ended_at: index % 2 === 0 ? started_at : null,
      version_at: started_at,
      organization_id: index % 3 === 0 ? null : 'o-1',
      payer_id: index % 4 === 0 ? null : `p-${index % 2}`,
      encounter_class: index % 5 === 0 ? 'wellness' : 'inpatient',
      description: texts[index % texts.length] ?? null,
      source_line: index % 2 === 0 ? 2_147_483_647 : null,
    }),
  );
  const byAmount = amounts.map((amount, index) =>
    arrives('encounter', `amount-${index}`, {
      base_encounter_cost: amount,
      total_claim_cost: amount,
      payer_coverage: amounts[amounts.length - 1 - index] ?? null,
      organization_id: 'o-unknown',
      payer_id: null,
    }),
  );
  // An id twice, with other content and with another key.
  const reused = ['reused-1', 'reused-1', 'reused-2'].map((key, index) =>
    arrives('encounter', key, { event_id: 'reused', total_claim_cost: `${index}.00` }),
  );
  return [...byTime, ...byAmount, ...reused];
}

/** A name with its organization's versions: A, B and A again, two of them at one instant, a deletion and a revival. */
function organizations(): readonly ChangeRow[] {
  const of = (key: string, name: string, version_at: string, fields: ChangeFields = {}) =>
    arrives('organization', key, { name, version_at, state: 'MA', ...fields });
  return [
    of('o-1', 'A', at('2024-01-01')),
    of('o-1', 'B', at('2024-02-01')),
    of('o-1', 'A', at('2024-03-01')),
    of('o-2', 'first of an instant', at('2024-03-10', '02:30:00')),
    of('o-2', 'second of an instant', at('2024-03-10', '02:30:00')),
    of('o-2', 'a microsecond later', at('2024-03-10', '02:30:00.000001')),
    of('o-3', 'lives', at('2024-01-01')),
    of('o-3', 'lives', at('2024-01-02'), { op: 'D' }),
    of('o-3', 'lives', at('2024-01-03')),
    of('o-4', 'was deleted', at('2024-01-01'), { op: 'D' }),
    of('o-5', 'before the dawn', at('1899-12-31', '23:59:59.999999')),
    of('o-6', 'before 1970', at('1969-12-31', '23:59:59.999999')),
    of('o-6', 'after 1970', at('1970-01-01')),
    of('o-7', 'A', at('2024-01-01')),
    of('o-7', 'B', at('2024-03-01')),
    // Times outside the calendar: several of them count as its first day, and as its last.
    of('o-8', 'A', at('0001-01-01')),
    of('o-8', 'B', at('1850-01-01')),
    of('o-8', 'C', at('1899-12-31', '23:59:59.999999')),
    of('o-8', 'D', at('2024-01-01')),
    of('o-8', 'E', at('9999-12-30', '00:00:00.000001')),
    of('o-8', 'F', at('9999-12-31')),
    of('o-8', 'G', at('9999-12-31', '23:59:59.999999')),
    // An id twice, with other content and with another key: the first to arrive counts.
    of('o-9', 'A', at('2024-01-01'), { event_id: 'reused' }),
    of('o-9', 'B', at('2024-02-01'), { event_id: 'reused' }),
    of('o-10', 'C', at('2024-03-01'), { event_id: 'reused' }),
    ...texts.map((name, index) => of(`text-${index}`, name, at('2024-01-01'), { street: name, city: null })),
  ];
}

function people(): readonly ChangeRow[] {
  const deaths = ['1899-12-31', '1900-01-01', '1969-12-31', '1970-01-01', '2024-02-29', '1582-10-04', '9999-12-31'];
  return [
    ...deaths.map((death_date, index) =>
      arrives('patient', `dead-${index}`, { death_date, race: texts[index] ?? null }),
    ),
    arrives('patient', 'alive', { death_date: null }),
    arrives('patient', 'gone', { version_at: at('2024-01-01') }),
    arrives('patient', 'gone', { version_at: at('2024-01-02'), op: 'D' }),
  ];
}

/** Few keys, few instants and few values, so that changes meet in every way. */
function random(seed: number, logs: readonly SilverTable[], count: number): readonly CraftedObject[] {
  const dice = new Random(seed, 'parity');
  const pick = (values: readonly string[]) => values[dice.integer(0, values.length - 1)] ?? '';
  const row = (log: SilverTable) => {
    const key = `random-${dice.integer(1, 9)}`;
    const texts = log.masked.filter(({ type, name }) => type.kind === 'varchar' && name !== log.key.name).slice(0, 1);
    return arrives(log, key, {
      op: dice.chance(0.2) ? 'D' : 'U',
      sequence: dice.integer(1, 500) + 10_000,
      event_id: `${key}-${dice.integer(1, 20)}`,
      version_at: at(`2024-01-0${dice.integer(1, 9)}`),
      ...Object.fromEntries(texts.map(({ name }) => [name, pick(['A', 'B', 'C'])])),
      ...(log.name === 'encounter'
        ? { started_at: pick(times), total_claim_cost: pick(amounts), payer_id: dice.chance(0.3) ? null : 'p-1' }
        : {}),
    });
  };
  return logs.flatMap((log) => {
    const rows = Array.from({ length: count }, () => row(log));
    return [0, 1, 2].map((part) => ({ log, rows: rows.filter((_, index) => index % 3 === part) }));
  });
}

const firstOrganizations = organizations();
const isPayer = ({ name }: SilverTable) => name === 'payer';

/** The first delivery. Nothing is known of payers, and some changes are delivered twice. */
export const firstDelivery: readonly CraftedObject[] = [
  { log: logNamed('encounter'), rows: encounters() },
  // Written before `reason_code` was there, and when there was a column that nobody knows any more.
  {
    log: logNamed('encounter'),
    rows: [arrives('encounter', 'old-1', {}), arrives('encounter', 'old-2', { op: 'D' })],
    columns: "* EXCLUDE (reason_code, ended_at), 'x' AS forgotten",
  },
  { log: logNamed('organization'), rows: firstOrganizations },
  { log: logNamed('organization'), rows: firstOrganizations.slice(0, 6) },
  { log: logNamed('patient'), rows: people() },
  ...fewLogs.filter((log) => !isPayer(log)).map((log) => ({ log, rows: edges(log) })),
  ...rates(),
  ...random(
    1,
    fewLogs.filter((log) => !isPayer(log)),
    60,
  ),
];

/** What comes later: corrections, deletions, revivals, and changes that arrive late, before versions already known. */
export const secondDelivery: readonly CraftedObject[] = [
  {
    log: logNamed('encounter'),
    rows: [
      arrives('encounter', 'time-0', { op: 'D' }),
      arrives('encounter', 'time-1', { started_at: at('1969-12-31', '23:59:59.999999'), total_claim_cost: '-0.00' }),
      arrives('encounter', 'old-2', { total_claim_cost: '9999999999999999.99' }),
      arrives('encounter', 'late', { organization_id: 'o-7' }),
    ],
  },
  {
    log: logNamed('organization'),
    rows: [
      // What was said from March on is said from February on: the version of March is no version any more.
      arrives('organization', 'o-7', { name: 'B', state: 'MA', version_at: at('2024-02-01') }),
      arrives('organization', 'o-4', { name: 'revived', version_at: at('2024-01-02') }),
      arrives('organization', 'o-1', { name: 'A', version_at: at('2024-04-01'), op: 'D' }),
      // Before the event that had the id: now this one has it, and what that one said is nowhere.
      arrives('organization', 'o-11', { name: 'C', event_id: 'reused', sequence: 0, version_at: at('2024-01-01') }),
      arrives('organization', 'o-8', { name: 'H', version_at: at('1900-01-01') }),
      arrives('organization', 'o-6', { name: 'the last word', version_at: at('1969-12-31', '23:59:59.999999') }),
    ],
  },
  { log: logNamed('organization'), rows: firstOrganizations.slice(3, 9) },
  { log: logNamed('patient'), rows: [arrives('patient', 'gone', { version_at: at('2024-01-03') })] },
  ...fewLogs.filter(isPayer).map((log) => ({ log, rows: edges(log) })),
  ...random(2, fewLogs, 30),
];

const otherLogs = everyLog.filter((log) => !fewLogs.includes(log));

/** What a delivery must show of each table that is not among the few: its columns at their edges, its changes in every order. */
export const otherDelivery: readonly CraftedObject[] = [
  ...otherLogs.map((log) => ({ log, rows: edges(log) })),
  ...random(3, otherLogs, 60),
];
