import { hash } from 'node:crypto';
import type { Contract } from '../../contracts/contract.ts';
import { eventType } from '../../contracts/envelope.ts';
import type { Field } from '../../contracts/fields.ts';
import { contracts } from '../../contracts/registry.ts';
import { samples } from '../../contracts/samples/index.ts';

/** Records that may stop what comes after them, sent one after the other. */
export interface Poison {
  readonly name: string;
  readonly payloads: readonly (string | Uint8Array)[];
}

type Data = Readonly<Record<string, unknown>>;

const ordinaryTime = '2026-01-31T00:00:00Z';

/** An ordinary record of a contract: its first valid sample, about another thing for each label. */
export function ordinary(contract: Contract, label: string): Data {
  const data = samples.find((each) => each.contract === contract)?.valid[0]?.data ?? {};
  const keys = contract.key.flatMap((field) => {
    if (contract.references[field] !== undefined) return [];
    const own = [label, ...codesFor(label)].find(
      (key) => contract.fields[field]?.schema.safeParse(key).success === true,
    );
    return own === undefined ? [] : [[field, own]];
  });
  return { ...data, ...Object.fromEntries(keys) };
}

/** Codes of a label of its own, for keys that are codes: of drugs, procedures, diagnoses, and of laboratories with their check digit. */
function codesFor(label: string): readonly string[] {
  const digits = String(10_000_000 + (Number.parseInt(hash('sha256', label).slice(0, 12), 16) % 90_000_000));
  const loinc = Array.from({ length: 10 }, (_, check) => `${digits.slice(0, 6)}-${check}`);
  return [digits, digits.slice(0, 5), `Z${digits.slice(0, 2)}.${digits.slice(2, 5)}`, ...loinc];
}

/** The text of an event; `attributes` replace or join those of the envelope. */
export function eventText(contract: Contract, data: unknown, attributes: Data = {}): string {
  const event = {
    specversion: '1.0',
    id: 'event-1',
    source: 'urn:medstream:poison',
    type: eventType(contract.name, 'changed'),
    time: ordinaryTime,
    data,
    ...attributes,
  };
  return literals(JSON.stringify(event));
}

/** A value that only JSON text can write: it stands in the event as it is. */
const literal = (text: string) => `literal:${text}`;

/** The JSON with such values written out. */
export function literals(json: string): string {
  return json.replaceAll(/"literal:([^"]*)"/g, '$1');
}

/** An event of a type that says the thing is gone. */
const deletion = (contract: Contract) => ({ type: eventType(contract.name, 'deleted') });

const texts: readonly unknown[] = [
  '',
  ' ',
  '\t',
  '\u0000',
  'a\u0000b',
  '\u0001',
  '\u007f',
  '\u0085',
  '\u001b[2J',
  '\ud800',
  'x\udc00',
  '\udbff\udbff',
  '\ufeff',
  '\uffff',
  '\u200b',
  '\u202e',
  '\u2028',
  '__proto__',
  'constructor',
  'toString',
  '\\N',
  '\\.',
  'NULL',
  "'; --",
  ':load_id',
  '$$',
  '{"a":1}',
  'a\r\nb',
  'İıſß',
  'e\u0301',
];

/** One character for each length in UTF-8, and how many UTF-16 code units it takes. */
const characters = [
  ['a', 1],
  ['é', 1],
  ['漢', 1],
  ['🏥', 2],
] as const;

/** Instants at the ends of the calendar and of what parsers take. */
export const instants: readonly unknown[] = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '0001-01-01T00:00:00+14:00',
  '1500-02-28T00:00:00Z',
  '1582-10-10T12:00:00Z',
  '1850-01-01T00:00:00Z',
  '1899-12-31T23:59:59.999999Z',
  '1900-01-01T00:00:00Z',
  '1900-01-01T00:00:00+14:00',
  '1969-12-31T23:59:59.999999Z',
  '2016-12-31T23:59:60Z',
  '2020-02-29T24:00:00Z',
  '2060-01-01T00:00:00Z',
  '2100-12-31T23:59:59.999999Z',
  '2101-01-01T00:00:00Z',
  '9999-12-30T00:00:00Z',
  '9999-12-31T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '9999-12-31T23:59:59-14:00',
  '+010000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '1900-01-01',
  '1900-01-01T00:00:00',
];

const dates: readonly unknown[] = [
  ...['0000-01-01', '0001-01-01', '1500-02-29', '1582-10-10', '1850-01-01', '1899-12-31', '1900-01-01', '1900-02-29'],
  ...['1969-12-31', '2100-12-31', '2101-01-01', '9999-12-31', '+010000-01-01', '2020-02-30'],
];

const numbers: readonly unknown[] = [
  ...[0, literal('-0'), '-0', '-0.00', '0.005', 0.005, 1.5, '1.50', 2147483647, 2147483648, -2147483648],
  ...['2147483647', '999999999999999.99', '-999999999999999.99', '1000000000000000.00', '9999999999999999.99'],
  ...[
    literal('9007199254740993'),
    literal(`1${'0'.repeat(400)}`),
    literal('1e309'),
    literal('-1e309'),
    literal('1e-400'),
  ],
  ...['NaN', 'Infinity', '1e5', '٣', '1,5', '0x10', '9'.repeat(40), `0.${'0'.repeat(40)}1`],
];

const otherTypes: readonly unknown[] = [null, true, 7, 'x', [], {}, ['a'], { a: 1 }];

/** The ends of what a field takes and what lies beyond them, by the type of its column. */
export function extremesOf({ column }: Field): readonly unknown[] {
  if (column.kind === 'varchar') {
    const lengths = [column.bytes, Math.floor(column.bytes / 3)].flatMap((most) => [most, most + 1]);
    const long = characters.flatMap(([character, units]) =>
      lengths.map((length) => character.repeat(Math.floor(length / units))),
    );
    const lists = [1, 2, 12, 25, 99].map((length) => new Array<string>(length).fill('Z99.ABCD'));
    return [...texts, ...long, ...lists, ...otherTypes];
  }
  if (column.kind === 'timestamp') return [...instants, ...otherTypes];
  if (column.kind === 'date') return [...dates, ...otherTypes];
  if (column.kind === 'boolean') return ['true', 'false', 'TRUE', '1', 0, 1, ...otherTypes];
  return [...numbers, ...otherTypes];
}

/** Every field of a contract at its ends, a record for each value; every record is about a thing of its own. */
function extremesOfFields(contract: Contract): Poison[] {
  return Object.entries(contract.fields).map(([field, declared]) => ({
    name: `${contract.name}.${field} at its ends`,
    payloads: extremesOf(declared).map((value, index) => {
      const label = `${contract.name}.${field}.${index}`;
      return eventText(contract, { ...ordinary(contract, label), [field]: value }, { id: label });
    }),
  }));
}

/** What producers do to one thing, or to one id, by the envelope alone. `other` is a contract besides. */
function envelopePoisons(contract: Contract, other: Contract): Poison[] {
  const changedField = Object.entries(contract.fields).find(
    ([field, { column }]) =>
      column.kind === 'varchar' && !contract.key.includes(field) && field.endsWith('_id') === false,
  )?.[0];
  const poison = (name: string, events: (label: string) => readonly string[]): Poison => {
    const label = `${contract.name}-${name.replaceAll(/[^a-z0-9]+/g, '-')}`;
    return { name: `${contract.name}: ${name}`, payloads: events(label) };
  };
  /** Events about one thing, each with an id of its own and with content of its own where the contract allows it. */
  const changes = (label: string, ...attributes: readonly Data[]) =>
    attributes.map((given, index) => {
      const said = changedField === undefined || index % 2 === 0 ? {} : { [changedField]: 'B' };
      return eventText(contract, { ...ordinary(contract, label), ...said }, { id: `${label}-${index}`, ...given });
    });
  const at = (time: string) => ({ time });
  return [
    ...instants.map((time) => poison(`a change dated ${time}`, (label) => changes(label, at(String(time))))),
    poison('two changes before the calendar', (label) =>
      changes(label, at('1850-01-01T00:00:00Z'), at('1860-01-01T00:00:00Z')),
    ),
    poison('one change now, one at the end of time', (label) =>
      changes(label, at('2020-01-01T00:00:00Z'), at('9999-12-31T00:00:00Z')),
    ),
    poison('one change now, one beyond the end of time', (label) =>
      changes(label, at('2020-01-01T00:00:00Z'), at('9999-12-31T23:59:59-14:00')),
    ),
    poison('two changes at the beginning of time', (label) =>
      changes(label, at('1900-01-01T00:00:00Z'), at('1900-01-01T00:00:00.000001Z')),
    ),
    poison('two changes at one instant', (label) => changes(label, at(ordinaryTime), at(ordinaryTime))),
    poison('the same event three times', (label) => {
      const [event = ''] = changes(label, {});
      return [event, event, event];
    }),
    poison('an id twice with other content', (label) => changes(label, { id: label }, { id: label })),
    poison('an id twice for two things', (label) =>
      ['one', 'two'].map((each) => eventText(contract, ordinary(contract, `${label}.${each}`), { id: label })),
    ),
    poison('an id twice for two kinds of thing', (label) =>
      [contract, other].map((each) => eventText(each, ordinary(each, label), { id: label })),
    ),
    poison('an id twice, the second time to delete', (label) =>
      changes(label, { id: label }, { id: label, ...deletion(contract) }),
    ),
    poison('a deletion of what nobody knows', (label) => changes(label, deletion(contract))),
    poison('a deletion after the change', (label) => changes(label, {}, deletion(contract))),
    poison('a deletion dated before the change', (label) =>
      changes(label, {}, { ...deletion(contract), time: '2020-01-01T00:00:00Z' }),
    ),
    poison('a deletion, then a change', (label) => changes(label, deletion(contract), {})),
    poison('two deletions at the beginning of time', (label) =>
      changes(
        label,
        { ...deletion(contract), time: '1900-01-01T00:00:00Z' },
        { ...deletion(contract), time: '1900-01-01T00:00:00Z' },
      ),
    ),
    poison('a deletion under references', (label) => [
      ...changes(label, {}),
      ...contracts.flatMap((referring) =>
        Object.entries(referring.references).flatMap(([field, target]) => {
          if (target !== contract.name) return [];
          const own = `${label}.${field}`;
          return [eventText(referring, { ...ordinary(referring, own), [field]: label }, { id: own })];
        }),
      ),
      ...changes(label, {}, deletion(contract)).slice(1),
    ]),
    poison('the longest id and source', (label) =>
      changes(label, { id: label.padEnd(256, '.'), source: 'urn:medstream:poison'.padEnd(256, '/') }),
    ),
  ];
}

/** What is wrong before any contract is looked at. `contract` lends the rest of the event. */
function bytePoisons(contract: Contract): Poison[] {
  const text = (label: string) => eventText(contract, ordinary(contract, label), { id: label });
  const extended = (label: string, json: string) => text(label).replace(/\}$/, `,"extension":${json}}`);
  return [
    { name: 'no bytes at all', payloads: [''] },
    { name: 'bytes that are no UTF-8', payloads: [Uint8Array.from([0xff, 0xfe, 0x00, 0x80])] },
    { name: 'a surrogate in UTF-8', payloads: [Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22])] },
    { name: 'a byte order mark before an event', payloads: [`\ufeff${text('byte-order-mark')}`] },
    { name: 'UTF-16', payloads: [Buffer.from(text('utf-16'), 'utf16le')] },
    { name: 'half an event', payloads: [text('half').slice(0, 60)] },
    { name: 'two events in one record', payloads: [text('first') + text('second')] },
    { name: 'two events on two lines', payloads: [`${text('line-1')}\n${text('line-2')}`] },
    { name: 'an event over many lines', payloads: [JSON.stringify(JSON.parse(text('many-lines')), null, 2)] },
    { name: 'an event with carriage returns', payloads: [text('returns').replaceAll(',"', ',\r"')] },
    { name: 'JSON that is no object', payloads: ['null', '7', '"text"', '[]', '[[[]]]', 'true'] },
    { name: 'numbers alone', payloads: ['1e309', '-1e309', '1e-400', '9'.repeat(5000)] },
    { name: 'a lone surrogate in an extension', payloads: [extended('surrogate', '"\\ud800"')] },
    {
      name: 'a lone surrogate in the name of an extension',
      payloads: [text('surrogate-name').replace(/\}$/, ',"\\udc00":1}')],
    },
    {
      name: 'a number beyond a double in an extension',
      payloads: [extended('1e309', '1e309'), extended('minus', '-1e309')],
    },
    { name: 'a long number in an extension', payloads: [extended('long-number', '1'.repeat(100_000))] },
    { name: 'a NUL in an extension', payloads: [extended('nul', '"\\u0000"')] },
    {
      name: 'arrays 100,000 deep in an extension',
      payloads: [extended('deep', '['.repeat(100_000) + ']'.repeat(100_000))],
    },
    { name: 'objects 100,000 deep', payloads: [`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`] },
    { name: 'names twice', payloads: [text('names-twice').replace('{', '{"shard_id":"x","reasons":[],"id":"other",')] },
    { name: '500 names that nobody knows', payloads: [extended('many', JSON.stringify(manyNames))] },
    { name: 'the names of prototypes', payloads: [extended('prototypes', '{"__proto__":{"a":1},"constructor":1}')] },
    {
      name: 'lines of our own vaults',
      payloads: [extended('vault', '{"event":1,"payload":"x","reasons":[{"code":"rule.x"}]}')],
    },
    {
      name: 'an aggregate of the Kinesis Producer Library',
      payloads: [Uint8Array.from([0xf3, 0x89, 0x9a, 0xc2, 0x0a, 0x01, 0x61, 0x1a, 0x00, ...new Array(16).fill(7)])],
    },
    { name: 'a record as large as a stream takes', payloads: [extended('large', JSON.stringify('x'.repeat(900_000)))] },
    { name: 'a large record of escapes', payloads: [`"${'\\u0001'.repeat(150_000)}`] },
  ];
}

const manyNames = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`name-${index}`, index]));

/** Bytes of every kind, and what envelopes do to one contract of each kind. */
export function samplePoisons(): Poison[] {
  const ofEachKind = (['reference', 'event'] as const).flatMap((wanted) =>
    contracts.filter(({ kind }) => kind === wanted).slice(0, 1),
  );
  const [first] = contracts;
  if (first === undefined) throw new Error('there is no contract');
  return [...bytePoisons(first), ...ofEachKind.flatMap((contract) => envelopePoisons(contract, first))];
}

/** Everything the suite tries, for whatever contracts there are. */
export function everyPoison(): Poison[] {
  const [first] = contracts;
  if (first === undefined) throw new Error('there is no contract');
  return [
    ...bytePoisons(first),
    ...contracts.flatMap((contract, index) => [
      ...envelopePoisons(contract, contracts[(index + 1) % contracts.length] ?? first),
      ...extremesOfFields(contract),
    ]),
  ];
}
