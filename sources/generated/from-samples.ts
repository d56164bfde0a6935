import { type Contract, keyColumnName } from '../../contracts/contract.ts';
import { registry } from '../../contracts/registry.ts';
import { samples } from '../../contracts/samples/index.ts';
import type { Samples } from '../../contracts/samples.ts';
import { type Change, type Data, once } from './change.ts';
import type { Random } from './random.ts';
import { isoDate, isoInstant, minute } from './time-text.ts';
import { randomOf, type Visit } from './visit.ts';

/** Keys that a visit knows, by the contract they are of. */
function keysOf({ id, person, provider, cover, department }: Visit): Readonly<Record<string, string>> {
  return {
    encounter: id,
    patient: person.id,
    provider: provider.id,
    organization: provider.organization.id,
    payer: cover.payer.id,
    department: department.id,
  };
}

/**
 * Makes records of an event contract that nobody has written a life for yet: like one of its valid samples, but with
 * keys of their own, the references of a visit, and times that begin with it. About every third visit has one.
 */
export function changesLikeSamples(contract: Contract): (visit: Visit) => Change[] {
  const ofContract = samplesOf(contract);
  return (visit) => {
    const random = randomOf(visit, contract.name);
    if (ofContract === undefined || !random.chance(0.34)) return [];
    return [once(contract.name, dataLike(ofContract, random, visit), visit.end + 5 * minute)];
  };
}

export const samplesOf = (contract: Contract): Samples | undefined =>
  samples.find((each) => each.contract.name === contract.name);

/** An identifier that tells a record from its like: its own, or one of those that make up its key. */
function isOwnId({ name, key, fields, references }: Contract, field: string): boolean {
  const isPartOfKey = key.includes(field) && fields[field]?.phi === 'record_id' && references[field] === undefined;
  return field === keyColumnName(name) || isPartOfKey;
}

/** Reference data that has a life of its own. */
const living: ReadonlySet<string> = new Set([
  'patient',
  'organization',
  'department',
  'provider',
  'payer',
  'plan',
  'supply_item',
]);
/** Things that are the same whatever visit refers to them: drugs, diagnoses, tests. */
const catalogues: ReadonlySet<string> = new Set(
  registry.contracts.flatMap(({ name, kind }) => (kind === 'reference' && !living.has(name) ? [name] : [])),
);
export const isCatalogue = (contractName: string): boolean => catalogues.has(contractName);

/** The entry of a catalogue: as a sample of it says, else its code with the text that stood beside it. */
export function catalogueEntry(contractName: string, key: string, text: unknown): Data {
  const contract = registry.contractNamed(contractName);
  const own = keyColumnName(contractName);
  const known = samplesOf(contract)?.valid ?? [];
  const named = contract.history === 'current' && typeof text === 'string' ? { name: text } : {};
  const needsMore = Object.entries(contract.fields).some(([field, { isOptional }]) => !isOptional && field !== own);
  const sample = known.find(({ data }) => data[own] === key)?.data ?? (needsMore ? known[0]?.data : undefined) ?? named;
  // Whose thing it is, a sample cannot know.
  const ofItsOwn = Object.entries(sample).filter(([field]) => !living.has(contract.references[field] ?? ''));
  return { ...Object.fromEntries(ofItsOwn), [own]: key };
}

function dataLike({ contract, valid }: Samples, random: Random, visit: Visit): Data {
  const { data } = random.pick(valid);
  const shift = visit.start + minute - Date.parse(String(data[contract.eventTime ?? '']));
  const known = keysOf(visit);
  const like: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(data)) {
    const target = contract.references[field];
    const kind = contract.fields[field]?.column.kind;
    if (isOwnId(contract, field)) like[field] = random.uuid();
    else if (target !== undefined) like[field] = known[target] ?? (isCatalogue(target) ? value : undefined);
    else if (kind === 'timestamp') like[field] = isoInstant(Date.parse(String(value)) + shift);
    else if (kind === 'date') like[field] = isoDate(Date.parse(String(value)) + shift);
    else like[field] = value;
  }
  return like;
}
