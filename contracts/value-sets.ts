import * as administration from './value-sets/administration.ts';
import * as clinical from './value-sets/clinical.ts';
import { specialty } from './value-sets/specialty.ts';
import { usState } from './value-sets/us-state.ts';
import { otherWords, unknownWords } from './value-sets/words.ts';

/**
 * A closed list of codes for one concept. The canonical codes are those that Synthea writes, where it has the concept, so
 * that what was loaded before keeps its bytes; the others follow the standard that has the concept.
 */
export interface ValueSet {
  readonly title: string;
  /** Where the codes and their meanings come from: a URL or a document. */
  readonly source: string;
  /** By canonical code: what it means, and what else means it. The title is a spelling, too. */
  readonly codes: Readonly<Record<string, { readonly title: string; readonly spellings?: readonly string[] }>>;
}

const other = { title: 'Other', spellings: otherWords } as const;
const unknown = { title: 'Unknown', spellings: [...unknownWords, 'U', 'NA'] } as const;

/**
 * Administrative gender: HL7 table 0001 (https://terminology.hl7.org/CodeSystem-v2-0001.html), FHIR administrative-gender,
 * and the numbers of ISO/IEC 5218, which Medicare's files share (1 male, 2 female, 0 and 9 unknown).
 */
const gender = {
  title: 'Administrative gender',
  source: 'https://hl7.org/fhir/R4/valueset-administrative-gender.html',
  codes: {
    M: { title: 'Male', spellings: ['1', 'man', 'boy', 'masculine'] },
    F: { title: 'Female', spellings: ['2', 'woman', 'girl', 'feminine'] },
    // What more than twenty states print on a driving licence of those who are neither.
    X: {
      title: 'Non-binary',
      spellings: [
        'nonbinary',
        'NB',
        'enby',
        'gender X',
        'genderqueer',
        'gender non-conforming',
        'gender nonconforming',
        'agender',
      ],
    },
    // "Transgender female" states an identity, not what a register has: F would claim the latter and X what was not said.
    other: {
      title: 'Other',
      spellings: [
        ...otherWords,
        'O',
        'A',
        'ambiguous',
        'UN',
        'undifferentiated',
        'I',
        'intersex',
        'indeterminate',
        'trans',
        'transgender',
        'transgender female',
        'transgender male',
        'transgender woman',
        'transgender man',
        'trans female',
        'trans male',
        'trans woman',
        'trans man',
        'transgender female (male to female)',
        'transgender male (female to male)',
        'male to female',
        'female to male',
        'MTF',
        'FTM',
        'two spirit',
        'additional gender category or other',
      ],
    },
    unknown: { title: 'Unknown', spellings: [...unknown.spellings, 'N', '0', '9'] },
  },
} as const;

/**
 * HL7 table 0002. FHIR takes its letters from another table (https://terminology.hl7.org/CodeSystem-v3-MaritalStatus.html),
 * where A is annulled, P polygamous, T a domestic partner and U unmarried: here letters are those of table 0002, which ADT
 * messages carry. What reads FHIR has the display text at hand, and that is understood.
 */
const maritalStatus = {
  title: 'Marital status',
  source: 'https://terminology.hl7.org/CodeSystem-v2-0002.html',
  codes: {
    M: { title: 'Married', spellings: ['currently married', 'remarried', 'married, spouse absent'] },
    S: {
      title: 'Single',
      spellings: ['never married', 'never been married', 'single (never married)', 'single, never married', 'never'],
    },
    D: { title: 'Divorced' },
    W: { title: 'Widowed', spellings: ['widow', 'widower'] },
    A: { title: 'Separated', spellings: ['married but separated', 'married, separated'] },
    B: { title: 'Unmarried', spellings: ['not married', 'not currently married'] },
    C: { title: 'Common law', spellings: ['common law marriage', 'common-law married'] },
    E: { title: 'Legally separated', spellings: ['L', 'legal separation', 'legally sep'] },
    G: {
      title: 'Living together',
      spellings: ['cohabiting', 'cohabitating', 'living with partner', 'unmarried partner'],
    },
    I: { title: 'Interlocutory', spellings: ['interlocutory decree'] },
    N: { title: 'Annulled', spellings: ['annulment', 'marriage annulled'] },
    P: {
      title: 'Domestic partner',
      spellings: ['domestic partnership', 'life partner', 'significant other', 'partner', 'partnered'],
    },
    R: {
      title: 'Registered domestic partner',
      spellings: ['civil union', 'civil partnership', 'registered partnership'],
    },
    other: { title: 'Other', spellings: [...otherWords, 'O', 'polygamous'] },
    unknown: { title: 'Unknown', spellings: [...unknown.spellings, 'T'] },
  },
} as const;

/**
 * Races as the federal standard has them (OMB, Statistical Policy Directive 15, of 1997 and, with one question for race
 * and ethnicity, of 2024: https://www.federalregister.gov/d/2024-06469), by the codes of the CDC. Letters mean what
 * registration desks mean by them. X12 (DMG05, data element 1109) gives letters of its own, W for "not Hispanic" and U for
 * Asian among them, so a mapping of X12 translates. O and N, which mean too many things, and numbers are no spellings.
 *
 * A person may have several: {@link splitSeveral} takes such a text apart before each is looked up.
 */
const race = {
  title: 'Race',
  source: 'https://terminology.hl7.org/CodeSystem-CDCREC.html',
  codes: {
    white: {
      title: 'White',
      spellings: [
        '2106-3',
        'W',
        'caucasian',
        'white or caucasian',
        'white/caucasian',
        'caucasian/white',
        'white (non-hispanic)',
        'European',
      ],
    },
    black: {
      title: 'Black or African American',
      spellings: [
        '2054-5',
        '2056-0',
        '2058-6',
        'B',
        'African American',
        'African',
        'Afro American',
        'black/African American',
        'black and African American',
        'African American or black',
        'African American/black',
        'black (non-hispanic)',
      ],
    },
    asian: {
      title: 'Asian',
      spellings: [
        '2028-9',
        'A',
        'Asian American',
        'Asian Indian',
        'Bangladeshi',
        'Cambodian',
        'Chinese',
        'Filipino',
        'Hmong',
        'Japanese',
        'Korean',
        'Laotian',
        'Pakistani',
        'Taiwanese',
        'Thai',
        'Vietnamese',
        'Other Asian',
      ],
    },
    native: {
      title: 'American Indian or Alaska Native',
      spellings: [
        '1002-5',
        'I',
        'AIAN',
        'AI/AN',
        'American Indian',
        'Alaska Native',
        'Alaskan Native',
        'Native American',
        'North American Native',
        'American Indian/Alaska Native',
        'American Indian/Alaskan Native',
        'American Indian and Alaska Native',
        'American Indian & Alaska Native',
        'American Indian or Alaskan Native',
        'Native American or Alaska Native',
        'Native American/Alaska Native',
      ],
    },
    hawaiian: {
      title: 'Native Hawaiian or Other Pacific Islander',
      spellings: [
        '2076-8',
        'P',
        'NHPI',
        'NHOPI',
        'Native Hawaiian',
        'Pacific Islander',
        'Other Pacific Islander',
        'Hawaiian or Pacific Islander',
        'Native Hawaiian or Pacific Islander',
        'Native Hawaiian/Pacific Islander',
        'Native Hawaiian/Other Pacific Islander',
        'Native Hawaiian and Pacific Islander',
        'Native Hawaiian and Other Pacific Islander',
        'Native Hawaiian & Other Pacific Islander',
        'Chamorro',
        'Guamanian',
        'Guamanian or Chamorro',
        'Samoan',
        'Tongan',
        'Fijian',
        'Marshallese',
      ],
    },
    middleeastern: {
      title: 'Middle Eastern or North African',
      spellings: ['2118-8', 'MENA', 'Middle Eastern', 'North African', 'Middle Eastern/North African', 'Arab'],
    },
    // Of one question for race and ethnicity.
    hispanic: {
      title: 'Hispanic or Latino',
      spellings: [
        '2135-2',
        'H',
        'Latino',
        'Latina',
        'Latinx',
        'Latino/a',
        'Hispanic/Latino',
        'Hispanic or Latino/a',
        'Hispanic or Latina',
      ],
    },
    // When a source says that there are several and not which.
    multiple: {
      title: 'Two or more races',
      spellings: [
        'multiracial',
        'multi-racial',
        'multiple races',
        'more than one race',
        'biracial',
        'mixed',
        'mixed race',
        '2 or more races',
      ],
    },
    other: {
      title: 'Other',
      spellings: [
        ...otherWords,
        '2131-1',
        'other race',
        'some other race',
        // One category until 1997 that is two since: which of them is not said, so neither is claimed, nor both.
        'Asian or Pacific Islander',
        'Asian/Pacific Islander',
        'Asian and Pacific Islander',
        'API',
      ],
    },
    unknown: { title: 'Unknown', spellings: [...unknownWords, 'U', 'unknown race', 'race unknown'] },
  },
} as const;

/** HL7 table 0189 and the codes of the CDC. */
const ethnicity = {
  title: 'Ethnicity',
  source: 'https://terminology.hl7.org/CodeSystem-CDCREC.html',
  codes: {
    hispanic: {
      title: 'Hispanic or Latino',
      spellings: [
        '2135-2',
        'H',
        'Y',
        'yes',
        'Latino',
        'Latina',
        'Latinx',
        'Latino/a',
        'Latino or Hispanic',
        'Hispanic/Latino',
        'Hispanic or Latino/a',
        'Hispanic, Latino/a, or Spanish origin',
        'Hispanic or Spanish origin',
        'Spanish/Hispanic/Latino',
        'Mexican',
        'Mexican American',
        'Mexican, Mexican American, Chicano/a',
        'Puerto Rican',
        'Cuban',
        'Dominican',
        'Central American',
        'South American',
        'Spaniard',
        'Other Hispanic',
        'Another Hispanic, Latino/a, or Spanish origin',
      ],
    },
    nonhispanic: {
      title: 'Not Hispanic or Latino',
      spellings: [
        '2186-5',
        'N',
        'no',
        'NH',
        'non-hispanic',
        'not hispanic',
        'non-latino',
        'not hispanic/latino',
        'non-hispanic/latino',
        'non-hispanic or latino',
        'non-hispanic or non-latino',
        'not hispanic or latino/a',
        'not Hispanic, Latino/a, or Spanish origin',
        'not of Hispanic origin',
        'not Spanish/Hispanic/Latino',
      ],
    },
    other: { title: 'Other', spellings: [...otherWords, 'O', 'other ethnicity'] },
    unknown: { ...unknown, spellings: [...unknown.spellings, 'unknown ethnicity', 'ethnicity unknown'] },
  },
} as const;

/**
 * Classes as Synthea names them; with HL7 table 0004 (https://terminology.hl7.org/CodeSystem-v2-0004.html) and the classes
 * of FHIR, which are those of ActCode in HL7 v3.
 */
const encounterClass = {
  title: 'Class of an encounter',
  source: 'https://terminology.hl7.org/ValueSet-v3-ActEncounterCode.html',
  codes: {
    ambulatory: {
      title: 'Ambulatory',
      spellings: ['AMB', 'office visit', 'clinic', 'clinic visit', 'office', 'ambulatory visit'],
    },
    wellness: {
      title: 'Wellness',
      spellings: [
        'well visit',
        'wellness visit',
        'annual wellness visit',
        'preventive',
        'preventive care',
        'check up',
        'checkup',
        'annual physical',
        'well child visit',
      ],
    },
    emergency: {
      title: 'Emergency',
      spellings: ['EMER', 'E', 'ED', 'ER', 'emergency department', 'emergency room', 'emergency visit', 'ED visit'],
    },
    inpatient: {
      title: 'Inpatient',
      spellings: [
        'IMP',
        'I',
        'IP',
        'inpatient encounter',
        'inpatient stay',
        'ACUTE',
        'inpatient acute',
        'NONAC',
        'inpatient non-acute',
        'hospital inpatient',
        'hospitalization',
      ],
    },
    outpatient: {
      title: 'Outpatient',
      spellings: ['O', 'OP', 'hospital outpatient', 'outpatient visit', 'hospital outpatient department'],
    },
    urgentcare: { title: 'Urgent care', spellings: ['UC', 'urgent', 'urgent care visit', 'walk-in'] },
    hospice: { title: 'Hospice', spellings: ['hospice care'] },
    snf: {
      title: 'Skilled nursing facility',
      spellings: ['skilled nursing', 'nursing facility', 'skilled nursing facility stay'],
    },
    home: { title: 'Home health', spellings: ['HH', 'home visit', 'home care', 'home healthcare'] },
    virtual: {
      title: 'Virtual',
      spellings: [
        'VR',
        'telehealth',
        'telemedicine',
        'video',
        'video visit',
        'virtual visit',
        'e-visit',
        'telephone',
        'phone visit',
        'telephone encounter',
      ],
    },
    // What Synthea does not have.
    observation: {
      title: 'Observation',
      spellings: ['OBSENC', 'OBS', 'observation encounter', 'observation stay', 'obs status'],
    },
    preadmission: {
      title: 'Pre-admission',
      spellings: ['PRENC', 'P', 'preadmit', 'pre-admit', 'pre-admission testing'],
    },
    shortstay: {
      title: 'Short stay',
      spellings: [
        'SS',
        'same day surgery',
        'day surgery',
        'ambulatory surgery',
        'outpatient surgery',
        'day case',
        'day patient',
      ],
    },
    field: { title: 'Field', spellings: ['FLD', 'on site', 'ambulance', 'prehospital'] },
    obstetrics: { title: 'Obstetrics', spellings: ['B', 'labor and delivery', 'maternity'] },
    recurring: { title: 'Recurring patient', spellings: ['R', 'recurring', 'series', 'recurring outpatient'] },
    other: { title: 'Other', spellings: [...otherWords, 'C', 'commercial account'] },
    unknown: { ...unknown, spellings: [...unknown.spellings, 'N'] },
  },
} as const;

/**
 * Type of a claim. 1 and 2 are Synthea's; its 0 says that there is no such claim and is no type. With the transactions of
 * X12, the forms of CMS, the claim types of FHIR and of Medicare's claim files
 * (https://resdac.org/cms-data/variables/nch-claim-type-code).
 */
const claimType = {
  title: 'Type of a claim',
  source: 'https://github.com/synthetichealth/synthea/wiki/CSV-File-Data-Dictionary#claims',
  codes: {
    1: {
      title: 'Professional',
      spellings: [
        'P',
        'prof',
        'physician',
        '837P',
        '005010X222A1',
        'CMS-1500',
        'CMS1500',
        'HCFA-1500',
        'carrier',
        '71',
        '72',
        '81',
        '82',
      ],
    },
    2: {
      title: 'Institutional',
      spellings: [
        'I',
        'inst',
        'facility',
        'hospital',
        '837I',
        '005010X223A2',
        'UB-04',
        'UB04',
        'CMS-1450',
        '10',
        '20',
        '30',
        '40',
        '50',
        '60',
        '61',
      ],
    },
    dental: { title: 'Dental', spellings: ['D', 'oral', '837D', '005010X224A2', 'ADA'] },
    pharmacy: { title: 'Pharmacy', spellings: ['RX', 'drug', 'NCPDP', 'prescription', 'Part D'] },
    vision: { title: 'Vision', spellings: ['optical'] },
    other,
    unknown,
  },
} as const;

/**
 * Status of a claim at one of those who pay. BILLED and CLOSED are Synthea's; numbers and letters are those of X12 data
 * element 1029, which an 835 carries in CLP02; words are those of FHIR (Claim.status, ClaimResponse.outcome) and of billing.
 */
const claimStatus = {
  title: 'Status of a claim',
  source: 'https://x12.org (data element 1029, 005010X221A1 CLP02)',
  codes: {
    BILLED: { title: 'Billed', spellings: ['submitted', 'sent', 'filed', 'invoiced'] },
    CLOSED: { title: 'Closed', spellings: ['CL', 'resolved', 'settled'] },
    OPEN: { title: 'Open', spellings: ['CP', 'active', 'outstanding'] },
    DRAFT: { title: 'Draft', spellings: ['unbilled', 'not billed', 'ready to bill', 'on hold', 'hold', 'scrubbed'] },
    RECEIVED: { title: 'Received', spellings: ['10', 'accepted', 'acknowledged', 'received, but not in process'] },
    PENDED: {
      title: 'Pended',
      spellings: [
        '5',
        '9',
        '13',
        '14',
        '15',
        '16',
        '17',
        'pending',
        'pend',
        'pending - under investigation',
        'suspended',
        'in process',
        'in progress',
        'processing',
        'queued',
        'under review',
      ],
    },
    PROCESSED: {
      title: 'Processed',
      spellings: ['6', '7', '30', 'complete', 'completed', 'adjudicated', 'finalized', 'finalised', 'approved'],
    },
    PROCESSED_PRIMARY: { title: 'Processed as primary', spellings: ['1'] },
    PROCESSED_SECONDARY: { title: 'Processed as secondary', spellings: ['2'] },
    PROCESSED_TERTIARY: { title: 'Processed as tertiary', spellings: ['3'] },
    FORWARDED_PRIMARY: { title: 'Processed as primary, forwarded to additional payer(s)', spellings: ['19'] },
    FORWARDED_SECONDARY: { title: 'Processed as secondary, forwarded to additional payer(s)', spellings: ['20'] },
    FORWARDED_TERTIARY: { title: 'Processed as tertiary, forwarded to additional payer(s)', spellings: ['21'] },
    NOT_OURS: {
      title: 'Not our claim',
      spellings: [
        '23',
        '24',
        '31',
        'not our claim, forwarded to additional payer(s)',
        'not our claim, unable to forward',
        'transferred to proper carrier',
      ],
    },
    PAID: { title: 'Paid', spellings: ['paid in full', 'full payment'] },
    PARTLY_PAID: { title: 'Partly paid', spellings: ['partially paid', 'partial', 'partial payment'] },
    DENIED: { title: 'Denied', spellings: ['4', 'denial'] },
    RESUBMITTED: { title: 'Resubmitted', spellings: ['rebilled', 'corrected and resubmitted', 'replacement sent'] },
    REJECTED: {
      title: 'Rejected',
      spellings: [
        '11',
        '12',
        'rejected, duplicate claim',
        'rejected, please resubmit with corrections',
        'duplicate',
        'error',
      ],
    },
    REVERSED: { title: 'Reversed', spellings: ['22', 'reversal', 'reversal of previous payment'] },
    CANCELLED: {
      title: 'Cancelled',
      spellings: ['8', 'canceled', 'void', 'voided', 'withdrawn', 'entered in error', 'entered-in-error'],
    },
    APPEALED: { title: 'Appealed', spellings: ['AP', 'appeal', 'in appeal', 'RD', 'redetermination'] },
    REOPENED: { title: 'Reopened', spellings: ['RO'] },
    PREDETERMINATION: {
      title: 'Predetermination',
      spellings: ['25', 'predetermination pricing only - no payment', 'preauthorization'],
    },
    COLLECTIONS: { title: 'In collections', spellings: ['collection', 'bad debt', 'sent to collections'] },
    WRITTEN_OFF: { title: 'Written off', spellings: ['write off', 'write-off'] },
    other,
    unknown,
  },
} as const;

/**
 * How a payment was made. CASH to SYSTEM are Synthea's; with HL7 table 0570
 * (https://terminology.hl7.org/CodeSystem-v2-0570.html) and the methods of an 835 (BPR04).
 */
const paymentMethod = {
  title: 'Method of a payment',
  source: 'https://github.com/synthetichealth/synthea/wiki/CSV-File-Data-Dictionary#claims-transactions',
  codes: {
    CASH: { title: 'Cash' },
    CC: {
      title: 'Credit card',
      spellings: ['CCCA', 'credit', 'card', 'credit/debit card', 'visa', 'mastercard', 'amex', 'discover'],
    },
    CHECK: { title: 'Check', spellings: ['CHCK', 'CHK', 'cheque', 'paper check', 'personal check', 'CK'] },
    COPAY: { title: 'Copay', spellings: ['co-pay', 'copayment', 'co-payment'] },
    ECHECK: { title: 'Electronic check', spellings: ['e-check', 'e check', 'electronic cheque'] },
    SYSTEM: { title: 'System', spellings: ['system generated', 'automatic'] },
    ACH: {
      title: 'Electronic funds transfer',
      spellings: [
        'EFT',
        'DDPO',
        'direct deposit',
        'automated clearing house',
        'bank transfer',
        'VISN',
        'BOP',
        'financial institution option',
      ],
    },
    WIRE: {
      title: 'Wire transfer',
      spellings: ['FWT', 'wire', 'SWFT', 'federal wire transfer', 'federal reserve funds/wire transfer'],
    },
    DEBIT: { title: 'Debit card', spellings: ['DEBC', 'debit'] },
    ACCOUNT: {
      title: 'Credit or debit account',
      spellings: ['CDAC', 'credit/debit account', 'HSA', 'FSA', 'health savings account'],
    },
    CASHIERS_CHECK: {
      title: "Cashier's check",
      spellings: ['CCHK', 'cashiers check', 'certified check', 'bank draft'],
    },
    MONEY_ORDER: { title: 'Money order', spellings: ['MO'] },
    TRAVELERS_CHECK: { title: "Traveler's check", spellings: ['TRAC', 'travelers check'] },
    VIRTUAL_CARD: { title: 'Virtual card', spellings: ['virtual credit card', 'VCC', 'VCP'] },
    NON_PAYMENT: { title: 'Non-payment', spellings: ['NON', 'no payment', 'non-payment data'] },
    other,
    unknown,
  },
} as const;

/**
 * Who owes after a transfer. P is the patient, as in Synthea; X12 has it for the primary payer (SBR01), with S and T for the
 * others. Those two are no spellings, so that a source which writes X12's letters is noticed.
 */
const transferType = {
  title: 'Who owes after a transfer',
  source: 'https://github.com/synthetichealth/synthea/wiki/CSV-File-Data-Dictionary#claims-transactions',
  codes: {
    1: { title: 'Primary payer', spellings: ['primary', 'primary insurance'] },
    2: { title: 'Secondary payer', spellings: ['secondary', 'secondary insurance'] },
    3: { title: 'Tertiary payer', spellings: ['tertiary', 'tertiary insurance'] },
    p: { title: 'Patient', spellings: ['self', 'self pay', 'guarantor', 'patient responsibility'] },
    other,
    unknown,
  },
} as const;

/**
 * What a line of a claim's ledger does. It decides which amounts the line carries, so there is neither an other nor an
 * unknown one: a line of no known type cannot be added up. HL7 table 0017 has a code for a credit, too, which may be a
 * charge taken back or a payment; who maps it has to say.
 */
const transactionType = {
  title: 'Type of a line of a ledger',
  source: 'https://terminology.hl7.org/CodeSystem-v2-0017.html',
  codes: {
    CHARGE: { title: 'Charge', spellings: ['CG', 'charges'] },
    PAYMENT: { title: 'Payment', spellings: ['PY', 'PMT', 'payments', 'CO', 'co-payment', 'copayment', 'copay'] },
    ADJUSTMENT: {
      title: 'Adjustment',
      spellings: ['AJ', 'ADJ', 'adjustments', 'write-off', 'writeoff', 'contractual adjustment'],
    },
    TRANSFERIN: { title: 'Transfer in' },
    TRANSFEROUT: { title: 'Transfer out' },
  },
} as const;

/**
 * Who owns a payer. The first three are Synthea's; letters and numbers are the kinds of plans of an 837 (SBR09, claim
 * filing indicator) of which the owner is certain: not 16, a Medicare plan that a private insurer runs.
 */
const payerOwnership = {
  title: 'Ownership of a payer',
  source: 'https://github.com/synthetichealth/synthea/wiki/CSV-File-Data-Dictionary#payers',
  codes: {
    GOVERNMENT: {
      title: 'Government',
      spellings: [
        'public',
        'federal',
        'federal government',
        'state',
        'state government',
        'local government',
        'government owned',
        'Medicare',
        'Medicaid',
        'CHIP',
        'TRICARE',
        'CHAMPUS',
        'VA',
        'Veterans Affairs',
        'Indian Health Service',
        'MA',
        'MB',
        'MC',
        'CH',
        'OF',
        'TV',
      ],
    },
    PRIVATE: {
      title: 'Private',
      spellings: [
        'commercial',
        'private insurance',
        'commercial insurance',
        'non-profit',
        'nonprofit',
        'not for profit',
        'for profit',
        'proprietary',
        'employer',
        'BL',
        'CI',
        'HM',
        '12',
        '13',
        '14',
        '15',
        '17',
      ],
    },
    NO_INSURANCE: {
      title: 'No insurance',
      spellings: ['uninsured', 'none', 'self pay', 'selfpay', 'self', 'charity', '09'],
    },
    other: {
      title: 'Other',
      spellings: [
        ...otherWords,
        'WC',
        "workers' compensation",
        'workers compensation',
        'AM',
        'LM',
        'auto',
        'liability',
      ],
    },
    unknown: { title: 'Unknown', spellings: [...unknown.spellings, 'ZZ'] },
  },
} as const;

/** The sets that fields take their codes from, by the name that a contract calls them. */
export const valueSets = {
  gender,
  maritalStatus,
  race,
  ethnicity,
  encounterClass,
  usState,
  specialty,
  claimType,
  claimStatus,
  paymentMethod,
  transferType,
  transactionType,
  payerOwnership,
  ...administration,
  ...clinical,
} as const satisfies Record<string, ValueSet>;

export type ValueSetName = keyof typeof valueSets;

/**
 * What two spellings of the same have in common: compatibility forms (full width, ligatures) are resolved, letters are
 * small, and whatever is neither letter nor digit is a single space.
 */
export function folded(spelling: string): string {
  return spelling
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim();
}

/**
 * Builds the function that finds the canonical code of what a source wrote; undefined when the set does not have it. Built
 * once per field: a canonical code, which most values are, costs one look-up.
 */
export function createCanonical(set: ValueSet): (value: string) => string | undefined {
  const exact = new Map<string, string>();
  const spelled = new Map<string, string>();
  for (const [code, { title, spellings = [] }] of Object.entries(set.codes)) {
    exact.set(code, code);
    for (const spelling of [code, title, ...spellings]) spelled.set(folded(spelling), code);
  }
  return (value) => exact.get(value) ?? spelled.get(folded(value));
}

/** What sources put between several values of one text; HL7 v2 repeats with `~`. */
const separators = /([;,/|~&]|(?<=\s)and(?=\s))/i;
/** No spelling has more separators than it has parts here; it bounds the work on a text of nothing but separators. */
const mostPartsOfSpelling = 4;

const raceOf = createCanonical(race);

/**
 * The values of a text that holds several, trimmed: `White; Black or African American`, `white and asian`, `2106-3~2028-9`.
 * A spelling that contains a separator stays whole, alone or among others: `American Indian/Alaska Native, White` is two.
 * @param isSpelling whether a text as a whole means one thing; by default whether it is a race, of which people have several.
 */
export function splitSeveral(
  value: string,
  isSpelling: (part: string) => boolean = (part) => raceOf(part) !== undefined,
): string[] {
  // Odd places hold the separators.
  const pieces = value.split(separators);
  /** The text of the next values with what stands between them; undefined when there are not as many. */
  const joined = (at: number, parts: number): string | undefined => {
    const last = at + 2 * (parts - 1);
    // Folding drops punctuation at the ends, so `White,` would be a spelling: one of several parts has text at both.
    const isWhole = parts === 1 || (isText(pieces[at]) && isText(pieces[last]));
    return isWhole ? pieces.slice(at, last + 1).join('') : undefined;
  };
  const several: string[] = [];
  for (let at = 0; at < pieces.length; ) {
    let parts = mostPartsOfSpelling;
    let part = joined(at, parts);
    while (parts > 1 && (part === undefined || !isSpelling(part))) {
      parts -= 1;
      part = joined(at, parts);
    }
    if (isText(part)) several.push(part.trim());
    at += 2 * parts;
  }
  return several;
}

const isText = (piece: string | undefined): piece is string => piece !== undefined && piece.trim() !== '';
