import { contracts, registry } from '../../contracts/registry.ts';
import { type Change, isWithin, type Window, within } from './change.ts';
import { Random } from './random.ts';
import { day, year } from './time-text.ts';

/**
 * How a change reaches us. `late`: weeks after it was known. `out_of_order`: after a later one of its record. `repeated`: a
 * second time, weeks after the first. `taken_back`: the record was entered by mistake and is deleted.
 */
export const disorders = ['late', 'out_of_order', 'repeated', 'taken_back'] as const;
export type Disorder = (typeof disorders)[number];

export interface Arrival {
  readonly change: Change;
  /** When we are told of it, epoch ms; never before it is known. */
  readonly told: number;
  /** Null for one that comes as it should. */
  readonly disorder: Disorder | null;
}

/** Whose changes they are: of a person's own record, or of one kind of record of a visit. */
export interface Origin {
  readonly seed: number;
  readonly person: number;
  /** -1 for the person's own record. */
  readonly visit: number;
  /** Tells the kinds of record of a visit apart. */
  readonly kind: number;
}

/** Share of the records of visits among which something comes otherwise than it should, unless told otherwise. */
export const usualDisorderShare = 0.02;
/** Weeks that late and repeated changes take at most. */
export const longestDelay = 45 * day;
/** A change of a thing that comes after the next one does so soon after it; that one is not further away. */
const longestWithheld = 3 * year;

/**
 * What we are told within a window. Nearly always it is what happened in it, so that only a few changes cost more than that.
 * @param share of the origins whose changes come in disorder, 0 to 1
 */
export function* toldWithin(
  changes: readonly Change[],
  window: Window,
  { isExtract, origin, share }: { readonly isExtract: boolean; readonly origin: Origin; readonly share: number },
): Generator<Arrival> {
  if (share === 0 || changes.length === 0 || fractionOf(origin) >= share) {
    for (const change of within(changes, window, isExtract)) yield { change, told: change.at, disorder: null };
    return;
  }
  const arrivals = disordered(changes, origin);
  if (isExtract) yield* extracted(arrivals, window);
  else for (const arrival of arrivals) if (isWithin(window, arrival.told)) yield arrival;
}

/** From 0 to below 1, the same for the same origin (the finalizer of MurmurHash3, Austin Appleby). */
function fractionOf({ seed, person, visit, kind }: Origin): number {
  let bits = Math.imul(seed ^ Math.imul(person + 1, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(visit + 2, 0xc2b2ae35);
  bits = Math.imul(bits ^ Math.imul(kind + 1, 0x27d4eb2f) ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}

/** Records that no other refers to may go; a ledger is never rewritten. */
const removable: ReadonlySet<string> = new Set(
  contracts
    .filter(({ name, kind }) => kind === 'event' && name !== 'claim_transaction')
    .filter(({ name }) => !contracts.some(({ references }) => Object.values(references).includes(name)))
    .map(({ name }) => name),
);

function disordered(changes: readonly Change[], { seed, person, visit, kind }: Origin): Arrival[] {
  const random = new Random(seed, `disorder ${kind}`, person, visit);
  const last = changes.at(-1);
  const inTime = changes.map((change): Arrival => ({ change, told: change.at, disorder: null }));
  if (last === undefined || last.operation === 'deleted') return inTime;
  switch (random.pick(['late', 'repeated', 'taken_back'])) {
    case 'repeated':
      return [...inTime, { change: last, told: last.at + delay(random), disorder: 'repeated' }];
    case 'taken_back': {
      if (!removable.has(last.contract)) return delayed(inTime, random);
      const at = last.at + delay(random);
      const gone: Change = { ...last, at, revision: last.revision + 1, operation: 'deleted' };
      return [...inTime, { change: gone, told: at, disorder: 'taken_back' }];
    }
    default:
      return delayed(inTime, random);
  }
}

const delay = (random: Random) => random.integer(10, longestDelay / day) * day;

/**
 * One of the changes comes late. What happened to an event later waits for it: of an event the last change to arrive counts,
 * so that a source which sends them in another order says something else. A thing's changes have times of their own.
 */
function delayed(arrivals: readonly Arrival[], random: Random): Arrival[] {
  const place = random.integer(0, arrivals.length - 1);
  const found = arrivals[place];
  if (found === undefined) return [...arrivals];
  const isEvent = registry.contractNamed(found.change.contract).kind === 'event';
  const next = arrivals[place + 1];
  const canBeOvertaken = !isEvent && next !== undefined && next.told - found.told < longestWithheld;
  const told = canBeOvertaken ? next.told + random.integer(1, 9) * day : found.told + delay(random);
  return arrivals.map((arrival, index) => {
    const { change } = arrival;
    if (index === place) {
      const overtaken = !isEvent && next !== undefined && next.told < told;
      return { change, told, disorder: overtaken ? 'out_of_order' : 'late' };
    }
    const isLater = index > place && index - place === change.revision - found.change.revision;
    return isEvent && isLater && arrival.told <= told ? { change, told, disorder: 'late' } : arrival;
  });
}

/** The same of an extract: of each record the newest change we were told of by then, if it is not the one of the last time. */
function* extracted(arrivals: readonly Arrival[], { from, until }: Window): Generator<Arrival> {
  let start = 0;
  for (let end = 1; end <= arrivals.length; end += 1) {
    const next = arrivals[end];
    const isSameRecord = next !== undefined && (next.change.revision > 1 || next.disorder === 'repeated');
    if (isSameRecord) continue;
    const record = arrivals.slice(start, end);
    start = end;
    const first = record.filter(({ disorder }) => disorder !== 'repeated');
    const now = first.findLast(({ told }) => told <= until);
    const before = first.findLast(({ told }) => told <= from);
    if (now === undefined) continue;
    if (now !== before) {
      if (now.change.operation === 'changed' || before !== undefined) yield now;
      continue;
    }
    yield* record.filter(({ disorder, told }) => disorder === 'repeated' && told > from && told <= until);
  }
}
