import { shippedTexts } from '../../contracts/shipped-texts.ts';

/**
 * Words of the generated data. Names get a number behind them (`Alma482`), as Synthea does it, so nobody takes them for
 * people; SSNs begin with 999, which is never issued; telephone numbers lie in 555-0100 to 555-0199, kept for fiction.
 */
export const womensNames =
  'Alma Beatriz Carol Dolores Elena Fiona Grace Hannah Ines Josefina Karla Lucía Maria Nadia Olga Paula Rosa Sofía Tamara Vera'.split(
    ' ',
  );
export const mensNames =
  'Aaron Benito Carlos Daniel Emil Felix George Hugo Ivan Jorge Kurt Luis Martin Néstor Oscar Pablo Raúl Samuel Thomas Víctor'.split(
    ' ',
  );
export const familyNames =
  'Abbott Bauer Collins Durgan Ernser Fisher Gómez Harris Jacobs Keeling Langosh Mertz Nolan Ortiz Parker Quitzon Reyes Schmidt Torres Ullrich Vargas Walsh Yundt Zieme'.split(
    ' ',
  );
export const streetNames =
  'Arch Bridge Cedar Dock Elm Forest Grove Harbor Ivy Juniper Kelp Lantern Mill Orchard Pond'.split(' ');
export const streetKinds = 'Street Road Lane Avenue Court Way'.split(' ');

export interface Town {
  readonly city: string;
  readonly county: string;
  readonly fips: string;
  readonly zip: string;
  readonly latitude: number;
  readonly longitude: number;
}

const town = (city: string, county: string, fips: string, zip: string, latitude: number, longitude: number): Town => {
  return { city, county, fips, zip, latitude, longitude };
};

/** Where everyone lives: Massachusetts, the state Synthea starts with. */
export const state = { name: 'Massachusetts', code: 'MA' } as const;
export const towns: readonly Town[] = [
  town('Boston', 'Suffolk County', '25025', '02118', 42.338, -71.071),
  town('Boston', 'Suffolk County', '25025', '02124', 42.286, -71.071),
  town('Chelsea', 'Suffolk County', '25025', '02150', 42.396, -71.032),
  town('Cambridge', 'Middlesex County', '25017', '02139', 42.364, -71.104),
  town('Lowell', 'Middlesex County', '25017', '01852', 42.634, -71.303),
  town('Somerville', 'Middlesex County', '25017', '02145', 42.392, -71.094),
  town('Framingham', 'Middlesex County', '25017', '01702', 42.282, -71.436),
  town('Worcester', 'Worcester County', '25027', '01604', 42.253, -71.774),
  town('Fitchburg', 'Worcester County', '25027', '01420', 42.584, -71.804),
  town('Springfield', 'Hampden County', '25013', '01109', 42.117, -72.551),
  town('Holyoke', 'Hampden County', '25013', '01040', 42.212, -72.641),
  town('Lynn', 'Essex County', '25009', '01902', 42.469, -70.942),
  town('Salem', 'Essex County', '25009', '01970', 42.514, -70.899),
  town('Quincy', 'Norfolk County', '25021', '02169', 42.249, -70.998),
  town('Brockton', 'Plymouth County', '25023', '02301', 42.08, -71.04),
  town('Plymouth', 'Plymouth County', '25023', '02360', 41.91, -70.62),
  town('New Bedford', 'Bristol County', '25005', '02740', 41.634, -70.94),
  town('Fall River', 'Bristol County', '25005', '02720', 41.723, -71.142),
  town('Barnstable', 'Barnstable County', '25001', '02630', 41.7, -70.3),
  town('Pittsfield', 'Berkshire County', '25003', '01201', 42.454, -73.26),
];

export interface Coded {
  readonly code: string;
  readonly display: string;
}

export interface EncounterKind {
  readonly encounterClass: string;
  readonly weight: number;
  readonly types: readonly Coded[];
  /** Base cost in cents. */
  readonly baseCents: number;
  /** Median of total over base, and its spread on a log scale. */
  readonly costFactor: number;
  readonly costSpread: number;
  /** Shortest and longest usual stay, minutes. */
  readonly minutes: readonly [number, number];
  readonly needsReason: boolean;
  /** Billed by its level, as visits of an office are. */
  readonly isOffice?: true;
}

/** What is generated names its codes as every deployment knows them. */
const coded = (code: string): Coded => ({ code, display: shippedTexts[code] ?? '' });

/** Encounter classes with shares, codes (SNOMED CT) and costs near those of real Synthea exports. */
export const encounterKinds: readonly EncounterKind[] = [
  {
    encounterClass: 'ambulatory',
    weight: 560,
    types: [coded('185347001'), coded('185349003')],
    baseCents: 8555,
    costFactor: 6,
    costSpread: 1,
    minutes: [15, 90],
    needsReason: false,
    isOffice: true,
  },
  {
    encounterClass: 'wellness',
    weight: 200,
    types: [coded('162673000'), coded('410620009')],
    baseCents: 13680,
    costFactor: 6,
    costSpread: 0.6,
    minutes: [15, 60],
    needsReason: false,
    isOffice: true,
  },
  {
    encounterClass: 'outpatient',
    weight: 120,
    types: [coded('390906007'), coded('185317003')],
    baseCents: 8555,
    costFactor: 5,
    costSpread: 0.9,
    minutes: [15, 60],
    needsReason: false,
    isOffice: true,
  },
  {
    encounterClass: 'urgentcare',
    weight: 45,
    types: [coded('702927004')],
    baseCents: 14280,
    costFactor: 4,
    costSpread: 0.5,
    minutes: [15, 120],
    needsReason: true,
    isOffice: true,
  },
  {
    encounterClass: 'emergency',
    weight: 45,
    types: [coded('50849002')],
    baseCents: 14618,
    costFactor: 9,
    costSpread: 0.9,
    minutes: [60, 60],
    needsReason: true,
  },
  {
    encounterClass: 'inpatient',
    weight: 40,
    types: [coded('32485007')],
    baseCents: 14618,
    costFactor: 60,
    costSpread: 1.1,
    minutes: [1440, 11520],
    needsReason: true,
  },
  {
    encounterClass: 'virtual',
    weight: 5,
    types: [coded('448337001')],
    baseCents: 8555,
    costFactor: 1.5,
    costSpread: 0.3,
    minutes: [10, 40],
    needsReason: false,
  },
  {
    encounterClass: 'snf',
    weight: 3,
    types: [coded('449411000124106')],
    baseCents: 14618,
    costFactor: 40,
    costSpread: 0.8,
    minutes: [10080, 43200],
    needsReason: true,
  },
];

/** An office visit, for those that never took place. */
export const officeVisit: EncounterKind = { ...kindNamed('ambulatory'), isOffice: true };

function kindNamed(name: string): EncounterKind {
  const found = encounterKinds.find(({ encounterClass }) => encounterClass === name);
  if (found === undefined) throw new Error(`no encounter is ${name}`);
  return found;
}

/** Levels of office visits (HCPCS level I), by how often they are billed, and by whoever wants more of them. */
export const usualLevels = [
  [14, '99212'],
  [52, '99213'],
  [29, '99214'],
  [5, '99215'],
] as const;
export const upcodedLevels = [
  [4, '99213'],
  [46, '99214'],
  [50, '99215'],
] as const;
export const highLevels: readonly string[] = ['99214', '99215'];

/** Services of which the second is a part of the first, so that both are not billed on one day (NCCI PTP). */
export const bundledServices = [
  ['80053', '80048'],
  ['93000', '93005'],
] as const;
/** Services and the most units of a day (MUE). */
export const unitLimits = [
  { code: '97110', most: 8 },
  { code: '96372', most: 4 },
] as const;

export const weightedEncounterKinds = encounterKinds.map((kind) => [kind.weight, kind] as const);

export interface ChronicIllness extends Coded {
  readonly fromAge: number;
  readonly untilAge?: number;
  readonly share: number;
}

/** What lasts, by the age from which people may have it. */
export const chronicIllnesses: readonly ChronicIllness[] = [
  { ...coded('59621000'), fromAge: 35, share: 0.35 },
  { ...coded('44054006'), fromAge: 35, share: 0.18 },
  { ...coded('195967001'), fromAge: 10, share: 0.1 },
  { ...coded('38341003'), fromAge: 45, share: 0.1 },
  { ...coded('233678006'), fromAge: 1, untilAge: 14, share: 0.4 },
];

/** Only women have it, and only children. */
export const pregnancy = coded('72892002');
export const childhoodIllness = coded('233678006');

/** What passes. */
export const acuteIllnesses: readonly Coded[] = [coded('195662009'), coded('10509002'), coded('65966004')];

/** What brings people to an emergency department or a bed. */
export const graveIllnesses: readonly Coded[] = [coded('22298006'), coded('65966004'), coded('10509002')];

export interface Drug extends Coded {
  /** Cost of a fill. */
  readonly cents: number;
  /** Of a package of 30; nobody has the labeler 99999, so that no code is that of a real one. */
  readonly ndc: string;
}

/** By illness that lasts (SNOMED CT), the drug for it (RxNorm). */
export const drugFor: Readonly<Record<string, Drug>> = {
  '59621000': { ...coded('314076'), cents: 1_250, ndc: '99999010130' },
  '38341003': { ...coded('310798'), cents: 940, ndc: '99999010230' },
  '44054006': { ...coded('860975'), cents: 1_880, ndc: '99999010330' },
};
/** A drug that some want more of than is good for them. */
export const opioid: Drug = { ...coded('1049221'), cents: 3_420, ndc: '99999010430' };

/** A device that is put to use for a patient. */
export interface DeviceKind extends Coded {
  /** Its GTIN-14, under the prefix 952, which GS1 keeps for examples (https://www.gs1.org/standards/id-keys/company-prefix). */
  readonly model: string;
}

export const monitor: DeviceKind = { ...coded('258057004'), model: '09520000010010' };
/** People with diabetes take one home. */
export const glucoseMeter: DeviceKind = { ...coded('337414009'), model: '09520000010027' };
export const diabetes = '44054006';

/** Why a payer does not pay, and what can be done about it. */
export interface Denial {
  /** Claim adjustment reason code (https://x12.org/codes/claim-adjustment-reason-codes). */
  readonly code: string;
  /** CO: who bills bears it; PR: the patient does. */
  readonly group: 'CO' | 'PR';
  /** A claim that was wrong is replaced by a right one; a decision that was wrong is appealed; some are final. */
  readonly remedy: 'replace' | 'appeal' | null;
}

const denial = (code: string, group: Denial['group'], remedy: Denial['remedy']): Denial => ({ code, group, remedy });

/** By how often they are given: missing information first, as in most statistics of remittances. */
export const denials: readonly (readonly [weight: number, denial: Denial])[] = [
  [30, denial('16', 'CO', 'replace')],
  [12, denial('11', 'CO', 'replace')],
  [8, denial('4', 'CO', 'replace')],
  [18, denial('197', 'CO', 'appeal')],
  [16, denial('50', 'CO', 'appeal')],
  [4, denial('97', 'CO', null)],
  [6, denial('27', 'PR', null)],
  [6, denial('96', 'PR', null)],
];

/**
 * MS-DRGs of a stay by its illness (SNOMED CT), the one with major complications first
 * (https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software).
 */
export const drgsFor: Readonly<Record<string, readonly string[]>> = {
  '22298006': ['280', '281', '282'],
  '65966004': ['562', '563'],
  '10509002': ['202', '203'],
  '195967001': ['202', '203'],
  '233678006': ['202', '203'],
  '59621000': ['304', '305'],
  '38341003': ['304', '305'],
  '44054006': ['637', '638', '639'],
};

export interface LabTest extends Coded {
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  /** Beyond these a laboratory calls at once; every laboratory has its own. */
  readonly criticalLow: number;
  readonly criticalHigh: number;
  readonly decimals: number;
}

/** Tests (LOINC) with units (UCUM) and the ranges of adults. */
export const labTests: readonly LabTest[] = [
  { ...coded('2339-0'), unit: 'mg/dL', low: 70, high: 99, criticalLow: 50, criticalHigh: 400, decimals: 1 },
  { ...coded('6298-4'), unit: 'mmol/L', low: 3.5, high: 5.1, criticalLow: 2.8, criticalHigh: 6.2, decimals: 2 },
  { ...coded('2951-2'), unit: 'mmol/L', low: 136, high: 145, criticalLow: 120, criticalHigh: 160, decimals: 0 },
  { ...coded('38483-4'), unit: 'mg/dL', low: 0.6, high: 1.2, criticalLow: 0.1, criticalHigh: 5, decimals: 2 },
  { ...coded('718-7'), unit: 'g/dL', low: 12, high: 17, criticalLow: 7, criticalHigh: 20, decimals: 1 },
];

export interface SupplyItem {
  readonly number: string;
  readonly name: string;
  readonly category: 'consumable' | 'ppe' | 'diagnostic' | 'equipment';
  readonly unit: string;
  readonly cents: number;
  readonly isCritical: boolean;
}

const item = (
  number: string,
  name: string,
  category: SupplyItem['category'],
  unit: string,
  cents: number,
  isCritical = false,
): SupplyItem => ({ number, name, category, unit, cents, isCritical });

/** What departments keep in stock. */
export const supplyItems: readonly SupplyItem[] = [
  item('S-1001', 'Nitrile gloves', 'ppe', 'pair', 12),
  item('S-1002', 'Surgical mask', 'ppe', 'each', 9),
  item('S-1003', 'Respirator N95', 'ppe', 'each', 95, true),
  item('S-2001', 'Gauze pad 10 cm', 'consumable', 'each', 18),
  item('S-2002', 'Intravenous catheter 20 G', 'consumable', 'each', 210, true),
  item('S-2003', 'Syringe 10 ml', 'consumable', 'each', 31),
  item('S-3001', 'Blood glucose test strip', 'diagnostic', 'box of 50', 1_840),
  item('S-4001', 'Infusion pump set', 'equipment', 'each', 4_400, true),
];

/** Vaccines (CVX), and what one costs in cents. */
export const vaccines: readonly (Coded & { readonly cents: number })[] = [
  { ...coded('140'), cents: 13_600 },
  { ...coded('113'), cents: 13_600 },
  { ...coded('03'), cents: 14_052 },
];

export interface PayerWords {
  readonly name: string;
  readonly ownership: 'GOVERNMENT' | 'PRIVATE' | 'NO_INSURANCE';
  readonly covers: 'old' | 'young';
  readonly weight: number;
  readonly coverage: number;
  /** Of what it does not pay, so much is the patient's by its contract; the rest is written off. */
  readonly patientShare: number;
  /** What it is called later. */
  readonly renamed?: { readonly name: string; readonly afterYears: number };
}

/** Payers of every Synthea run and whom they cover; `coverage` is the usual share of the total they pay. */
export const payers: readonly PayerWords[] = [
  { name: 'Medicare', ownership: 'GOVERNMENT', covers: 'old', weight: 8, coverage: 0.8, patientShare: 0.5 },
  { name: 'Dual Eligible', ownership: 'GOVERNMENT', covers: 'old', weight: 1, coverage: 0.95, patientShare: 0.1 },
  { name: 'Medicaid', ownership: 'GOVERNMENT', covers: 'young', weight: 4, coverage: 0.95, patientShare: 0.05 },
  { name: 'Humana', ownership: 'PRIVATE', covers: 'young', weight: 1, coverage: 0.75, patientShare: 0.4 },
  {
    name: 'Blue Cross Blue Shield',
    ownership: 'PRIVATE',
    covers: 'young',
    weight: 4,
    coverage: 0.75,
    patientShare: 0.35,
  },
  { name: 'UnitedHealthcare', ownership: 'PRIVATE', covers: 'young', weight: 2, coverage: 0.75, patientShare: 0.4 },
  { name: 'Aetna', ownership: 'PRIVATE', covers: 'young', weight: 2, coverage: 0.75, patientShare: 0.4 },
  { name: 'Cigna Health', ownership: 'PRIVATE', covers: 'young', weight: 1, coverage: 0.75, patientShare: 0.4 },
  {
    name: 'Anthem',
    ownership: 'PRIVATE',
    covers: 'young',
    weight: 2,
    coverage: 0.75,
    patientShare: 0.35,
    renamed: { name: 'Elevance Health', afterYears: 3.5 },
  },
  { name: 'NO_INSURANCE', ownership: 'NO_INSURANCE', covers: 'young', weight: 1, coverage: 0, patientShare: 1 },
];

/** Kinds of provider (NUCC) by specialty, as the NPI registry pairs them (https://taxonomy.nucc.org). */
export const taxonomies: Readonly<Record<string, string>> = {
  'GENERAL PRACTICE': '208D00000X',
  'INTERNAL MEDICINE': '207R00000X',
  'CARDIOVASCULAR DISEASE (CARDIOLOGY)': '207RC0000X',
  'PEDIATRIC MEDICINE': '208000000X',
  'NURSE PRACTITIONER': '363L00000X',
};
export const specialties = Object.keys(taxonomies);
export const hospitalKinds = ['HOSPITAL', 'MEDICAL CENTER'];
export const practiceKinds = ['HEALTH CENTER', 'FAMILY PRACTICE', 'URGENT CARE', 'CLINIC'];

export const races = [
  [70, 'white'],
  [11, 'black'],
  [10, 'asian'],
  [6, 'other'],
  [2, 'native'],
  [1, 'hawaiian'],
] as const;
export const ethnicities = [
  [88, 'nonhispanic'],
  [12, 'hispanic'],
] as const;
