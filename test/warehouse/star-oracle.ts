import { createHash } from 'node:crypto';
import { referencesOf } from '../../contracts/references.ts';
import type { Column, SilverTable } from '../../domain/records/silver-table.ts';
import { type Change, type House, hashOf, product } from './warehouse-run.ts';

/** A value of a row as text, in one spelling for what a test wrote and what the engine gives; instants are epoch ms. */
type Value = string | null;

/** One version of a member, in the words of the star schema. Instants are epoch ms. */
export interface Version {
  readonly sk: string;
  readonly bk: string;
  readonly versionAt: number;
  readonly validFrom: number;
  readonly validTo: number;
  readonly isCurrent: boolean;
  readonly isDeleted: boolean;
  readonly isInferred: boolean;
  readonly attributes: Readonly<Record<string, Value>>;
}

/** Columns of a fact by name, but those that say which load brought the row and those that are computed. */
export type FactRow = Readonly<Record<string, Value>>;

export interface Star {
  readonly dimensions: Readonly<Record<string, readonly Version[]>>;
  readonly facts: Readonly<Record<string, readonly FactRow[]>>;
}

const beginning = Date.parse('1900-01-01T00:00:00Z');
const end = Date.parse('9999-12-31T00:00:00Z');
const latest = Date.parse('9999-12-30T00:00:00Z');
const counted = (at: number) => Math.min(Math.max(at, beginning), latest);

/** First 60 bits of the MD5 over the key and `YYYYMMDDHHMISSUS`, as a decimal text. */
function surrogateKey(bk: string, at: number): string {
  const stamp = `${new Date(at).toISOString().replaceAll(/\D/g, '')}000`;
  return BigInt(`0x${createHash('md5').update(`${bk}|${stamp}`).digest('hex').slice(0, 15)}`).toString();
}

const epoch = (text: string): number => Date.parse(text.includes('T') ? text : `${text.replace(' ', 'T')}Z`);

/** Both sides in one spelling. */
function spelled({ type }: Column, value: unknown): Value {
  if (value === null || value === undefined) return null;
  const text = String(value);
  if (type.kind === 'timestamp') return String(epoch(text));
  if (type.kind !== 'decimal') return text;
  const [whole = '0', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(type.scale, '0')}`;
}

/** Each event once, at its smallest sequence. */
function distinctEvents(delivered: readonly Change[]): Change[] {
  const first = new Map<string, Change>();
  for (const change of delivered) {
    const identity = `${change.contract} ${change.source ?? ''} ${change.eventId}`;
    const known = first.get(identity);
    if (known === undefined || change.sequence < known.sequence) first.set(identity, change);
  }
  return [...first.values()];
}

const ofKind = ({ tables }: House, kind: 'reference' | 'event') =>
  tables.filter(({ contract }) => contract.kind === kind);

/** References of events to reference data: roles. */
function rolesOf(house: House, { contract }: SilverTable) {
  const dimensions = new Set(ofKind(house, 'reference').map(({ name }) => name));
  return referencesOf(contract).filter(({ target }) => dimensions.has(target));
}

/** What the star schema must hold after all of `delivered` has been loaded, in whatever order and batches. */
export function expectedStar(delivered: readonly Change[], house: House = product): Star {
  const events = distinctEvents(delivered);
  const byContract = Map.groupBy(events, ({ contract }) => contract);
  const dimensions: Record<string, Version[]> = {};
  for (const table of ofKind(house, 'reference')) {
    const real = Map.groupBy(byContract.get(table.name) ?? [], ({ data }) => String(data[table.key.name]));
    const mentioned = ofKind(house, 'event').flatMap((fact) => {
      const fields = rolesOf(house, fact).flatMap(({ field, target }) => (target === table.name ? [field] : []));
      const rows = delivered.filter(({ contract }) => contract === fact.name);
      return rows.flatMap(({ data }) => fields.flatMap((field) => data[field] ?? []));
    });
    const members = [...new Set([...real.keys(), ...mentioned])].sort();
    dimensions[table.name] = members.flatMap((bk) => timeline(table, bk, real.get(bk) ?? []));
  }
  const facts: Record<string, FactRow[]> = {};
  for (const table of ofKind(house, 'event')) {
    const states = Map.groupBy(byContract.get(table.name) ?? [], ({ data }) => String(data[table.key.name]));
    facts[table.name] = [...states.keys()].sort().flatMap((bk) => {
      const state = (states.get(bk) ?? []).toSorted((a, b) => b.sequence - a.sequence)[0];
      return state === undefined || state.operation === 'D' ? [] : [factRow(house, table, state, dimensions)];
    });
  }
  return { dimensions, facts };
}

function factRow(house: House, table: SilverTable, { data }: Change, dimensions: Star['dimensions']): FactRow {
  const { contract, key, masked, name } = table;
  const at = counted(epoch(String(data[contract.eventTime ?? ''])));
  const row: Record<string, Value> = { [`${name}_bk`]: data[key.name] ?? null };
  for (const { field, role, target } of rolesOf(house, table)) {
    const version = dimensions[target]?.find(
      ({ bk, validFrom, validTo }) => bk === data[field] && validFrom <= at && at < validTo,
    );
    row[`${role}_sk`] = version?.sk ?? '-1';
  }
  const references = new Map(referencesOf(contract).map(({ field, role }) => [field, role]));
  for (const column of masked.filter((candidate) => candidate !== key)) {
    const role = references.get(column.name);
    row[role === undefined ? column.name : `${role}_bk`] = spelled(column, data[column.name]);
  }
  const model = house.written.facts.find(({ fact }) => fact === name);
  for (const field of model?.dates ?? []) row[`${field.replace(/_(at|date)$/, '')}_date_key`] = dateKey(data[field]);
  return row;
}

function dateKey(text: string | undefined): string {
  if (text === undefined) return '-2';
  const day = new Date(epoch(text.includes('T') ? text : `${text} 00:00`)).toISOString();
  const isInCalendar = /^(19|20)\d\d-|^2100-/.test(day);
  return isInCalendar ? day.slice(0, 10).replaceAll('-', '') : '-3';
}

function timeline(table: SilverTable, bk: string, changes: readonly Change[]): Version[] {
  const attributesOf = (data: Change['data']) =>
    Object.fromEntries(
      table.masked
        .filter((column) => column !== table.key)
        .map((column) => [column.name, spelled(column, data[column.name])]),
    );
  const always = { bk, validFrom: beginning, validTo: end, isCurrent: true };
  if (changes.length === 0) {
    return [
      {
        ...always,
        sk: surrogateKey(bk, beginning),
        versionAt: beginning,
        isDeleted: false,
        isInferred: true,
        attributes: attributesOf({}),
      },
    ];
  }
  const winners = new Map<number, Change>();
  for (const change of changes) {
    const at = counted(change.at);
    const known = winners.get(at);
    if (known === undefined || change.sequence > known.sequence) winners.set(at, change);
  }
  const points = [...winners].sort(([a], [b]) => a - b);
  const versions = points.filter(([, change], index) => {
    const before = points[index - 1];
    return before === undefined || hashOf(table, before[1]) !== hashOf(table, change);
  });
  const state = ({ operation, data }: Change) => ({
    isDeleted: operation === 'D',
    isInferred: false,
    attributes: attributesOf(data),
  });
  if (table.contract.history === 'current') {
    const [at, last] = versions.at(-1) ?? [beginning, undefined];
    return last === undefined ? [] : [{ ...always, sk: surrogateKey(bk, beginning), versionAt: at, ...state(last) }];
  }
  return versions.map(([at, change], index) => {
    const next = versions[index + 1];
    return {
      sk: surrogateKey(bk, at),
      bk,
      versionAt: at,
      validFrom: index === 0 ? beginning : at,
      validTo: next?.[0] ?? end,
      isCurrent: next === undefined,
      ...state(change),
    };
  });
}

/** The star as it is, in the oracle's words. */
export async function readStar(
  rows: (sql: string) => Promise<Record<string, unknown>[]>,
  house: House = product,
): Promise<Star> {
  const dimensions: Record<string, Version[]> = {};
  for (const { name, masked, key } of ofKind(house, 'reference')) {
    const found = await rows(
      `SELECT * FROM star.dim_${name} WHERE ${name}_sk > 0 ORDER BY ${name}_bk, valid_from, ${name}_sk`,
    );
    dimensions[name] = found.map((row) => ({
      sk: String(row[`${name}_sk`]),
      bk: String(row[`${name}_bk`]),
      versionAt: epoch(String(row.version_at)),
      validFrom: epoch(String(row.valid_from)),
      validTo: epoch(String(row.valid_to)),
      isCurrent: row.is_current === true,
      isDeleted: row.is_deleted === true,
      isInferred: row.is_inferred === true,
      attributes: Object.fromEntries(
        masked.filter((column) => column !== key).map((column) => [column.name, spelled(column, row[column.name])]),
      ),
    }));
  }
  const facts: Record<string, FactRow[]> = {};
  for (const { name, masked } of ofKind(house, 'event')) {
    const computed = house.written.facts.find(({ fact }) => fact === name)?.computed.map((column) => column.name) ?? [];
    const left = new Set([...computed, 'sequence', 'load_id', 'loaded_at']);
    const types = new Map(masked.map((column) => [column.name, column]));
    const found = await rows(`SELECT * FROM star.fact_${name} ORDER BY ${name}_bk`);
    facts[name] = found.map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([column]) => !left.has(column))
          .map(([column, value]) => {
            const field = types.get(column);
            return [column, field === undefined ? (value === null ? null : String(value)) : spelled(field, value)];
          }),
      ),
    );
  }
  return { dimensions, facts };
}
