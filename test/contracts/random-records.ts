import fc from 'fast-check';
import { z } from 'zod';
import type { Contract } from '../../contracts/contract.ts';
import { eventType } from '../../contracts/envelope.ts';
import type { Field } from '../../contracts/fields.ts';
import { registry } from '../../contracts/registry.ts';
import { samples } from '../../contracts/samples/index.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { createProcessRecord } from '../../domain/records/process-record.ts';
import { maskingTools } from '../masking-tools.ts';

/** A record of a contract, as a producer writes it. */
export type RandomRecord = Readonly<Record<string, unknown>>;

const { tokenize } = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32).fill(3) });
const decide = createProcessRecord(registry, policyOfZone('silver'), maskingTools(tokenize));
const arrivedAt = Date.parse('2026-06-01T00:00:00Z');
const mostTries = 400;

/**
 * `count` random records of each contract, in its own spelling, that it accepts without a warning, each with a key of its
 * own. References hold keys of other records now and then. What rules over several fields want is found by trying: an
 * optional field that a rule names is left out.
 * @throws Error naming the contract, and the last reason, of which no record was found
 */
export function randomRecords(count: number, seed: number): ReadonlyMap<string, readonly RandomRecord[]> {
  const made = new Map<string, readonly RandomRecord[]>();
  for (const [place, contract] of registry.contracts.entries()) {
    made.set(contract.name, recordsOf(contract, { count, seed: seed + place, made }));
  }
  return made;
}

interface Making {
  readonly count: number;
  readonly seed: number;
  readonly made: ReadonlyMap<string, readonly RandomRecord[]>;
}

function recordsOf(contract: Contract, { count, seed, made }: Making): readonly RandomRecord[] {
  const fields = Object.entries<Field>(contract.fields);
  const values = fc.record(
    Object.fromEntries(fields.map(([name, field]) => [name, valuesFor(contract, name, field, made)])),
    // A key without a part is a key; a record that lacks half of its fields is the usual one.
    { requiredKeys: fields.filter(([, { isOptional }]) => !isOptional).map(([name]) => name) },
  );
  const records = new Map<string, RandomRecord>();
  let last = '';
  for (let time = 0; time < mostTries; time += 1) {
    for (const tried of fc.sample(values, { numRuns: count, seed: seed + time * 1000 })) {
      const mended = mend(contract, withUnits(contract, tried), (reason) => {
        last = reason;
      });
      if (mended !== null) records.set(JSON.stringify(contract.key.map((field) => mended[field])), mended);
      if (records.size === count) return [...records.values()];
    }
  }
  throw new Error(`${contract.name}: ${records.size} of ${count} records were found; the last was refused: ${last}`);
}

/** The record, or what is left of it without the optional fields that rules object to; null of one that stays refused. */
function mend(contract: Contract, record: RandomRecord, tell: (reason: string) => void): RandomRecord | null {
  let current = record;
  for (let time = 0; time < 5; time += 1) {
    const result = decide(JSON.stringify(eventOf(contract, current)), arrivedAt);
    const reasons = result.ok
      ? result.record.warnings.filter(({ code }) => code !== 'masking.unknown_text')
      : result.rejection.reasons;
    const [reason] = reasons;
    if (reason === undefined) return current;
    tell(`${reason.code} ${reason.path}`);
    const field = reason.path.replace('data.', '');
    if (contract.fields[field]?.isOptional !== true || !Object.hasOwn(current, field)) return null;
    const { [field]: _, ...rest } = current;
    current = rest;
  }
  return null;
}

const eventOf = ({ name }: Contract, data: RandomRecord) => ({
  specversion: '1.0',
  id: 'random-1',
  source: 'urn:medstream:random',
  type: eventType(name, 'changed'),
  time: '2026-05-31T00:00:00Z',
  data,
});

/** A unit beside a value is the one that the contract stores: another would change the value. */
function withUnits({ fields }: Contract, record: RandomRecord): RandomRecord {
  const units = Object.entries<Field>(fields).flatMap(([name, { unit, unitField }]) =>
    unitField !== undefined && Object.hasOwn(record, unitField)
      ? [[unitField, Object.hasOwn(record, name) ? unit : undefined] as const]
      : [],
  );
  return JSON.parse(JSON.stringify({ ...record, ...Object.fromEntries(units) }));
}

const firstTime = Date.parse('1990-01-01T00:00:00Z');
const lastTime = Date.parse('2026-05-01T00:00:00Z');

/** Random values of a field, most of which its schema accepts. */
function valuesFor(contract: Contract, name: string, field: Field, made: Making['made']): fc.Arbitrary<unknown> {
  const target = contract.references[name];
  const known = target === undefined ? [] : (made.get(target) ?? []).map((record) => record[`${target}_id`]);
  const keys = known.filter((key) => typeof key === 'string');
  const own = valuesOfForm(contract, name, field).filter((value) => field.schema.safeParse(value).success);
  return keys.length === 0 ? own : fc.oneof(fc.constantFrom(...keys), own);
}

function valuesOfForm(contract: Contract, name: string, field: Field): fc.Arbitrary<unknown> {
  const schema = z.toJSONSchema(field.schema, { io: 'output', unrepresentable: 'any' });
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (field.isFreeText === true) return words(field);
  if (field.form.startsWith('identifier')) return fc.stringMatching(/^[a-z]{3}-[0-9a-z]{5}[A-Z]{2}$/);
  switch (field.column.kind) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: Number(schema.minimum), max: Number(schema.maximum) });
    case 'timestamp':
      return fc.integer({ min: firstTime, max: lastTime }).map((time) => new Date(time).toISOString());
    case 'date':
      return fc.integer({ min: firstTime, max: lastTime }).map((time) => new Date(time).toISOString().slice(0, 10));
    case 'decimal':
      return schema.type === 'string' ? amounts : decimals(schema, field.column.scale);
    default:
      return variations(contract, name, field);
  }
}

const amounts = fc
  .integer({ min: 0, max: 10_000_000 })
  .map((cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`);

const decimals = ({ minimum = 0, maximum = 0 }: z.core.JSONSchema.BaseSchema, scale: number) =>
  fc
    .integer({ min: Math.ceil(minimum * 10 ** scale), max: Math.min(Math.floor(maximum * 10 ** scale), 2 ** 31 - 1) })
    .map((units) => Number((units / 10 ** scale).toFixed(scale)));

/** Words of letters in several alphabets: digits could be anybody's number, and the scan would refuse them. */
const words = ({ column }: Field) =>
  fc
    .array(fc.stringMatching(/^(?:[A-Z][a-zäöüßéñ']{2,9}|[А-Я][а-я]{2,7}|[一-龠]{1,3}|"[a-z]{2,4}"|[a-z]{2,5},)$/u), {
      minLength: 1,
      maxLength: 4,
    })
    .map((several) => several.join(' '))
    .filter((text) => column.kind !== 'varchar' || Buffer.byteLength(text) <= column.bytes);

/** Values like those of the samples with other letters and digits, the last ones such that check digits are right. */
function variations(contract: Contract, name: string, { schema }: Field): fc.Arbitrary<unknown> {
  const own = samples.find((each) => each.contract === contract);
  const values = [...(own?.valid ?? []), ...(own?.edge ?? [])].map(({ data }) => (data as RandomRecord)[name]);
  const usable = values.filter((value) => value !== undefined && schema.safeParse(value).success);
  if (usable.length === 0) return fc.constant(undefined);
  const isRight = (value: unknown) => schema.safeParse(value).success;
  return fc.tuple(fc.constantFrom(...usable), fc.infiniteStream(fc.nat(25))).map(([value, numbers]) => {
    const other = (text: string) =>
      text.replace(/[A-Za-z0-9]/g, (character) => {
        const { value: drawn = 0 } = numbers.next();
        if (/\d/.test(character)) return String(drawn % 10);
        return String.fromCharCode((character < 'a' ? 65 : 97) + drawn);
      });
    if (Array.isArray(value)) {
      const list = value.map((each) => checked(other(String(each)), (text) => isRight([text])));
      return list.every((each) => each !== undefined) ? list : value;
    }
    return checked(other(String(value)), isRight) ?? value;
  });
}

/** The text with other digits at its end, so that it is right; undefined when no such digits are. */
function checked(text: string, isRight: (text: string) => boolean): string | undefined {
  if (isRight(text)) return text;
  for (const [form, many] of [
    [/\d$/, 10],
    [/\d{3}$/, 1000],
  ] as const) {
    if (!form.test(text)) continue;
    const digits = String(many - 1).length;
    for (let end = 0; end < many; end += 1) {
      const candidate = text.slice(0, -digits) + String(end).padStart(digits, '0');
      if (isRight(candidate)) return candidate;
    }
  }
  return undefined;
}

/** Ways to spoil a record that no contract forgives. */
export const spoilings = [
  'unknown field',
  'missing field',
  'wrong type',
  'control character',
  'wrong time',
  'no object',
] as const;
export type Spoiling = (typeof spoilings)[number];

/** A record that is invalid by the way it is made. */
export function spoiled(contract: Contract, record: RandomRecord, spoiling: Spoiling, seed: number): unknown {
  const strict = Object.entries<Field>(contract.fields).filter(
    ([, { isOptional, severity }]) => !isOptional && severity === 'error',
  );
  const [field = ''] = strict[seed % strict.length] ?? [];
  switch (spoiling) {
    case 'unknown field':
      return { ...record, [`mood_${seed}`]: 'glad' };
    case 'missing field': {
      const { [field]: _, ...rest } = record;
      return rest;
    }
    case 'wrong type':
      return { ...record, [field]: { text: record[field] } };
    case 'control character':
      return { ...record, [field]: `${record[field]}\u0007` };
    case 'wrong time':
      // Of reference data the time is the envelope's: it has a wrong key instead.
      return contract.eventTime === null
        ? { ...record, [field]: '\u202e' }
        : { ...record, [contract.eventTime]: seed % 2 === 0 ? '1850-01-01T00:00:00Z' : '2996-01-01T00:00:00Z' };
    case 'no object':
      return [[record], 'record', 7, null][seed % 4];
  }
}
