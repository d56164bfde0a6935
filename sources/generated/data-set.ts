import { Random } from './random.ts';
import * as words from './vocabulary.ts';

/** Header of each file, as Synthea 3.3 and later write it. */
export const headers = {
  'organizations.csv': 'Id,NAME,ADDRESS,CITY,STATE,ZIP,LAT,LON,PHONE,REVENUE,UTILIZATION',
  'providers.csv': 'Id,ORGANIZATION,NAME,GENDER,SPECIALITY,ADDRESS,CITY,STATE,ZIP,LAT,LON,ENCOUNTERS,PROCEDURES',
  'payers.csv':
    'Id,NAME,OWNERSHIP,ADDRESS,CITY,STATE_HEADQUARTERED,ZIP,PHONE,AMOUNT_COVERED,AMOUNT_UNCOVERED,REVENUE,COVERED_ENCOUNTERS,UNCOVERED_ENCOUNTERS,COVERED_MEDICATIONS,UNCOVERED_MEDICATIONS,COVERED_PROCEDURES,UNCOVERED_PROCEDURES,COVERED_IMMUNIZATIONS,UNCOVERED_IMMUNIZATIONS,UNIQUE_CUSTOMERS,QOLS_AVG,MEMBER_MONTHS',
  'patients.csv':
    'Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,MIDDLE,LAST,SUFFIX,MAIDEN,MARITAL,RACE,ETHNICITY,GENDER,BIRTHPLACE,ADDRESS,CITY,STATE,COUNTY,FIPS,ZIP,LAT,LON,HEALTHCARE_EXPENSES,HEALTHCARE_COVERAGE,INCOME',
  'encounters.csv':
    'Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION,BASE_ENCOUNTER_COST,TOTAL_CLAIM_COST,PAYER_COVERAGE,REASONCODE,REASONDESCRIPTION',
} as const;

export type ExportFileName = keyof typeof headers;

/** Whether the generator knows the file. */
export function isExportFile(name: string): name is ExportFileName {
  return Object.hasOwn(headers, name);
}

/** Column name to text. A column that is not named is empty. */
export type Row = Readonly<Record<string, string>>;

export interface DataSet {
  readonly organizations: readonly Row[];
  readonly providers: readonly Row[];
  readonly payers: readonly Row[];
  readonly patients: readonly Row[];
  readonly encounterCount: number;
  /** Records that belong to encounters, in all. */
  readonly attachedCount: number;
  /** Every encounter, patient by patient, oldest first; the same rows each time it is called. */
  readonly encounters: () => Generator<Row>;
}

export interface DataSetSize {
  readonly organizations: number;
  readonly providers: number;
  readonly patients: number;
  readonly encounters: number;
  readonly attached: number;
}

/** Records beside each encounter, about: its claim with the ledger, and a record or two of other kinds. */
const attachedPerEncounter = 6;

/** The smallest data set: ten payers, two of everything else, and the encounters. */
export const fewestEvents = 20;

/** How many of each make up `events` records. */
export function dataSetSize(events: number): DataSetSize {
  const organizations = Math.max(2, Math.min(400, Math.round(events / 500)));
  const providers = organizations * 2;
  const patients = Math.max(2, Math.round(events * 0.015));
  const rest = events - words.payers.length - organizations - providers - patients;
  const encounters = Math.max(1, Math.round(rest / (1 + attachedPerEncounter)));
  return { organizations, providers, patients, encounters, attached: rest - encounters };
}

const minute = 60_000;
const day = 24 * 60 * minute;
const year = 365.25 * day;
const isoDate = (millis: number) => new Date(millis).toISOString().slice(0, 10);
const isoInstant = (millis: number) => `${new Date(millis).toISOString().slice(0, 19)}Z`;
/** An amount as decimal text. */
export const dollars = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/**
 * A clean data set in Synthea's shape. The same arguments give the same rows on every machine and day.
 * @param asOf epoch ms of the extract: nothing in the data is later.
 */
export function createDataSet(size: DataSetSize, seed: number, asOf: number): DataSet {
  const random = new Random(seed, 'reference data');
  const organizations = Array.from({ length: size.organizations }, () => organizationRow(random));
  const providers = Array.from({ length: size.providers }, (_, index) => {
    // Every organization has a provider before any gets a second one.
    return providerRow(random, organizations[index % organizations.length] ?? random.pick(organizations));
  });
  const payers = words.payers.map((payer) => ({ Id: random.uuid(), NAME: payer.name, OWNERSHIP: payer.ownership }));
  const patients = Array.from({ length: size.patients }, () => patientRow(random, asOf));
  return {
    organizations,
    providers,
    payers,
    patients,
    encounterCount: size.encounters,
    attachedCount: size.attached,
    encounters: () =>
      encounterRows(new Random(seed, 'encounters'), { providers, payers, patients }, size.encounters, asOf),
  };
}

function numbered(random: Random, names: readonly string[]): string {
  return `${random.pick(names)}${random.integer(1, 999)}`;
}

function place(random: Random): { readonly town: words.Town; readonly cells: Row } {
  const town = random.pick(words.towns);
  const cells = {
    ADDRESS: `${random.integer(1, 999)} ${random.pick(words.streetNames)} ${random.pick(words.streetKinds)}`,
    CITY: town.city,
    ZIP: town.zip,
    LAT: (town.latitude + random.fraction() * 0.02).toFixed(6),
    LON: (town.longitude + random.fraction() * 0.02).toFixed(6),
  };
  return { town, cells };
}

function organizationRow(random: Random): Row {
  const { town, cells } = place(random);
  const name = `${town.city} ${random.pick(words.streetNames)} ${random.pick(words.organizationKinds)}`;
  return {
    ...cells,
    Id: random.uuid(),
    NAME: name.toUpperCase(),
    STATE: words.state.code,
    PHONE: `${random.pick(['508', '617', '781', '978'])}-555-01${String(random.integer(0, 99)).padStart(2, '0')}`,
    REVENUE: '0.0',
    UTILIZATION: '0',
  };
}

function providerRow(random: Random, organization: Row): Row {
  const gender = random.pick(['F', 'M']);
  const first = numbered(random, gender === 'F' ? words.womensNames : words.mensNames);
  const { ADDRESS = '', CITY = '', STATE = '', ZIP = '', LAT = '', LON = '' } = organization;
  return {
    Id: random.uuid(),
    ORGANIZATION: organization.Id ?? '',
    NAME: `${first} ${numbered(random, words.familyNames)}`,
    GENDER: gender,
    SPECIALITY: random.pick(words.specialties),
    ...{ ADDRESS, CITY, STATE, ZIP, LAT, LON },
    ENCOUNTERS: '0',
    PROCEDURES: '0',
  };
}

/** A patient of 0 to 99 years at the extract; some died since. */
export function patientRow(random: Random, asOf: number): Row {
  const gender = random.pick(['F', 'M']);
  const names = gender === 'F' ? words.womensNames : words.mensNames;
  const age = Math.max(0.1, Math.min(99, 41 + 23 * random.normal()));
  const isAdult = age >= 18;
  const birth = asOf - age * year;
  const death = random.chance(age > 70 ? 0.3 : 0.03) ? asOf - random.fraction() * Math.min(age * 0.5, 8) * year : null;
  const marital =
    age >= 25
      ? random.weighted([
          [5, 'M'],
          [3, 'S'],
          [2, 'D'],
          [1, 'W'],
        ])
      : '';
  const digits = (least: number, most: number) => String(random.integer(least, most));
  const birthplace = random.pick(words.towns);
  const { town, cells } = place(random);
  return {
    ...cells,
    Id: random.uuid(),
    BIRTHDATE: isoDate(birth),
    DEATHDATE: death === null ? '' : isoDate(death),
    SSN: `999-${digits(10, 99)}-${digits(1000, 9999)}`,
    DRIVERS: age >= 16 ? `S999${digits(10_000, 99_999)}` : '',
    PASSPORT: isAdult && random.chance(0.8) ? `X${digits(1_000_000, 99_999_999)}X` : '',
    PREFIX: isAdult ? (gender === 'M' ? 'Mr.' : marital === 'M' ? 'Mrs.' : 'Ms.') : '',
    FIRST: numbered(random, names),
    MIDDLE: random.chance(0.8) ? numbered(random, names) : '',
    LAST: numbered(random, words.familyNames),
    MAIDEN: gender === 'F' && marital === 'M' ? numbered(random, words.familyNames) : '',
    MARITAL: marital,
    RACE: random.weighted([
      [70, 'white'],
      [11, 'black'],
      [10, 'asian'],
      [6, 'other'],
      [2, 'native'],
      [1, 'hawaiian'],
    ]),
    ETHNICITY: random.weighted([
      [88, 'nonhispanic'],
      [12, 'hispanic'],
    ]),
    GENDER: gender,
    // Synthea strips the commas and leaves the spaces.
    BIRTHPLACE: `${birthplace.city}  ${words.state.name}  US`,
    STATE: words.state.name,
    COUNTY: town.county,
    FIPS: town.fips,
    // Exports since 3.1 write 00000 for an unknown postal code.
    ZIP: random.chance(0.1) ? '00000' : town.zip,
    HEALTHCARE_EXPENSES: dollars(random.integer(100_000, 30_000_000)),
    HEALTHCARE_COVERAGE: dollars(random.integer(100_000, 30_000_000)),
    INCOME: digits(8_000, 200_000),
  };
}

interface Referenced {
  readonly providers: readonly Row[];
  readonly payers: readonly Row[];
  readonly patients: readonly Row[];
}

function* encounterRows(random: Random, referenced: Referenced, count: number, asOf: number): Generator<Row> {
  const weights = referenced.patients.map(() => 0.2 + random.fraction() ** 3 * 4);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let done = 0;
  let share = 0;
  for (const [index, patient] of referenced.patients.entries()) {
    share += weights[index] ?? 0;
    // Rounding the running sum gives every encounter to someone; the last patient's share ends at `count`.
    const until = index === referenced.patients.length - 1 ? count : Math.round((count * share) / total);
    yield* encountersOf(random, patient, referenced, until - done, asOf);
    done = until;
  }
}

function* encountersOf(
  random: Random,
  patient: Row,
  { providers, payers }: Referenced,
  count: number,
  asOf: number,
): Generator<Row> {
  const birth = Date.parse(patient.BIRTHDATE ?? '') + day;
  const end = patient.DEATHDATE ? Date.parse(patient.DEATHDATE) : asOf;
  const start = Math.max(birth, end - 10 * year);
  const starts = Array.from({ length: count }, () => start + random.fraction() * (end - start)).sort((a, b) => a - b);
  const usual = random.pick(providers);
  for (const startedAt of starts) {
    const age = (startedAt - birth) / year;
    const covers = age >= 65 ? 'old' : 'young';
    const [coverage, payerIndex] = random.weighted(
      words.payers.map(
        (payer, index) => [payer.covers === covers ? payer.weight : 0, [payer.coverage, index]] as const,
      ),
    );
    const kind = random.weighted(words.encounterKinds.map((each) => [each.weight, each]));
    const type = random.pick(kind.types);
    const reason = kind.needsReason || random.chance(0.4) ? random.pick(words.reasons) : null;
    const provider = random.chance(0.8) ? usual : random.pick(providers);
    const endedAt = startedAt + random.integer(...kind.minutes) * minute;
    const totalCents = Math.max(
      kind.baseCents,
      Math.round(kind.baseCents * kind.costFactor * Math.exp(kind.costSpread * random.normal())),
    );
    const coveredCents = random.chance(0.15)
      ? 0
      : Math.round(totalCents * Math.min(1, coverage * random.integer(90, 110) * 0.01));
    yield {
      Id: random.uuid(),
      START: isoInstant(startedAt),
      // A stay that goes on at the extract has no end yet.
      STOP: endedAt > asOf ? '' : isoInstant(endedAt),
      PATIENT: patient.Id ?? '',
      ORGANIZATION: provider.ORGANIZATION ?? '',
      PROVIDER: provider.Id ?? '',
      PAYER: payers[payerIndex]?.Id ?? '',
      ENCOUNTERCLASS: kind.encounterClass,
      CODE: type.code,
      DESCRIPTION: type.display,
      BASE_ENCOUNTER_COST: dollars(kind.baseCents),
      TOTAL_CLAIM_COST: dollars(totalCents),
      PAYER_COVERAGE: dollars(coveredCents),
      REASONCODE: reason?.code ?? '',
      REASONDESCRIPTION: reason?.display ?? '',
    };
  }
}
