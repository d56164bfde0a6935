import { dollars } from './amounts.ts';
import { type Change, changesOf, type Data } from './change.ts';
import { Random } from './random.ts';
import { day, isoDate, year } from './time-text.ts';
import * as words from './vocabulary.ts';

/**
 * What lives refer to: the hospitals and practices of a neighbourhood, those who work there, and the payers of the
 * country. All of it follows from the seed and a number, so nothing of it needs to be kept.
 */

/** Sources know nothing of the time before, epoch ms. */
export const recordsBegin = Date.parse('2019-01-01T00:00:00Z');

/** People of a neighbourhood; they share its organizations and providers. */
export const peoplePerNeighbourhood = 1000;
/** A hospital, and practices. */
export const organizationsPerNeighbourhood = 3;
export const providersPerNeighbourhood = 24;

/** Places of the providers of every neighbourhood who bill wrongly, and since when; nobody goes to the last two every time. */
const upcoderPlace = 7;
const excludedPlace = 9;
const deactivatedPlace = 12;
export const shunnedPlaces: readonly number[] = [excludedPlace, deactivatedPlace];
const exclusion = Date.parse('2023-09-20T00:00:00Z');
const deactivation = Date.parse('2024-02-12T00:00:00Z');

/** The registry tells deactivations once a month, and a hospital reads it when it gets to it. */
const deactivationTold = 47 * day;

/** Whether a provider bills nearly every visit as one of the highest levels. */
export const isUpcoder = (number: number) => number % providersPerNeighbourhood === upcoderPlace;

/** From when a provider is excluded from federal health care programmes, epoch ms; `Infinity` for never. */
export const excludedFrom = (number: number) =>
  number % providersPerNeighbourhood === excludedPlace ? exclusion : Number.POSITIVE_INFINITY;

/** From when the number of a provider is no longer active, epoch ms; `Infinity` for never. */
export const deactivatedFrom = (number: number) =>
  number % providersPerNeighbourhood === deactivatedPlace ? deactivation : Number.POSITIVE_INFINITY;

/**
 * National Provider Identifier of a provider or an organization. Its last digit makes the Luhn sum of 80840 and the number
 * right (https://www.cms.gov/Regulations-and-Guidance/Administrative-Simplification/NationalProvIdentStand/Downloads/NPIcheckdigit.pdf).
 * It begins with 2: those that anybody has begin with 1, and will for decades
 * (http://www.hipaaspace.com/medical_webcast/digest/npi_number_structure.aspx).
 */
export function npiOf(kind: 'provider' | 'organization', number: number): string {
  const place = number * 2 + (kind === 'provider' ? 0 : 1);
  const digits = `2${String((place * 104_729 + 7_919) % 100_000_000).padStart(8, '0')}`;
  let sum = 24;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

export interface Organization {
  readonly number: number;
  readonly id: string;
  readonly isHospital: boolean;
}

export interface Provider {
  readonly number: number;
  readonly id: string;
  readonly specialty: string;
  readonly organization: Organization;
}

const organizationIds = (seed: number, number: number) => new Random(seed, 'organization', number);
const providerIds = (seed: number, number: number) => new Random(seed, 'provider', number);

export function organizationOf(seed: number, number: number): Organization {
  return {
    number,
    id: organizationIds(seed, number).uuid(),
    isHospital: number % organizationsPerNeighbourhood === 0,
  };
}

/** The hospital of a neighbourhood has two of three providers, as inpatients need more of them. */
export function providerOf(seed: number, number: number): Provider {
  const random = providerIds(seed, number);
  const neighbourhood = Math.floor(number / providersPerNeighbourhood);
  const place = number % providersPerNeighbourhood;
  const ofHospital = place % 3 !== 2;
  const practice = 1 + (((place / 3) | 0) % (organizationsPerNeighbourhood - 1));
  return {
    number,
    id: random.uuid(),
    specialty: random.pick(words.specialties),
    organization: organizationOf(seed, neighbourhood * organizationsPerNeighbourhood + (ofHospital ? 0 : practice)),
  };
}

export interface Department {
  readonly organization: Organization;
  readonly id: string;
  readonly type: 'emergency' | 'medical' | 'outpatient';
}

/** Where an organization treats patients of a class: hospitals have an emergency department and a ward besides the clinic. */
export function departmentFor(organization: Organization, encounterClass: string): Department {
  const isStay = encounterClass === 'inpatient' || encounterClass === 'snf';
  const wanted = encounterClass === 'emergency' ? 'emergency' : isStay ? 'medical' : 'outpatient';
  const type = organization.isHospital ? wanted : 'outpatient';
  return { organization, type, id: `${organization.id.slice(0, 8)}-${departmentNumbers[type]}` };
}

const departmentNumbers = { emergency: '10', medical: '20', outpatient: '30' } as const;
const departmentNames = { emergency: 'Emergency Department', medical: 'Medical Ward', outpatient: 'Clinic' } as const;

/** A department; wards get staff for more or fewer beds over the years. */
export function departmentChanges(seed: number, { organization, id, type }: Department): Change[] {
  const random = new Random(seed, `department ${type}`, organization.number);
  const licensed = type === 'medical' ? random.integer(8, 40) : type === 'emergency' ? random.integer(6, 20) : 0;
  const staffed = Math.round(licensed * (0.7 + 0.2 * random.fraction()));
  const first = {
    department_id: id,
    organization_id: organization.id,
    name: departmentNames[type],
    department_type: type,
    staffed_beds: staffed,
    licensed_beds: licensed,
  };
  const fewer = Math.max(1, staffed - random.integer(1, 4));
  const changes: [number | null, Data][] = [
    [happens(random, 0.5), { staffed_beds: fewer }],
    [happens(random, 0.5), { staffed_beds: licensed }],
  ];
  return beginning('department', first, licensed === 0 ? [] : changes);
}

/** A plan of a payer. */
export interface Plan {
  readonly payer: Payer;
  readonly number: number;
  readonly id: string;
  readonly premiumCents: number;
}

export const plansPerPayer = 2;

export function planOf(payer: Payer, number: number): Plan {
  const cheaper = payer.covers === 'old' ? 9_000 : 28_000;
  return { payer, number, id: `${payer.id.slice(0, 8)}-${number + 1}`, premiumCents: cheaper * (number + 1) };
}

/** A plan; its premium and deductible rise with the years. */
export function planChanges(seed: number, { payer, number, id, premiumCents }: Plan): Change[] {
  const random = new Random(seed, 'plan', payer.number, number);
  const isPublic = words.payers[payer.number]?.ownership === 'GOVERNMENT';
  const first = {
    plan_id: id,
    payer_id: payer.id,
    name: `${words.payers[payer.number]?.name} ${number === 0 ? 'Basic' : 'Plus'}`,
    plan_type: isPublic ? (payer.covers === 'old' ? 'MA' : 'MC') : random.pick(['HMO', 'PPO', 'HDHP']),
    monthly_premium: dollars(premiumCents),
    deductible: dollars(isPublic ? 24_000 : 150_000 * (plansPerPayer - number)),
    out_of_pocket_maximum: dollars(870_000),
    sold_from: isoDate(recordsBegin),
  };
  const raises = [2, 4, 6].map((years): [number, Data] => {
    return [
      recordsBegin + years * 365 * day,
      { monthly_premium: dollars(Math.round(premiumCents * (1 + years * 0.03))) },
    ];
  });
  return beginning('plan', first, raises);
}

/** An item that departments keep in stock; some get dearer. */
export function supplyItemChanges(seed: number, item: words.SupplyItem): Change[] {
  const random = new Random(seed, `supply item ${item.number}`);
  const first = {
    supply_item_id: item.number,
    name: item.name,
    category: item.category,
    unit_of_issue: item.unit,
    unit_cost: dollars(item.cents),
    reorder_level: random.integer(2, 20) * 10,
    is_critical: item.isCritical,
  };
  return beginning('supply_item', first, [
    [happens(random, 0.5), { unit_cost: dollars(Math.round(item.cents * 1.2)) }],
  ]);
}

export interface Payer {
  readonly number: number;
  readonly id: string;
  readonly covers: 'old' | 'young';
  readonly weight: number;
  /** Usual share of the total that it pays. */
  readonly coverage: number;
  /** Of the rest, so much is the patient's by its contract. */
  readonly patientShare: number;
  readonly isInsurance: boolean;
}

/** The payers of a seed, in the order of the vocabulary. */
export function payersOf(seed: number): readonly Payer[] {
  return words.payers.map(({ covers, weight, coverage, patientShare, ownership }, number) => ({
    number,
    id: new Random(seed, 'payer', number).uuid(),
    covers,
    weight,
    coverage,
    patientShare,
    isInsurance: ownership !== 'NO_INSURANCE',
  }));
}

/** An address as contracts name its parts. */
export function addressIn(random: Random, town: words.Town): Readonly<Record<'street' | 'city' | 'zip', string>> {
  return {
    street: `${random.integer(1, 999)} ${random.pick(words.streetNames)} ${random.pick(words.streetKinds)}`,
    city: town.city,
    zip: town.zip,
  };
}

/** A name with a number behind it, as Synthea writes names. */
export function numbered(random: Random, names: readonly string[]): string {
  return `${random.pick(names)}${random.integer(1, 999)}`;
}

/** When something happens to a thing that is there from the beginning, epoch ms; null when it does not. */
function happens(random: Random, probability: number): number | null {
  return random.chance(probability) ? recordsBegin + Math.floor(random.fraction() * 10 * 365) * day : null;
}

/** One state at the beginning, and another one if something happens. */
function beginning(contract: string, first: Data, later: readonly (readonly [number | null, Data])[]): Change[] {
  const states = [{ data: first, at: recordsBegin }];
  let data = first;
  const happened = later.filter((each): each is [number, Data] => each[0] !== null).sort(([a], [b]) => a - b);
  for (const [at, changed] of happened) {
    data = { ...data, ...changed };
    states.push({ data, at });
  }
  return changesOf(contract, states);
}

/** An organization from its first day on; some move, some get another name. */
export function organizationChanges(seed: number, number: number): Change[] {
  const random = organizationIds(seed, number);
  const organization_id = random.uuid();
  const town = random.pick(words.towns);
  const kind = number % organizationsPerNeighbourhood === 0 ? words.hospitalKinds : words.practiceKinds;
  const name = () => `${town.city} ${random.pick(words.streetNames)} ${random.pick(kind)}`.toUpperCase();
  const phone = `${random.pick(['508', '617', '781', '978'])}-555-01${random.integer(10, 99)}`;
  const place = { ...addressIn(random, town), state: words.state.code };
  const first = { organization_id, name: name(), ...place, phone, npi: npiOf('organization', number) };
  return beginning('organization', first, [
    // Organizations move within their town.
    [happens(random, 0.2), addressIn(random, town)],
    [happens(random, 0.15), { name: name() }],
  ]);
}

/** Where an organization is from its first day on. */
export function townOf(seed: number, number: number): words.Town {
  const random = organizationIds(seed, number);
  random.uuid();
  return random.pick(words.towns);
}

/** A provider from the first day on; some marry, some specialize, and some lose their number. */
export function providerChanges(seed: number, number: number): Change[] {
  const random = providerIds(seed, number);
  const provider_id = random.uuid();
  const { specialty, organization } = providerOf(seed, number);
  const gender = random.pick(['F', 'M']);
  const given = numbered(random, gender === 'F' ? words.womensNames : words.mensNames);
  const [place] = organizationChanges(seed, organization.number);
  const { street, city, state, zip } = place?.data ?? {};
  const first = {
    provider_id,
    organization_id: organization.id,
    name: `${given} ${numbered(random, words.familyNames)}`,
    gender,
    ...specialized(specialty),
    ...{ street, city, state, zip },
    npi: npiOf('provider', number),
  };
  const deactivated = deactivatedFrom(number);
  return beginning('provider', first, [
    [happens(random, 0.15), { name: `${given} ${numbered(random, words.familyNames)}` }],
    [happens(random, 0.15), specialized(random.pick(words.specialties))],
    deactivated === Number.POSITIVE_INFINITY
      ? [null, {}]
      : [deactivated + deactivationTold, { npi_deactivated_on: isoDate(deactivated) }],
  ]);
}

function specialized(specialty: string): Data {
  return { specialty, taxonomy_code: words.taxonomies[specialty] };
}

/** A payer; some get another name when they are bought. */
export function payerChanges(seed: number, number: number): Change[] {
  const random = new Random(seed, 'payer', number);
  const payer_id = random.uuid();
  const { name = '', ownership, renamed } = words.payers[number] ?? {};
  const isCompany = ownership === 'PRIVATE';
  const first = {
    payer_id,
    name,
    ownership,
    ...(isCompany ? { ...addressIn(random, random.pick(words.towns)), state: words.state.code } : {}),
    ...(isCompany ? { phone: `1-800-555-01${random.integer(10, 99)}` } : {}),
  };
  const at = renamed === undefined ? null : recordsBegin + renamed.afterYears * year;
  return beginning('payer', first, [[at, { name: renamed?.name }]]);
}
