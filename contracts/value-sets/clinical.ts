import { otherWords, unknownWords } from './words.ts';

const other = { title: 'Other', spellings: otherWords } as const;
const unknown = { title: 'Unknown', spellings: unknownWords } as const;

/** Systems that a catalogue of codes may take its codes from, as FHIR, HL7 v2 and Synthea call them. */
export const codeSystem = {
  title: 'System of a code',
  source: 'https://terminology.hl7.org/CodeSystem-v2-0396.html',
  codes: {
    snomed: {
      title: 'SNOMED CT',
      spellings: ['SNOMED-CT', 'SCT', 'SNM', 'http://snomed.info/sct', '2.16.840.1.113883.6.96'],
    },
    icd10cm: {
      title: 'ICD-10-CM',
      spellings: ['I10C', 'ICD10', 'I10', 'http://hl7.org/fhir/sid/icd-10-cm', '2.16.840.1.113883.6.90'],
    },
    icd10pcs: { title: 'ICD-10-PCS', spellings: ['I10P', 'http://www.cms.gov/Medicare/Coding/ICD10'] },
    hcpcs: {
      title: 'CPT or HCPCS',
      spellings: ['HCPCS', 'CPT', 'C4', 'CPT4', 'HPC', 'http://www.ama-assn.org/go/cpt'],
    },
    rxnorm: { title: 'RxNorm', spellings: ['RXN', 'http://www.nlm.nih.gov/research/umls/rxnorm'] },
    ndc: { title: 'NDC', spellings: ['http://hl7.org/fhir/sid/ndc'] },
    cvx: { title: 'CVX', spellings: ['http://hl7.org/fhir/sid/cvx'] },
    loinc: { title: 'LOINC', spellings: ['LN', 'http://loinc.org', '2.16.840.1.113883.6.1'] },
    other,
    unknown,
  },
} as const;

/** How awake a patient is: the scale that NEWS2 takes (Royal College of Physicians, 2017). */
export const consciousness = {
  title: 'Level of consciousness (ACVPU)',
  source: 'https://www.rcp.ac.uk/improving-care/resources/national-early-warning-score-news-2/',
  codes: {
    A: { title: 'Alert', spellings: ['awake', 'fully awake', '248234008', '300202002'] },
    C: { title: 'New confusion', spellings: ['confused', 'confusion', 'newly confused', '130987000'] },
    V: { title: 'Responds to voice', spellings: ['voice', 'verbal', 'responds to verbal', '300203007'] },
    P: { title: 'Responds to pain', spellings: ['pain', 'painful', 'responds to painful stimuli', '450847001'] },
    U: { title: 'Unresponsive', spellings: ['unconscious', 'no response', '422768004'] },
    other,
    unknown,
  },
} as const;

/** Words of results that have no number (SNOMED CT qualifiers, HL7 v2 and laboratory practice). */
export const finding = {
  title: 'Result in words',
  source: 'https://hl7.org/fhir/R4/valueset-observation-interpretation.html',
  codes: {
    positive: {
      title: 'Positive',
      spellings: ['POS', 'positive (qualifier value)', 'reactive', 'reactive (qualifier value)', '10828004'],
    },
    negative: {
      title: 'Negative',
      spellings: ['NEG', 'negative (qualifier value)', 'nonreactive', 'non-reactive', 'not reactive', '260385009'],
    },
    detected: {
      title: 'Detected',
      spellings: ['DET', 'detected (qualifier value)', 'present', 'present (qualifier value)', '260373001'],
    },
    not_detected: {
      title: 'Not detected',
      spellings: [
        'ND',
        'undetected',
        'none detected',
        'not detected (qualifier value)',
        'absent',
        'absent (qualifier value)',
        '260415000',
      ],
    },
    indeterminate: {
      title: 'Indeterminate',
      spellings: ['IND', 'equivocal', 'E', 'inconclusive', 'borderline', 'indeterminate (qualifier value)', '82334004'],
    },
    trace: { title: 'Trace', spellings: ['TR', 'traces', 'trace (qualifier value)'] },
    normal: { title: 'Normal', spellings: ['within normal limits', 'WNL', 'normal (qualifier value)'] },
    abnormal: { title: 'Abnormal', spellings: ['abnormal (qualifier value)'] },
    no_growth: { title: 'No growth', spellings: ['no growth (qualifier value)', 'no growth to date', 'sterile'] },
    other,
    unknown,
  },
} as const;

/** What a laboratory says of a result: HL7 table 0078, which OBX-8 and FHIR share. */
export const interpretation = {
  title: 'Flag of a result',
  source: 'https://terminology.hl7.org/CodeSystem-v3-ObservationInterpretation.html',
  codes: {
    N: { title: 'Normal', spellings: ['within range', 'within normal limits'] },
    L: { title: 'Low', spellings: ['below range', 'below normal'] },
    H: { title: 'High', spellings: ['above range', 'above normal'] },
    LL: { title: 'Critically low', spellings: ['critical low', 'panic low', 'below lower panic limits'] },
    HH: { title: 'Critically high', spellings: ['critical high', 'panic high', 'above upper panic limits'] },
    A: { title: 'Abnormal' },
    AA: { title: 'Critically abnormal', spellings: ['critical', 'very abnormal', 'panic'] },
    POS: { title: 'Positive' },
    NEG: { title: 'Negative' },
    IND: { title: 'Indeterminate' },
    DET: { title: 'Detected' },
    ND: { title: 'Not detected' },
    S: { title: 'Susceptible', spellings: ['sensitive'] },
    I: { title: 'Intermediate' },
    R: { title: 'Resistant' },
    other,
    unknown,
  },
} as const;

/** How far a result has come: HL7 table 0085 (OBX-11) and FHIR observation-status. */
export const resultStatus = {
  title: 'Status of a result',
  source: 'https://terminology.hl7.org/CodeSystem-v2-0085.html',
  codes: {
    registered: { title: 'Registered', spellings: ['I', 'O', 'specimen in lab', 'pending'] },
    preliminary: { title: 'Preliminary', spellings: ['P', 'partial', 'S', 'R'] },
    final: { title: 'Final', spellings: ['F', 'verified', 'complete', 'completed'] },
    corrected: { title: 'Corrected', spellings: ['C', 'amended', 'correction'] },
    cancelled: { title: 'Cancelled', spellings: ['X', 'canceled', 'not done', 'D', 'W', 'entered-in-error', 'wrong'] },
    other,
    unknown,
  },
} as const;

/** How far an order has come: HL7 table 0038 (ORC-5) and FHIR medicationrequest-status. */
export const orderStatus = {
  title: 'Status of an order',
  source: 'https://hl7.org/fhir/R4/valueset-medicationrequest-status.html',
  codes: {
    draft: { title: 'Draft', spellings: ['planned', 'proposed'] },
    active: { title: 'Active', spellings: ['IP', 'SC', 'in process', 'ordered', 'new', 'NW'] },
    held: { title: 'On hold', spellings: ['HD', 'on-hold', 'suspended'] },
    completed: { title: 'Completed', spellings: ['CM', 'complete', 'finished'] },
    stopped: { title: 'Stopped', spellings: ['DC', 'discontinued'] },
    cancelled: { title: 'Cancelled', spellings: ['CA', 'canceled', 'entered-in-error'] },
    other,
    unknown,
  },
} as const;

/** Whether it is an allergy or another reaction (https://hl7.org/fhir/R4/valueset-allergy-intolerance-type.html). */
export const allergyType = {
  title: 'Kind of an intolerance',
  source: 'https://hl7.org/fhir/R4/valueset-allergy-intolerance-type.html',
  codes: {
    allergy: { title: 'Allergy', spellings: ['AL', 'allergic', 'true allergy'] },
    intolerance: { title: 'Intolerance', spellings: ['IN', 'side effect', 'adverse reaction'] },
    other,
    unknown,
  },
} as const;

/** What kind of substance it is: FHIR allergy-intolerance-category, and HL7 table 0127 (AL1-2). */
export const allergyCategory = {
  title: 'Kind of a substance',
  source: 'https://hl7.org/fhir/R4/valueset-allergy-intolerance-category.html',
  codes: {
    food: { title: 'Food', spellings: ['FA', 'food allergy'] },
    medication: { title: 'Medication', spellings: ['DA', 'drug', 'drug allergy', 'medicine'] },
    environment: { title: 'Environment', spellings: ['EA', 'environmental', 'LA', 'pollen', 'AA', 'animal'] },
    biologic: { title: 'Biologic' },
    other,
    unknown,
  },
} as const;

/** How bad a reaction is: FHIR reaction-event-severity, and HL7 table 0128 (AL1-4). */
export const reactionSeverity = {
  title: 'Severity of a reaction',
  source: 'https://hl7.org/fhir/R4/valueset-reaction-event-severity.html',
  codes: {
    mild: { title: 'Mild', spellings: ['MI', '255604002'] },
    moderate: { title: 'Moderate', spellings: ['MO', '6736007'] },
    severe: { title: 'Severe', spellings: ['SV', '24484000'] },
    other,
    unknown,
  },
} as const;

/** What makes an image (DICOM PS3.3, C.7.3.1.1.1). */
export const modality = {
  title: 'Modality of an image',
  source: 'https://dicom.nema.org/medical/dicom/current/output/chtml/part03/sect_C.7.3.html',
  codes: {
    CR: { title: 'Computed Radiography' },
    CT: { title: 'Computed Tomography', spellings: ['CAT'] },
    DX: { title: 'Digital Radiography', spellings: ['x-ray', 'radiograph'] },
    ECG: { title: 'Electrocardiography', spellings: ['EKG'] },
    ES: { title: 'Endoscopy' },
    IO: { title: 'Intra-oral Radiography' },
    IVUS: { title: 'Intravascular Ultrasound' },
    MG: { title: 'Mammography', spellings: ['mammogram'] },
    MR: { title: 'Magnetic Resonance', spellings: ['MRI', 'magnetic resonance imaging'] },
    NM: { title: 'Nuclear Medicine' },
    OP: { title: 'Ophthalmic Photography' },
    OPT: { title: 'Ophthalmic Tomography', spellings: ['OCT'] },
    PT: { title: 'Positron emission tomography', spellings: ['PET'] },
    PX: { title: 'Panoramic X-Ray' },
    RF: { title: 'Radio Fluoroscopy', spellings: ['fluoroscopy'] },
    RG: { title: 'Radiographic imaging' },
    SM: { title: 'Slide Microscopy' },
    US: { title: 'Ultrasound', spellings: ['ultrasonography', 'sonography'] },
    XA: { title: 'X-Ray Angiography', spellings: ['angiography'] },
    XC: { title: 'External-camera Photography' },
    other,
    unknown,
  },
} as const;

/** What an observation is about (https://hl7.org/fhir/R4/valueset-observation-category.html). */
export const observationCategory = {
  title: 'Category of an observation',
  source: 'https://hl7.org/fhir/R4/valueset-observation-category.html',
  codes: {
    survey: { title: 'Survey', spellings: ['questionnaire', 'screening'] },
    social_history: { title: 'Social history', spellings: ['social-history'] },
    vital_signs: { title: 'Vital signs', spellings: ['vital-signs'] },
    exam: { title: 'Exam', spellings: ['physical exam'] },
    procedure: { title: 'Procedure' },
    laboratory: { title: 'Laboratory', spellings: ['lab', 'LAB'] },
    imaging: { title: 'Imaging', spellings: ['RAD', 'radiology'] },
    therapy: { title: 'Therapy' },
    activity: { title: 'Activity' },
    other,
    unknown,
  },
} as const;
