/**
 * Texts of codes that every deployment knows without learning them: those of the generated records and the samples. No
 * terminology is shipped beyond them: the texts of SNOMED CT and CPT are not ours to give
 * (https://www.nlm.nih.gov/healthit/snomedct/snomed_licensing.html); a deployment learns the texts of its own feeds.
 */
export const shippedTexts: Readonly<Record<string, string>> = {
  // encounters, SNOMED CT
  '185345009': 'Encounter for symptom',
  '185347001': 'Encounter for problem (procedure)',
  '185349003': 'Encounter for check up (procedure)',
  '162673000': 'General examination of patient (procedure)',
  '410620009': 'Well child visit (procedure)',
  '390906007': 'Follow-up encounter (procedure)',
  '185317003': 'Telephone encounter (procedure)',
  '702927004': 'Urgent care clinic (environment)',
  '50849002': 'Emergency room admission (procedure)',
  '32485007': 'Hospital admission (procedure)',
  '448337001': 'Telemedicine consultation with patient (procedure)',
  '449411000124106': 'Admission to skilled nursing facility (procedure)',
  // conditions and reasons, SNOMED CT
  '195662009': 'Acute viral pharyngitis (disorder)',
  '59621000': 'Essential hypertension (disorder)',
  '44054006': 'Diabetes mellitus type 2 (disorder)',
  '10509002': 'Acute bronchitis (disorder)',
  '195967001': 'Asthma (disorder)',
  '72892002': 'Normal pregnancy (finding)',
  '38341003': 'Hypertensive disorder (disorder)',
  '65966004': 'Fracture of forearm (disorder)',
  '22298006': 'Myocardial infarction (disorder)',
  '233678006': 'Childhood asthma (disorder)',
  // vaccines, CVX
  '140': 'Influenza  seasonal  injectable  preservative free',
  '113': 'Td (adult) preservative free',
  '03': 'MMR',
  // procedures, plans, devices, parts of the body and substances, SNOMED CT
  '430193006': 'Medication Reconciliation (procedure)',
  '399208008': 'Plain X-ray of chest (procedure)',
  '698360004': 'Diabetes self management plan',
  '15777000': 'Prediabetes',
  '337414009': 'Blood glucose meter (physical object)',
  '258057004': 'Non-invasive blood pressure monitor (physical object)',
  '51185008': 'Thoracic structure (body structure)',
  '762952008': 'Peanut (substance)',
  // drugs, RxNorm
  '314076': 'lisinopril 10 MG Oral Tablet',
  '310798': 'Hydrochlorothiazide 25 MG Oral Tablet',
  '860975': '24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet',
  '1049221': 'Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet',
  // tests and questions, LOINC
  '2339-0': 'Glucose [Mass/volume] in Blood',
  '6298-4': 'Potassium [Moles/volume] in Blood',
  '55758-7': 'Patient Health Questionnaire 2 item (PHQ-2) total score [Reported]',
  '72166-2': 'Never smoked tobacco (finding)',
  // classes of images, DICOM
  '1.2.840.10008.5.1.4.1.1.1.1': 'Digital X-Ray Image Storage',
};
