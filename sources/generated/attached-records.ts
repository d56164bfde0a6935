import type { Contract } from '../../contracts/contract.ts';
import { keyColumnName } from '../../contracts/contract.ts';
import { samples } from '../../contracts/samples/index.ts';
import type { Samples } from '../../contracts/samples.ts';
import { claimsOf } from './claims.ts';
import type { Row } from './data-set.ts';
import type { Random } from './random.ts';

/** A record of a contract: its data as the contract's schema wants it. */
export interface GeneratedRecord {
  readonly contract: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Nouns with code of their own here. Records of every other event are made from the samples of its contract. */
const generatedByHand = new Set(['encounter', 'claim', 'claim_transaction']);
const varied: readonly Samples[] = samples.filter(
  ({ contract }) => contract.kind === 'event' && !generatedByHand.has(contract.name),
);

const minute = 60_000;

/**
 * The records that belong to encounters, `total` of them in all: those of one encounter together, in the order of the
 * encounters. Every kind of event has its turn.
 */
export function* attachedRecords(
  random: Random,
  encounters: Iterable<Row>,
  encounterCount: number,
  total: number,
): Generator<GeneratedRecord[]> {
  let made = 0;
  let turn = 0;
  let index = 0;
  for (const encounter of encounters) {
    index += 1;
    const due = Math.round((total * index) / encounterCount);
    const bill = claimsOf(random, encounter);
    const records = made + bill.length <= due ? bill : [];
    for (let place = 0; made + records.length < due; place += 1) {
      const next = varied[turn % varied.length];
      turn += 1;
      if (next === undefined) break;
      records.push({ contract: next.contract.name, data: variedRecord(random, next, encounter, place) });
    }
    made += records.length;
    yield records;
  }
}

/**
 * A record like one of the samples, about this encounter: its keys and references are those of the encounter, its times
 * begin `place` minutes after the encounter does.
 */
function variedRecord(
  random: Random,
  { contract, valid }: Samples,
  encounter: Row,
  place: number,
): Readonly<Record<string, unknown>> {
  const { data } = random.pick(valid);
  const began = Date.parse(encounter.START ?? '') + place * minute;
  const shift = began - Date.parse(String(data[contract.eventTime ?? '']));
  const known = referenced(encounter);
  const entries = Object.entries(data).flatMap(([field, value]): [string, unknown][] => {
    if (field === keyColumnName(contract.name)) return [[field, random.uuid()]];
    const target = contract.references[field];
    if (target !== undefined && known[target] !== undefined) return [[field, known[target]]];
    // What no encounter knows and a record must have is the code of a catalogue.
    if (target !== undefined && contract.fields[field]?.isOptional === true) return [];
    return [[field, isInstant(contract, field) ? isoInstant(Date.parse(String(value)) + shift) : value]];
  });
  return Object.fromEntries(entries);
}

/** Keys that an encounter knows, by noun. */
function referenced(encounter: Row): Readonly<Record<string, string | undefined>> {
  return {
    encounter: encounter.Id,
    patient: encounter.PATIENT,
    organization: encounter.ORGANIZATION,
    provider: encounter.PROVIDER,
    payer: encounter.PAYER,
  };
}

const isInstant = (contract: Contract, field: string) => contract.fields[field]?.column.kind === 'timestamp';
const isoInstant = (millis: number) => `${new Date(millis).toISOString().slice(0, 19)}Z`;
