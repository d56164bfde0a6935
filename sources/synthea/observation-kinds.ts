/** Which contract a row of observations.csv is of. */
export type ObservationKind = 'vital_sign' | 'lab_result' | 'observation';

/** LOINC codes of the signs that a record of vital signs has a field for (https://hl7.org/fhir/R4/observation-vitalsigns.html). */
export const vitalSignFields = {
  '8867-4': 'heart_rate',
  '9279-1': 'respiratory_rate',
  '2708-6': 'oxygen_saturation',
  '59408-5': 'oxygen_saturation',
  '8480-6': 'systolic_pressure',
  '8462-4': 'diastolic_pressure',
  '8310-5': 'temperature',
  '29463-7': 'body_weight',
  '8302-2': 'body_height',
} as const;

/**
 * What Synthea calls a laboratory test in the generations that say so (3.0 and later); 2.7 has no categories. A code that is
 * missing here is an observation then: nothing is lost.
 */
const laboratoryCodes: ReadonlySet<string> = new Set(
  (
    '630-4 718-7 777-3 785-6 786-4 787-2 788-0 789-8 1742-6 1751-7 1920-8 1975-2 2028-9 2069-3 2075-0 2085-9 ' +
    '2093-3 2160-0 2276-4 2339-0 2345-7 2498-4 2500-7 2502-3 2514-8 2571-8 2823-3 2885-2 2947-0 2951-2 3094-0 ' +
    '4544-3 4548-4 5769-5 5787-7 5792-7 5794-3 5799-2 5802-4 5803-2 5804-0 5811-5 5821-4 6075-6 6082-2 6085-5 ' +
    '6095-4 6106-9 6158-0 6189-5 6206-7 6246-3 6248-9 6273-7 6276-0 6298-4 6299-2 6690-2 6768-6 6833-8 6844-5 ' +
    '7258-7 8247-9 10230-1 10834-0 13945-1 14959-1 17861-6 18262-6 19123-9 20565-8 20570-8 21000-5 24124-0 ' +
    '32207-3 32623-1 32693-4 33762-6 33914-3 38483-4 49765-1 57905-2 80382-5 80383-3 88020-3 88021-1 88262-1 ' +
    '89579-7 94531-1 '
  )
    .trim()
    .split(' '),
);

/** 3.0 files a question for the address under laboratory. */
const questionForAddress = '56799-0';

/** Vital signs by their code, whatever they are filed under; then what a laboratory found; everything else is an observation. */
export function observationKind(category: string, code: string): ObservationKind {
  if (Object.hasOwn(vitalSignFields, code)) return 'vital_sign';
  if (code === questionForAddress) return 'observation';
  const isLaboratory = category === '' ? laboratoryCodes.has(code) : category === 'laboratory';
  return isLaboratory ? 'lab_result' : 'observation';
}
