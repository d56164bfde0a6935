import { createHash } from 'node:crypto';
import { contractNamed } from '../../contracts/registry.ts';
import { type Change, hashOf } from './warehouse-run.ts';

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
  readonly value: string | null;
}

export interface FactRow {
  readonly bk: string;
  readonly startedAt: number;
  readonly cost: string;
  readonly keys: Readonly<Record<string, string>>;
}

export interface Star {
  readonly dimensions: Readonly<Record<string, readonly Version[]>>;
  readonly facts: readonly FactRow[];
}

export const dimensionNames = ['organization', 'patient', 'payer', 'provider'] as const;
const beginning = Date.parse('1900-01-01T00:00:00Z');
const end = Date.parse('9999-12-31T00:00:00Z');
const latest = Date.parse('9999-12-30T00:00:00Z');

const shownValue = (name: string, change: Change): string | null =>
  (name === 'patient' ? change.data.last_name : change.data.name) ?? null;

/** First 60 bits of the MD5 over the key and `YYYYMMDDHHMISSUS`, as a decimal text. */
function surrogateKey(bk: string, at: number): string {
  const stamp = `${new Date(at).toISOString().replaceAll(/\D/g, '')}000`;
  return BigInt(`0x${createHash('md5').update(`${bk}|${stamp}`).digest('hex').slice(0, 15)}`).toString();
}

/** Each event once, at its smallest sequence. */
function distinctEvents(delivered: readonly Change[]): Change[] {
  const first = new Map<string, Change>();
  for (const change of delivered) {
    const identity = `${change.contract} ${change.eventId}`;
    const known = first.get(identity);
    if (known === undefined || change.sequence < known.sequence) first.set(identity, change);
  }
  return [...first.values()];
}

/** What the star schema must hold after all of `delivered` has been loaded, in whatever order and batches. */
export function expectedStar(delivered: readonly Change[]): Star {
  const events = distinctEvents(delivered);
  const dimensions: Record<string, Version[]> = {};
  for (const name of dimensionNames) {
    const key = contractNamed(name).businessKey;
    const keyOf = (change: Change) => String(change.data[key]);
    const real = Map.groupBy(
      events.filter(({ contract }) => contract === name),
      keyOf,
    );
    const mentioned = delivered.flatMap(({ contract, data }) =>
      contract === 'encounter' && data[key] !== undefined ? [data[key]] : [],
    );
    const members = [...new Set([...real.keys(), ...mentioned])].sort();
    dimensions[name] = members.flatMap((bk) => timeline(name, bk, real.get(bk) ?? []));
  }
  const encounters = Map.groupBy(
    events.filter(({ contract }) => contract === 'encounter'),
    ({ data }) => String(data.encounter_id),
  );
  const facts: FactRow[] = [];
  for (const bk of [...encounters.keys()].sort()) {
    const state = (encounters.get(bk) ?? []).toSorted((a, b) => b.sequence - a.sequence)[0];
    if (state === undefined || state.operation === 'D') continue;
    const keys: Record<string, string> = {};
    for (const name of dimensionNames) {
      const memberKey = state.data[contractNamed(name).businessKey];
      const version = dimensions[name]?.find(
        (candidate) => candidate.bk === memberKey && candidate.validFrom <= state.at && state.at < candidate.validTo,
      );
      keys[name] = version?.sk ?? '-1';
    }
    facts.push({ bk, startedAt: state.at, cost: String(state.data.total_claim_cost), keys });
  }
  return { dimensions, facts };
}

function timeline(name: string, bk: string, changes: readonly Change[]): Version[] {
  if (changes.length === 0) {
    return [
      {
        sk: surrogateKey(bk, beginning),
        bk,
        versionAt: beginning,
        validFrom: beginning,
        validTo: end,
        isCurrent: true,
        isDeleted: false,
        isInferred: true,
        value: null,
      },
    ];
  }
  const winners = new Map<number, Change>();
  for (const change of changes) {
    const at = Math.min(Math.max(change.at, beginning), latest);
    const known = winners.get(at);
    if (known === undefined || change.sequence > known.sequence) winners.set(at, change);
  }
  const points = [...winners].sort(([a], [b]) => a - b);
  const versions = points.filter(([, change], index) => {
    const before = points[index - 1];
    return before === undefined || hashOf(before[1]) !== hashOf(change);
  });
  return versions.map(([at, change], index) => {
    const next = versions[index + 1];
    return {
      sk: surrogateKey(bk, at),
      bk,
      versionAt: at,
      validFrom: index === 0 ? beginning : at,
      validTo: next?.[0] ?? end,
      isCurrent: next === undefined,
      isDeleted: change.operation === 'D',
      isInferred: false,
      value: shownValue(name, change),
    };
  });
}

const epoch = (text: unknown): number => Date.parse(`${String(text).replace(' ', 'T')}Z`);

/** The star as it is, in the oracle's words. */
export async function readStar(rows: (sql: string) => Promise<Record<string, unknown>[]>): Promise<Star> {
  const dimensions: Record<string, Version[]> = {};
  for (const name of dimensionNames) {
    const value = name === 'patient' ? 'last_name' : 'name';
    const found =
      await rows(`SELECT ${name}_sk AS sk, ${name}_bk AS bk, ${value} AS value, version_at, valid_from, valid_to,
      is_current, is_deleted, is_inferred FROM star.dim_${name} WHERE ${name}_sk > 0 ORDER BY ${name}_bk, valid_from`);
    dimensions[name] = found.map((row) => ({
      sk: String(row.sk),
      bk: String(row.bk),
      versionAt: epoch(row.version_at),
      validFrom: epoch(row.valid_from),
      validTo: epoch(row.valid_to),
      isCurrent: row.is_current === true,
      isDeleted: row.is_deleted === true,
      isInferred: row.is_inferred === true,
      value: row.value === null ? null : String(row.value),
    }));
  }
  const facts = await rows('SELECT * FROM star.fact_encounter ORDER BY encounter_bk');
  return {
    dimensions,
    facts: facts.map((row) => ({
      bk: String(row.encounter_bk),
      startedAt: epoch(row.started_at),
      cost: String(row.total_claim_cost),
      keys: Object.fromEntries(dimensionNames.map((name) => [name, String(row[`${name}_sk`])])),
    })),
  };
}
