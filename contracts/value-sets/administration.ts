import { otherWords, unknownWords } from './words.ts';

const other = { title: 'Other', spellings: otherWords } as const;
const unknown = { title: 'Unknown', spellings: unknownWords } as const;

/** States of an appointment as FHIR has them, with those of HL7 table 0278 (filler status code). */
export const appointmentStatus = {
  title: 'Status of an appointment',
  source: 'https://hl7.org/fhir/R4/valueset-appointmentstatus.html',
  codes: {
    proposed: { title: 'Proposed', spellings: ['requested'] },
    pending: { title: 'Pending' },
    booked: { title: 'Booked', spellings: ['scheduled', 'confirmed', 'rescheduled'] },
    waitlist: { title: 'Waitlisted', spellings: ['waiting list', 'wait list'] },
    'checked-in': { title: 'Checked in' },
    arrived: { title: 'Arrived', spellings: ['started', 'in progress'] },
    fulfilled: { title: 'Fulfilled', spellings: ['complete', 'completed', 'kept'] },
    cancelled: { title: 'Cancelled', spellings: ['canceled', 'deleted'] },
    noshow: { title: 'No show', spellings: ['no-show', 'did not attend', 'DNA', 'missed'] },
    'entered-in-error': { title: 'Entered in error', spellings: ['overbook error'] },
    other,
    unknown,
  },
} as const;

/** Why an appointment did not take place: the groups of FHIR's appointment cancellation reasons. */
export const cancellationReason = {
  title: 'Reason of a cancellation',
  source: 'https://hl7.org/fhir/R4/valueset-appointment-cancellation-reason.html',
  codes: {
    pat: { title: 'Patient', spellings: ['patient cancelled', 'pat-crs', 'patient request'] },
    prov: { title: 'Provider', spellings: ['provider cancelled', 'clinician unavailable', 'prov-pers'] },
    facility: { title: 'Facility', spellings: ['equipment failure', 'maint', 'closed', 'weather', 'oth-weath'] },
    payer: { title: 'Payer', spellings: ['not authorized', 'authorization denied', 'no authorization', 'insurance'] },
    other,
    unknown,
  },
} as const;

/** How patient and provider meet. */
export const visitMode = {
  title: 'Mode of a visit',
  source: 'https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets (02, 10, 11)',
  codes: {
    inperson: { title: 'In person', spellings: ['in-person', 'face to face', 'on site', 'office', '11'] },
    video: { title: 'Video', spellings: ['telehealth', 'telemedicine', 'virtual', '02', '10'] },
    telephone: { title: 'Telephone', spellings: ['phone', 'call', 'audio only'] },
    home: { title: 'At home', spellings: ['home visit', 'house call', '12'] },
    other,
    unknown,
  },
} as const;

/** What a department of a hospital is for: units of a bed census, and those without beds. */
export const departmentType = {
  title: 'Type of a department',
  source: 'https://www.cdc.gov/nhsn/pdfs/pscmanual/15locationsdescriptions_current.pdf (groups of locations)',
  codes: {
    emergency: { title: 'Emergency', spellings: ['ED', 'ER', 'emergency department', 'emergency room'] },
    intensivecare: { title: 'Intensive care', spellings: ['ICU', 'critical care', 'CCU', 'MICU', 'SICU'] },
    stepdown: { title: 'Step down', spellings: ['step-down', 'intermediate care', 'progressive care', 'PCU'] },
    medical: { title: 'Medical ward', spellings: ['medicine', 'general medicine', 'med', 'inpatient'] },
    surgical: { title: 'Surgical ward', spellings: ['surgery', 'general surgery', 'surg'] },
    medicalsurgical: { title: 'Medical surgical ward', spellings: ['med surg', 'med/surg', 'ward'] },
    maternity: { title: 'Maternity', spellings: ['obstetrics', 'OB', 'labor and delivery', 'L&D', 'postpartum'] },
    nursery: { title: 'Nursery', spellings: ['newborn', 'NICU', 'neonatal intensive care'] },
    pediatric: { title: 'Pediatric ward', spellings: ['pediatrics', 'paediatrics', 'peds'] },
    psychiatric: { title: 'Psychiatric ward', spellings: ['psychiatry', 'behavioral health', 'mental health'] },
    rehabilitation: { title: 'Rehabilitation', spellings: ['rehab'] },
    longtermcare: { title: 'Long term care', spellings: ['SNF', 'skilled nursing', 'nursing home', 'LTC'] },
    operatingroom: { title: 'Operating room', spellings: ['OR', 'theatre', 'operating theatre', 'perioperative'] },
    outpatient: { title: 'Outpatient clinic', spellings: ['clinic', 'ambulatory', 'outpatient'] },
    urgentcare: { title: 'Urgent care', spellings: ['urgent care center'] },
    diagnostic: { title: 'Diagnostics', spellings: ['imaging', 'radiology', 'laboratory', 'lab'] },
    pharmacy: { title: 'Pharmacy' },
    other,
    unknown,
  },
} as const;

/** Kinds of insurance products: what X12 835/837 call an insurance type, in words. */
export const planType = {
  title: 'Type of a plan',
  source: 'https://www.healthcare.gov/choose-a-plan/plan-types/',
  codes: {
    HMO: { title: 'Health maintenance organization', spellings: ['HM'] },
    PPO: { title: 'Preferred provider organization', spellings: ['12'] },
    EPO: { title: 'Exclusive provider organization', spellings: ['14'] },
    POS: { title: 'Point of service', spellings: ['13'] },
    HDHP: { title: 'High deductible health plan', spellings: ['high deductible', 'CDHP'] },
    indemnity: { title: 'Indemnity', spellings: ['15', 'fee for service', 'FFS'] },
    MA: { title: 'Medicare', spellings: ['MB', 'Medicare A', 'Medicare B', 'original Medicare'] },
    MC: { title: 'Medicaid', spellings: ['Title XIX', 'CHIP'] },
    '16': { title: 'Medicare Advantage', spellings: ['Medicare C', 'Medicare part C', 'MAPD'] },
    drug: { title: 'Prescription drug plan', spellings: ['PDP', 'Medicare D', 'Medicare part D', 'pharmacy'] },
    supplement: { title: 'Medicare supplement', spellings: ['Medigap'] },
    dental: { title: 'Dental' },
    other,
    unknown,
  },
} as const;

/** What the policy holder is to the patient: Synthea's three, with the relationship codes of X12 (data element 1069). */
export const policyHolder = {
  title: 'Policy holder, seen from the patient',
  source: 'https://x12.org (data element 1069, individual relationship code)',
  codes: {
    Self: { title: 'Self', spellings: ['18', 'subscriber', 'insured', 'policy holder'] },
    Spouse: { title: 'Spouse', spellings: ['01', '1', 'wife', 'husband'] },
    Guardian: { title: 'Guardian', spellings: ['parent', 'mother', 'father', 'legal guardian', '19', 'child'] },
    partner: { title: 'Life partner', spellings: ['53', 'domestic partner'] },
    employer: { title: 'Employer', spellings: ['20', 'employee'] },
    other: { title: 'Other', spellings: [...otherWords, 'G8', '34', 'other adult'] },
    unknown: { title: 'Unknown', spellings: [...unknownWords, '21'] },
  },
} as const;

/** How exactly a source knows when a period begins and ends. */
export const timePrecision = {
  title: 'Precision of a time',
  source: 'https://hl7.org/fhir/R4/datatypes.html#dateTime',
  codes: {
    year: { title: 'Year' },
    month: { title: 'Month' },
    day: { title: 'Day', spellings: ['date'] },
    second: { title: 'Second', spellings: ['time', 'instant'] },
    other,
    unknown,
  },
} as const;

/** What a movement does to the stock of a supply. */
export const supplyMovementType = {
  title: 'Type of a movement of supplies',
  source: 'https://hl7.org/fhir/R4/supplydelivery.html and GS1 business steps (https://ref.gs1.org/cbv/BizStep)',
  codes: {
    receipt: { title: 'Receipt', spellings: ['received', 'receiving', 'delivery', 'goods receipt', 'purchase'] },
    use: { title: 'Use', spellings: ['used', 'issue', 'issued', 'consumption', 'consumed', 'dispensed', 'consuming'] },
    return: { title: 'Return', spellings: ['returned'] },
    waste: { title: 'Waste', spellings: ['wasted', 'expired', 'damaged', 'discarded', 'scrap'] },
    transferin: { title: 'Transfer in', spellings: ['transferred in'] },
    transferout: { title: 'Transfer out', spellings: ['transferred out'] },
    count: { title: 'Count', spellings: ['inventory count', 'cycle count', 'stock take', 'adjustment'] },
    stockout: { title: 'Stock-out', spellings: ['stock out', 'out of stock', 'backorder', 'back order'] },
    other,
    unknown,
  },
} as const;

/** Groups of medical supplies, by what they cost a hospital. */
export const supplyCategory = {
  title: 'Category of a supply',
  source: 'https://www.unspsc.org (segment 42, medical equipment and accessories and supplies, families)',
  codes: {
    consumable: { title: 'Consumable', spellings: ['disposable', 'med surg', 'medical surgical'] },
    implant: { title: 'Implant', spellings: ['implantable', 'orthopedic implant'] },
    ppe: { title: 'Protective equipment', spellings: ['PPE', 'personal protective equipment', 'gloves', 'masks'] },
    drug: { title: 'Drug', spellings: ['medication', 'pharmaceutical', 'pharmacy'] },
    diagnostic: { title: 'Diagnostic', spellings: ['test kit', 'reagent', 'laboratory'] },
    equipment: { title: 'Equipment', spellings: ['device', 'durable medical equipment', 'DME'] },
    other,
    unknown,
  },
} as const;

/** Third digit of a type of bill, and CLM05-3 of an 837: what a claim does to the one before it. */
export const claimFrequency = {
  title: 'Frequency of a claim',
  source: 'https://www.nubc.org (form locator 4, third digit), 005010X222A1 CLM05-3',
  codes: {
    '0': { title: 'Nonpayment or zero claim' },
    '1': { title: 'Original', spellings: ['admit through discharge', 'new'] },
    '2': { title: 'Interim, first claim' },
    '3': { title: 'Interim, continuing claim' },
    '4': { title: 'Interim, last claim' },
    '5': { title: 'Late charges only' },
    '7': { title: 'Replacement of a prior claim', spellings: ['replacement', 'corrected', 'correction'] },
    '8': { title: 'Void of a prior claim', spellings: ['void', 'cancel', 'cancellation'] },
    '9': { title: 'Final claim of a home health period' },
    other,
    unknown,
  },
} as const;

/** Who bears what was not paid: CAS01 of an 835. */
export const adjustmentGroup = {
  title: 'Group of an adjustment',
  source: 'https://x12.org/codes/claim-adjustment-group-codes',
  codes: {
    CO: { title: 'Contractual obligation' },
    PR: { title: 'Patient responsibility' },
    OA: { title: 'Other adjustment' },
    PI: { title: 'Payer initiated reduction' },
    CR: { title: 'Correction or reversal' },
    other,
    unknown,
  },
} as const;

/** What an organization is, by what it does. */
export const organizationType = {
  title: 'Type of an organization',
  source: 'https://taxonomy.nucc.org (non-individual groups)',
  codes: {
    hospital: { title: 'Hospital', spellings: ['acute care hospital', 'general hospital', 'medical center'] },
    clinic: { title: 'Clinic', spellings: ['clinic/center', 'FQHC', 'rural health clinic'] },
    practice: { title: 'Practice', spellings: ['group practice', 'physician practice', 'medical group'] },
    urgentcare: { title: 'Urgent care center', spellings: ['urgent care'] },
    surgerycenter: { title: 'Ambulatory surgery center', spellings: ['ASC', 'surgery center'] },
    pharmacy: { title: 'Pharmacy', spellings: ['drug store', 'retail pharmacy', 'mail order pharmacy'] },
    laboratory: { title: 'Laboratory', spellings: ['lab', 'clinical laboratory'] },
    imaging: { title: 'Imaging center', spellings: ['radiology', 'imaging'] },
    snf: { title: 'Skilled nursing facility', spellings: ['nursing home', 'nursing facility'] },
    homehealth: { title: 'Home health agency', spellings: ['home health', 'HHA'] },
    hospice: { title: 'Hospice' },
    dialysis: { title: 'Dialysis facility', spellings: ['dialysis', 'ESRD facility'] },
    behavioral: { title: 'Behavioral health facility', spellings: ['psychiatric hospital', 'mental health center'] },
    other,
    unknown,
  },
} as const;

/** Who owns an organization that delivers care: the groups of CMS's hospital general information. */
export const organizationOwnership = {
  title: 'Ownership of an organization',
  source: 'https://data.cms.gov/provider-data/dataset/xubh-q36u (hospital ownership)',
  codes: {
    government: {
      title: 'Government',
      spellings: ['public', 'federal', 'state', 'local', 'government - local', 'government - state', 'VA'],
    },
    nonprofit: {
      title: 'Voluntary non-profit',
      spellings: ['non-profit', 'not for profit', 'voluntary non-profit - private', 'voluntary non-profit - church'],
    },
    proprietary: { title: 'Proprietary', spellings: ['for profit', 'for-profit', 'private', 'investor owned'] },
    physician: { title: 'Physician', spellings: ['physician owned'] },
    tribal: { title: 'Tribal', spellings: ['Indian Health Service'] },
    other,
    unknown,
  },
} as const;
