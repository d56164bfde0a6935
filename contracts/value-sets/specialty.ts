import { otherWords, unknownWords } from './words.ts';

/**
 * Specialties as Medicare lists them (Medicare Claims Processing Manual, chapter 26, sections 10.8.2 and 10.8.3), spelled
 * as Synthea spells those it has. Spellings are the two-character code of that list, the code of the NUCC taxonomy
 * (https://taxonomy.nucc.org) of the specialty as a whole, and usual names. A subspecialty that Medicare counts to a
 * specialty is a spelling of it, as in the crosswalk of CMS
 * (https://data.cms.gov/provider-characteristics/medicare-provider-supplier-enrollment/medicare-provider-and-supplier-taxonomy-crosswalk).
 */
export const specialty = {
  title: 'Specialty of a provider',
  source: 'https://www.cms.gov/Regulations-and-Guidance/Guidance/Manuals/Downloads/clm104c26.pdf',
  codes: {
    'GENERAL PRACTICE': {
      title: 'General practice',
      spellings: ['01', '208D00000X', 'General Practitioner', 'GP', 'Primary Care'],
    },
    'GENERAL SURGERY': {
      title: 'General surgery',
      spellings: ['02', '208600000X', 'Surgery', 'Surgeon', 'General Surgeon', 'Trauma Surgery', 'Transplant Surgery'],
    },
    'ALLERGY/IMMUNOLOGY': {
      title: 'Allergy and immunology',
      spellings: ['03', '207K00000X', 'Allergy', 'Allergist', 'Immunology', 'Allergy & Immunology'],
    },
    OTOLARYNGOLOGY: {
      title: 'Otolaryngology',
      spellings: ['04', '207Y00000X', 'ENT', 'Ear, Nose and Throat', 'Ear Nose Throat', 'Otorhinolaryngology'],
    },
    ANESTHESIOLOGY: {
      title: 'Anesthesiology',
      spellings: ['05', '207L00000X', 'Anesthesia', 'Anesthesiologist', 'Anaesthesiology', 'Anaesthesia'],
    },
    'CARDIOVASCULAR DISEASE (CARDIOLOGY)': {
      title: 'Cardiology',
      spellings: ['06', '207RC0000X', 'Cardiologist', 'Cardiovascular Disease', 'Cardiovascular Medicine'],
    },
    DERMATOLOGY: { title: 'Dermatology', spellings: ['07', '207N00000X', 'Dermatologist'] },
    'FAMILY PRACTICE': {
      title: 'Family practice',
      spellings: ['08', '207Q00000X', 'Family Medicine', 'Family Physician', 'FP', 'FM'],
    },
    'INTERVENTIONAL PAIN MANAGEMENT': {
      title: 'Interventional pain management',
      spellings: ['09', '208VP0014X', 'IPM'],
    },
    GASTROENTEROLOGY: {
      title: 'Gastroenterology',
      spellings: ['10', '207RG0100X', 'Gastroenterologist', 'GI', 'Hepatology'],
    },
    'INTERNAL MEDICINE': {
      title: 'Internal medicine',
      spellings: ['11', '207R00000X', 'Internist', 'General Medicine', 'IM'],
    },
    'OSTEOPATHIC MANIPULATIVE MEDICINE': {
      title: 'Osteopathic manipulative medicine',
      spellings: ['12', '204D00000X', 'Osteopathic Manipulative Therapy', 'Neuromusculoskeletal Medicine'],
    },
    NEUROLOGY: { title: 'Neurology', spellings: ['13', '2084N0400X', 'Neurologist', 'Vascular Neurology'] },
    NEUROSURGERY: { title: 'Neurosurgery', spellings: ['14', '207T00000X', 'Neurological Surgery', 'Neurosurgeon'] },
    'SPEECH LANGUAGE PATHOLOGIST': {
      title: 'Speech language pathologist',
      spellings: ['15', '235Z00000X', 'Speech-Language Pathology', 'Speech Therapy', 'Speech Therapist', 'SLP'],
    },
    'OBSTETRICS/GYNECOLOGY': {
      title: 'Obstetrics and gynecology',
      spellings: [
        '16',
        '207V00000X',
        'OB/GYN',
        'OBGYN',
        'Obstetrics',
        'Gynecology',
        'Obstetrician',
        'Gynecologist',
        'Maternal & Fetal Medicine',
        'Maternal-Fetal Medicine',
        'Reproductive Endocrinology',
        "Women's Health",
      ],
    },
    'HOSPICE/PALLIATIVE CARE': {
      title: 'Hospice and palliative care',
      spellings: ['17', 'Palliative Care', 'Palliative Medicine', 'Hospice', 'Hospice and Palliative Medicine'],
    },
    OPHTHALMOLOGY: { title: 'Ophthalmology', spellings: ['18', '207W00000X', 'Ophthalmologist', 'Eye Surgery'] },
    'ORAL SURGERY': { title: 'Oral surgery', spellings: ['19', 'Oral Surgery (Dentists only)', 'Oral Surgeon'] },
    'ORTHOPEDIC SURGERY': {
      title: 'Orthopedic surgery',
      spellings: [
        '20',
        '207X00000X',
        'Orthopaedic Surgery',
        'Orthopedics',
        'Orthopaedics',
        'Orthopedic',
        'Orthopedist',
        'Ortho',
      ],
    },
    'CARDIAC ELECTROPHYSIOLOGY': {
      title: 'Cardiac electrophysiology',
      spellings: ['21', '207RC0001X', 'Electrophysiology', 'Clinical Cardiac Electrophysiology'],
    },
    PATHOLOGY: {
      title: 'Pathology',
      spellings: [
        '22',
        '207ZP0102X',
        'Pathologist',
        'Anatomic & Clinical Pathology',
        'Anatomic and Clinical Pathology',
      ],
    },
    'SPORTS MEDICINE': { title: 'Sports medicine', spellings: ['23'] },
    'PLASTIC AND RECONSTRUCTIVE SURGERY': {
      title: 'Plastic and reconstructive surgery',
      spellings: ['24', '208200000X', 'Plastic Surgery', 'Plastic Surgeon', 'Reconstructive Surgery'],
    },
    'PHYSICAL MEDICINE AND REHABILITATION': {
      title: 'Physical medicine and rehabilitation',
      spellings: ['25', '208100000X', 'PM&R', 'PMR', 'Physiatry', 'Physical Medicine', 'Rehabilitation Medicine'],
    },
    PSYCHIATRY: {
      title: 'Psychiatry',
      spellings: [
        '26',
        '2084P0800X',
        'Psychiatrist',
        'Child & Adolescent Psychiatry',
        'Child and Adolescent Psychiatry',
        'Child Psychiatry',
      ],
    },
    'GERIATRIC PSYCHIATRY': { title: 'Geriatric psychiatry', spellings: ['27', '2084P0805X'] },
    'COLORECTAL SURGERY (PROCTOLOGY)': {
      title: 'Colorectal surgery',
      spellings: ['28', '208C00000X', 'Proctology', 'Colon & Rectal Surgery', 'Colon and Rectal Surgery'],
    },
    'PULMONARY DISEASE': {
      title: 'Pulmonary disease',
      spellings: [
        '29',
        '207RP1001X',
        'Pulmonology',
        'Pulmonologist',
        'Pulmonary Medicine',
        'Pulmonary',
        'Respiratory Medicine',
      ],
    },
    'DIAGNOSTIC RADIOLOGY': {
      title: 'Diagnostic radiology',
      spellings: ['30', '2085R0202X', 'Radiology', 'Radiologist', 'Neuroradiology', 'Pediatric Radiology', 'Imaging'],
    },
    'INTENSIVE CARDIAC REHABILITATION': {
      title: 'Intensive cardiac rehabilitation',
      spellings: ['31', 'Cardiac Rehabilitation'],
    },
    'ANESTHESIOLOGY ASSISTANT': {
      title: 'Anesthesiology assistant',
      spellings: ['32', '367H00000X', 'Anesthesiologist Assistant', 'Anesthesiologist Assistants'],
    },
    'THORACIC SURGERY': {
      title: 'Thoracic surgery',
      spellings: ['33', '208G00000X', 'Cardiothoracic Surgery', 'Thoracic Surgery (Cardiothoracic Vascular Surgery)'],
    },
    UROLOGY: { title: 'Urology', spellings: ['34', '208800000X', 'Urologist'] },
    CHIROPRACTIC: { title: 'Chiropractic', spellings: ['35', '111N00000X', 'Chiropractor'] },
    'NUCLEAR MEDICINE': { title: 'Nuclear medicine', spellings: ['36', '207U00000X'] },
    'PEDIATRIC MEDICINE': {
      title: 'Pediatric medicine',
      spellings: [
        '37',
        '208000000X',
        'Pediatrics',
        'Pediatrician',
        'Paediatrics',
        'Neonatology',
        'Neonatal-Perinatal Medicine',
        'Adolescent Medicine',
        'Pediatric Cardiology',
        'Pediatric Critical Care Medicine',
        'Pediatric Emergency Medicine',
        'Pediatric Endocrinology',
        'Pediatric Gastroenterology',
        'Pediatric Hematology/Oncology',
        'Pediatric Hematology-Oncology',
        'Pediatric Infectious Diseases',
        'Pediatric Nephrology',
        'Pediatric Pulmonology',
        'Developmental-Behavioral Pediatrics',
      ],
    },
    'GERIATRIC MEDICINE': {
      title: 'Geriatric medicine',
      spellings: ['38', '207RG0300X', 'Geriatrics', 'Geriatrician'],
    },
    NEPHROLOGY: { title: 'Nephrology', spellings: ['39', '207RN0300X', 'Nephrologist', 'Renal Medicine'] },
    'HAND SURGERY': { title: 'Hand surgery', spellings: ['40', 'Surgery of the Hand'] },
    OPTOMETRY: { title: 'Optometry', spellings: ['41', '152W00000X', 'Optometrist'] },
    'CERTIFIED NURSE MIDWIFE': {
      title: 'Certified nurse midwife',
      spellings: ['42', '367A00000X', 'Nurse Midwife', 'Midwife', 'Midwifery', 'CNM'],
    },
    'CERTIFIED REGISTERED NURSE ANESTHETIST': {
      title: 'Certified registered nurse anesthetist',
      spellings: ['43', '367500000X', 'Nurse Anesthetist', 'Certified Registered Nurse Anesthetist (CRNA)', 'CRNA'],
    },
    'INFECTIOUS DISEASE': {
      title: 'Infectious disease',
      spellings: ['44', '207RI0200X', 'Infectious Diseases', 'Infectious Disease Medicine'],
    },
    'MAMMOGRAPHY CENTER': { title: 'Mammography center', spellings: ['45', 'Mammography Screening Center'] },
    ENDOCRINOLOGY: {
      title: 'Endocrinology',
      spellings: [
        '46',
        '207RE0101X',
        'Endocrinologist',
        'Endocrinology, Diabetes & Metabolism',
        'Endocrinology, Diabetes and Metabolism',
      ],
    },
    'INDEPENDENT DIAGNOSTIC TESTING FACILITY': {
      title: 'Independent diagnostic testing facility',
      spellings: ['47', '293D00000X', 'IDTF', 'Independent Diagnostic Testing Facility (IDTF)'],
    },
    PODIATRY: { title: 'Podiatry', spellings: ['48', '213E00000X', 'Podiatrist', 'Podiatric Medicine'] },
    'AMBULATORY SURGICAL CENTER': {
      title: 'Ambulatory surgical center',
      spellings: ['49', '261QA1903X', 'ASC', 'Ambulatory Surgery Center'],
    },
    'NURSE PRACTITIONER': {
      title: 'Nurse practitioner',
      spellings: [
        '50',
        '363L00000X',
        '363LF0000X',
        'Nurse Practitioner, Family',
        'Family Nurse Practitioner',
        'NP',
        'FNP',
        'APRN',
      ],
    },
    'MEDICAL SUPPLY COMPANY': {
      title: 'Medical supply company',
      spellings: [
        '51',
        '52',
        '53',
        '54',
        '58',
        'A6',
        'B3',
        '332B00000X',
        'Durable Medical Equipment',
        'DME',
        'DME Supplier',
      ],
    },
    'PROSTHETIST/ORTHOTIST': {
      title: 'Prosthetist or orthotist',
      spellings: ['55', '56', '57', '222Z00000X', '224P00000X', 'Orthotist', 'Prosthetist', 'Orthotics & Prosthetics'],
    },
    'AMBULANCE SERVICE PROVIDER': {
      title: 'Ambulance service provider',
      spellings: ['59', '341600000X', 'Ambulance', 'Ambulance Service Supplier', 'EMS', 'Emergency Medical Services'],
    },
    'PUBLIC HEALTH OR WELFARE AGENCY': {
      title: 'Public health or welfare agency',
      spellings: ['60', 'Public Health Agency'],
    },
    'VOLUNTARY HEALTH OR CHARITABLE AGENCY': { title: 'Voluntary health or charitable agency', spellings: ['61'] },
    PSYCHOLOGIST: {
      title: 'Psychologist',
      spellings: ['62', '103T00000X', 'Psychology', 'Psychologist (Billing Independently)'],
    },
    'PORTABLE X-RAY SUPPLIER': { title: 'Portable X-ray supplier', spellings: ['63'] },
    AUDIOLOGIST: { title: 'Audiologist', spellings: ['64', '231H00000X', 'Audiology'] },
    'PHYSICAL THERAPY': {
      title: 'Physical therapy',
      spellings: [
        '65',
        '225100000X',
        'Physical Therapist',
        'Physical Therapist in Private Practice',
        'Physiotherapy',
        'PT',
        'DPT',
      ],
    },
    RHEUMATOLOGY: { title: 'Rheumatology', spellings: ['66', '207RR0500X', 'Rheumatologist'] },
    'OCCUPATIONAL THERAPY': {
      title: 'Occupational therapy',
      spellings: ['67', '225X00000X', 'Occupational Therapist', 'Occupational Therapist in Private Practice', 'OT'],
    },
    'CLINICAL PSYCHOLOGIST': { title: 'Clinical psychologist', spellings: ['68', '103TC0700X', 'Clinical Psychology'] },
    'CLINICAL LABORATORY': {
      title: 'Clinical laboratory',
      spellings: ['69', '291U00000X', 'Laboratory', 'Clinical Medical Laboratory'],
    },
    'CLINIC OR GROUP PRACTICE': {
      title: 'Clinic or group practice',
      spellings: ['70', 'Group Practice', 'Multispecialty Clinic or Group Practice', 'Multispecialty'],
    },
    'REGISTERED DIETITIAN OR NUTRITION PROFESSIONAL': {
      title: 'Registered dietitian or nutrition professional',
      spellings: [
        '71',
        '133V00000X',
        'Registered Dietitian',
        'Dietitian',
        'Dietician',
        'Nutritionist',
        'Nutrition',
        'RD',
        'RDN',
      ],
    },
    'PAIN MANAGEMENT': { title: 'Pain management', spellings: ['72', '208VP0000X', 'Pain Medicine'] },
    'MASS IMMUNIZER ROSTER BILLER': {
      title: 'Mass immunizer roster biller',
      spellings: ['73', 'C1', 'Mass Immunization Roster Biller', 'Centralized Flu'],
    },
    'RADIATION THERAPY CENTER': { title: 'Radiation therapy center', spellings: ['74'] },
    'SLIDE PREPARATION FACILITY': { title: 'Slide preparation facility', spellings: ['75'] },
    'PERIPHERAL VASCULAR DISEASE': { title: 'Peripheral vascular disease', spellings: ['76'] },
    'VASCULAR SURGERY': { title: 'Vascular surgery', spellings: ['77', '2086S0129X', 'Vascular Surgeon'] },
    'CARDIAC SURGERY': { title: 'Cardiac surgery', spellings: ['78', 'Heart Surgery', 'Cardiac Surgeon'] },
    'ADDICTION MEDICINE': {
      title: 'Addiction medicine',
      spellings: ['79', 'Substance Use Disorder', 'Substance Abuse'],
    },
    'CLINICAL SOCIAL WORKER': {
      title: 'Clinical social worker',
      spellings: [
        '80',
        '1041C0700X',
        'Licensed Clinical Social Worker',
        'LCSW',
        'Social Worker',
        'Social Work',
        'Clinical Social Work',
      ],
    },
    'CRITICAL CARE (INTENSIVISTS)': {
      title: 'Critical care',
      spellings: [
        '81',
        '207RC0200X',
        'Critical Care Medicine',
        'Intensivist',
        'Intensive Care',
        'ICU',
        'Critical Care Intensivist',
      ],
    },
    HEMATOLOGY: { title: 'Hematology', spellings: ['82', '207RH0000X', 'Hematologist', 'Haematology'] },
    'HEMATOLOGY/ONCOLOGY': {
      title: 'Hematology and oncology',
      spellings: ['83', '207RH0003X', 'Hem/Onc', 'Hematology & Oncology', 'Hematology Oncology'],
    },
    // Synthea's spelling; Medicare writes PREVENTIVE.
    'PREVENTATIVE MEDICINE': {
      title: 'Preventive medicine',
      spellings: ['84', 'Public Health & General Preventive Medicine', 'Occupational Medicine'],
    },
    'MAXILLOFACIAL SURGERY': {
      title: 'Maxillofacial surgery',
      spellings: ['85', '204E00000X', 'Oral & Maxillofacial Surgery', 'Oral and Maxillofacial Surgery'],
    },
    NEUROPSYCHIATRY: { title: 'Neuropsychiatry', spellings: ['86'] },
    'CLINICAL NURSE SPECIALIST': {
      title: 'Clinical nurse specialist',
      spellings: ['89', '364S00000X', 'Certified Clinical Nurse Specialist', 'CNS'],
    },
    'MEDICAL ONCOLOGY': {
      title: 'Medical oncology',
      spellings: ['90', '207RX0202X', 'Oncology', 'Oncologist', 'Medical Oncologist'],
    },
    'SURGICAL ONCOLOGY': { title: 'Surgical oncology', spellings: ['91', '2086X0206X'] },
    'RADIATION ONCOLOGY': {
      title: 'Radiation oncology',
      spellings: ['92', '2085R0001X', 'Radiation Oncologist', 'Radiotherapy'],
    },
    'EMERGENCY MEDICINE': {
      title: 'Emergency medicine',
      spellings: ['93', '207P00000X', 'Emergency Physician', 'Emergency', 'EM', 'ED', 'ER'],
    },
    'INTERVENTIONAL RADIOLOGY': {
      title: 'Interventional radiology',
      spellings: [
        '94',
        '2085R0204X',
        'Vascular & Interventional Radiology',
        'Vascular and Interventional Radiology',
        'IR',
      ],
    },
    'ADVANCED DIAGNOSTIC IMAGING': {
      title: 'Advanced diagnostic imaging',
      spellings: ['95', 'Advance Diagnostic Imaging'],
    },
    OPTICIAN: { title: 'Optician', spellings: ['96', '156FX1800X'] },
    'PHYSICIAN ASSISTANT': {
      title: 'Physician assistant',
      spellings: ['97', '363A00000X', 'Physician Associate', 'PA', 'PA-C'],
    },
    'GYNECOLOGICAL ONCOLOGY': {
      title: 'Gynecological oncology',
      spellings: ['98', '207VX0201X', 'Gynecologic Oncology', 'Gynecological/Oncology'],
    },
    // Synthea has it, and so has the list of Medicare: a physician, of whom more is not said.
    'UNDEFINED PHYSICIAN TYPE (SPECIFY)': {
      title: 'Physician of an undefined type',
      spellings: ['99', 'Undefined Physician Type', 'Undefined Physician Type (provider is an MD)', 'Physician'],
    },
    HOSPITAL: { title: 'Hospital', spellings: ['A0', 'Hospital-General', '282N00000X', 'General Acute Care Hospital'] },
    'SKILLED NURSING FACILITY': { title: 'Skilled nursing facility', spellings: ['A1', '314000000X', 'SNF'] },
    'INTERMEDIATE CARE NURSING FACILITY': {
      title: 'Intermediate care nursing facility',
      spellings: ['A2', 'Intermediate Care Facility', 'ICF'],
    },
    'OTHER NURSING FACILITY': {
      title: 'Other nursing facility',
      spellings: ['A3', 'Nursing Facility, Other', 'Nursing Home'],
    },
    'HOME HEALTH AGENCY': { title: 'Home health agency', spellings: ['A4', '251E00000X', 'HHA', 'Home Health'] },
    PHARMACY: { title: 'Pharmacy', spellings: ['A5', '333600000X'] },
    'REHABILITATION AGENCY': { title: 'Rehabilitation agency', spellings: ['B4'] },
    OCULARIST: { title: 'Ocularist', spellings: ['B5', '156FX1700X'] },
    'SLEEP MEDICINE': { title: 'Sleep medicine', spellings: ['C0'] },
    'INTERVENTIONAL CARDIOLOGY': { title: 'Interventional cardiology', spellings: ['C3', '207RI0011X'] },
    DENTIST: {
      title: 'Dentist',
      spellings: ['C5', '122300000X', 'Dentistry', 'Dental', 'General Dentistry', 'DDS', 'DMD'],
    },
    HOSPITALIST: { title: 'Hospitalist', spellings: ['C6', '208M00000X', 'Hospital Medicine'] },
    'ADVANCED HEART FAILURE AND TRANSPLANT CARDIOLOGY': {
      title: 'Advanced heart failure and transplant cardiology',
      spellings: ['C7', '207RA0001X', 'Heart Failure', 'Advanced Heart Failure & Transplant Cardiology'],
    },
    'MEDICAL TOXICOLOGY': { title: 'Medical toxicology', spellings: ['C8', 'Toxicology'] },
    // Cut off at fifty characters by Synthea; the name of Medicare goes on.
    'HEMATOPOIETIC CELL TRANSPLANTATION AND CELLULAR TH': {
      title: 'Hematopoietic cell transplantation and cellular therapy',
      spellings: ['C9', 'Bone Marrow Transplant'],
    },
    'MEDICARE DIABETES PREVENTION PROGRAM': {
      title: 'Medicare diabetes prevention program',
      spellings: ['D1', 'MDPP'],
    },
    'MEDICAL GENETICS AND GENOMICS': {
      title: 'Medical genetics and genomics',
      spellings: ['D3', 'Medical Genetics', 'Clinical Genetics', 'Genetics'],
    },
    'UNDERSEA AND HYPERBARIC MEDICINE': {
      title: 'Undersea and hyperbaric medicine',
      spellings: ['D4', 'Hyperbaric Medicine'],
    },
    'OPIOID TREATMENT PROGRAM': { title: 'Opioid treatment program', spellings: ['D5', 'OTP'] },
    'MICROGRAPHIC DERMATOLOGIC SURGERY': {
      title: 'Micrographic dermatologic surgery',
      spellings: ['D7', 'Mohs Surgery'],
    },
    'ADULT CONGENITAL HEART DISEASE': { title: 'Adult congenital heart disease', spellings: ['D8', 'ACHD'] },
    'MARRIAGE AND FAMILY THERAPIST': {
      title: 'Marriage and family therapist',
      spellings: ['E1', '106H00000X', 'Marriage & Family Therapist', 'LMFT', 'MFT'],
    },
    'MENTAL HEALTH COUNSELOR': {
      title: 'Mental health counselor',
      spellings: [
        'E2',
        '101YM0800X',
        'Counselor',
        'Licensed Professional Counselor',
        'LPC',
        'LMHC',
        'Behavioral Health',
      ],
    },
    ORTHODONTICS: {
      title: 'Orthodontics',
      spellings: ['1223X0400X', 'Orthodontist', 'Orthodontics and Dentofacial Orthopedics'],
    },
    'PEDIATRIC DENTISTRY': { title: 'Pediatric dentistry', spellings: ['1223P0221X', 'Pediatric Dentist'] },
    ENDODONTICS: { title: 'Endodontics', spellings: ['1223E0200X', 'Endodontist'] },
    PERIODONTICS: { title: 'Periodontics', spellings: ['1223P0300X', 'Periodontist'] },
    PROSTHODONTICS: { title: 'Prosthodontics', spellings: ['1223P0700X', 'Prosthodontist'] },
    // Not of Medicare's list, which has only those who bill; hospitals list all of their staff.
    'REGISTERED NURSE': { title: 'Registered nurse', spellings: ['163W00000X', 'RN', 'Nurse', 'Nursing'] },
    'LICENSED PRACTICAL NURSE': {
      title: 'Licensed practical nurse',
      spellings: ['164W00000X', 'LPN', 'LVN', 'Licensed Vocational Nurse'],
    },
    PHARMACIST: { title: 'Pharmacist', spellings: ['183500000X', 'PharmD', 'Clinical Pharmacist'] },
    'RESPIRATORY THERAPIST': {
      title: 'Respiratory therapist',
      spellings: ['227900000X', 'Respiratory Therapy', 'Registered Respiratory Therapist', 'RRT'],
    },
    'PEDIATRIC SURGERY': { title: 'Pediatric surgery', spellings: ['2086S0120X', 'Pediatric Surgeon'] },
    other: { title: 'Other', spellings: [...otherWords, '87', 'All Other Suppliers', 'Other Specialty'] },
    unknown: {
      title: 'Unknown',
      spellings: [
        ...unknownWords,
        '88',
        'NA',
        'Unknown Supplier/Provider Specialty',
        'Unknown Specialty',
        'No Specialty',
      ],
    },
  },
} as const;
