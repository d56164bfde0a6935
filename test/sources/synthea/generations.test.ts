import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';
import { maskingTools } from '../../masking-tools.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { keys, now, read } from './harness.ts';

const processRecord = createProcessRecord(registry, display, maskingTools(keys.tokenize));
const patient = '44444444-0000-4000-8000-000000000001';
const encounter = '55555555-0000-4000-8000-000000000001';
const payer = '33333333-0000-4000-8000-000000000001';

/** Reads one file of an export. */
async function readFileOf(file: string, header: string, rows: readonly string[]) {
  const folder = await temporaryDirectory();
  await writeFile(join(folder, file), `${[header, ...rows].join('\n')}\n`);
  const { events, report } = await read(folder);
  const data = (contract: string) => events.filter((each) => each.contract === contract).map(({ event }) => event.data);
  const refused = events
    .map(({ event }) => processRecord(JSON.stringify(event), now))
    .flatMap((result) => (result.ok ? [] : result.rejection.reasons));
  expect(refused).toEqual([]);
  return { data, events, report: report[0] };
}

const on = '2019-01-27T16:17:47Z';
const idOf = (code: string) => `${encounter}:20190127T161747Z:${code}`;

describe('observations.csv', () => {
  const later = 'DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE';
  const first = 'DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,VALUE,UNITS,TYPE';
  const row = (category: string | null, ...cells: readonly string[]) =>
    [on, patient, encounter, ...(category === null ? [] : [category]), ...cells].join(',');

  it.each([
    ['2.7, without categories', first, [null, null, null, null]],
    ['3.0 and later', later, ['vital-signs', 'laboratory', 'survey', 'survey']],
  ] as const)('of %s is vital signs, results of a laboratory and the rest', async (_generation, header, categories) => {
    const { data, report } = await readFileOf('observations.csv', header, [
      row(categories[0], '8480-6', 'Systolic Blood Pressure', '121.4', 'mm[Hg]', 'numeric'),
      row(categories[1], '2339-0', 'Glucose', '81.2', 'mg/dL', 'numeric'),
      row(categories[2], '71802-3', 'Housing status', 'I have housing', '', 'text'),
      row(categories[3], '55758-7', 'PHQ-2 total score', '3.0', '{score}', 'numeric'),
    ]);
    const common = { patient_id: patient, encounter_id: encounter };
    expect(data('vital_sign')).toEqual([
      { ...common, vital_sign_id: idOf('8480-6'), measured_at: on, systolic_pressure: '121' },
    ]);
    expect(data('lab_result')).toEqual([
      {
        ...common,
        lab_result_id: idOf('2339-0'),
        lab_test_id: '2339-0',
        description: 'Glucose',
        collected_at: on,
        value: '81.2',
        unit: 'mg/dL',
      },
    ]);
    expect(data('lab_test')).toEqual([{ lab_test_id: '2339-0', name: 'Glucose', unit: 'mg/dL' }]);
    expect(data('observation')).toMatchObject([
      { code: '71802-3', value_text: 'I have housing' },
      { code: '55758-7', value: '3.0', unit: '{score}' },
    ]);
    expect(report).toMatchObject({
      rows: 4,
      unused: 0,
      records: { vital_sign: 1, lab_result: 1, lab_test: 1, observation: 2 },
    });
  });

  it('files by its code what stands under the wrong category', async () => {
    const { data } = await readFileOf('observations.csv', later, [
      row('laboratory', '8462-4', 'Diastolic Blood Pressure', '54.9', 'mm[Hg]', 'numeric'),
      row('laboratory', '56799-0', 'What address do you live at?', '1 Elsewhere Road', '', 'text'),
    ]);
    expect(data('vital_sign')).toMatchObject([{ diastolic_pressure: '55' }]);
    expect(data('observation')).toMatchObject([{ code: '56799-0', value_text: '1 Elsewhere Road' }]);
    expect(data('lab_result')).toEqual([]);
  });

  it('keeps the words of a result, and takes a bound apart', async () => {
    const { data } = await readFileOf('observations.csv', later, [
      row('laboratory', '94531-1', 'SARS-CoV-2', 'Detected (qualifier value)', '', 'text'),
      row('laboratory', '89579-7', 'Troponin I', '<5', 'pg/mL', 'text'),
      row('laboratory', '630-4', 'Bacteria identified', 'Proteus mirabilis', 'null', 'text'),
    ]);
    expect(data('lab_result')).toMatchObject([
      { finding: 'detected', value_text: 'Detected (qualifier value)' },
      { comparator: '<', value: '5', unit: 'pg/mL' },
      { value_text: 'Proteus mirabilis' },
    ]);
    expect(data('lab_result')[2]).not.toHaveProperty('unit');
  });

  it('tells answers to one question at one time apart, and years of life outside of encounters', async () => {
    const symptom = (value: string) => row('exam', '75325-1', 'Symptom', value, '', 'text');
    const { data } = await readFileOf('observations.csv', later, [
      symptom('Dyspnea (finding)'),
      symptom('Edema (finding)'),
      [on, patient, '', '', 'QALY', 'QALY', '36.4', 'a', 'numeric'].join(','),
    ]);
    expect(data('observation')).toMatchObject([
      { observation_id: idOf('75325-1') },
      { observation_id: `${idOf('75325-1')}:2` },
      { observation_id: `${patient}:20190127T161747Z:QALY`, value: '36.4', unit: 'a' },
    ]);
  });
});

describe('medications.csv', () => {
  const header =
    'START,STOP,PATIENT,PAYER,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,PAYER_COVERAGE,DISPENSES,TOTALCOST,REASONCODE,REASONDESCRIPTION';
  const row = (stop: string, dispenses: number) =>
    `${on},${stop},${patient},${payer},${encounter},314076,lisinopril 10 MG Oral Tablet,0.02,0.00,${dispenses},0.24,59621000,Hypertension`;

  it('is orders, their fills where there are any, and each drug once', async () => {
    const { data, report } = await readFileOf('medications.csv', header, [
      row('2019-05-27T16:17:47Z', 4),
      row('', 0),
      row('', 12),
    ]);
    const ids = [idOf('314076'), `${idOf('314076')}:2`, `${idOf('314076')}:3`];
    expect(data('medication_order')).toMatchObject(ids.map((id) => ({ medication_order_id: id, payer_id: payer })));
    expect(data('medication_dispense')).toEqual([
      expect.objectContaining({
        medication_dispense_id: ids[0],
        medication_order_id: ids[0],
        fill_count: '4',
        days_supply: '30',
        days_supply_derived: 'true',
      }),
      expect.objectContaining({ medication_order_id: ids[2], fill_count: '12' }),
    ]);
    // Nobody knows how long the fills of an open order last.
    expect(data('medication_dispense')[1]).not.toHaveProperty('days_supply');
    expect(data('medication')).toEqual([{ medication_id: '314076', name: 'lisinopril 10 MG Oral Tablet' }]);
    expect(report).toMatchObject({ rows: 3, unused: 0, ignoredColumns: 0 });
  });

  it('refuses a row that cannot be split once, not for every contract that it feeds', async () => {
    const folder = await temporaryDirectory();
    await writeFile(join(folder, 'medications.csv'), `${header}\n${row('', 1)}\nhalf a row\n`);
    const { events } = await read(folder);
    expect(events.filter(({ event }) => event.datacontenttype === 'text/csv')).toHaveLength(1);
  });
});

describe('procedures.csv', () => {
  const cells = `${patient},${encounter}`;
  it.each([
    ['2.7', 'DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION', `${on},${cells},`, {}],
    [
      '3.0',
      'START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION',
      `${on},2019-01-27T16:32:47Z,${cells},`,
      { ended_at: '2019-01-27T16:32:47Z' },
    ],
    [
      '3.3',
      'START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION',
      `${on},2019-01-27T16:32:47Z,${cells},SNOMED-CT,`,
      { ended_at: '2019-01-27T16:32:47Z' },
    ],
  ])('of %s is procedures, and each code once', async (generation, header, begin, more) => {
    const rest = '430193006,Medication Reconciliation (procedure),735.40,,';
    const { data } = await readFileOf('procedures.csv', header, [`${begin}${rest}`]);
    expect(data('procedure')).toEqual([
      {
        patient_id: patient,
        encounter_id: encounter,
        procedure_code_id: '430193006',
        description: 'Medication Reconciliation (procedure)',
        started_at: on,
        base_cost: '735.40',
        ...more,
      },
    ]);
    const system = generation === '3.3' ? { code_system: 'SNOMED-CT' } : {};
    expect(data('procedure_code')).toEqual([
      { procedure_code_id: '430193006', name: 'Medication Reconciliation (procedure)', ...system },
    ]);
  });
});

describe('conditions.csv', () => {
  it.each([
    ['3.3', 'START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION', '', {}],
    [
      'of 2026 with what it is billed as',
      'START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION,ICD10_CODE,ICD10_DESCRIPTION',
      ',I10,Essential hypertension',
      { icd10_code: 'I10' },
    ],
  ])('of %s is conditions and each diagnosis once', async (_generation, header, more, icd10) => {
    const row = (start: string) =>
      `${start},,${patient},${encounter},SNOMED-CT,59621000,Essential hypertension (disorder)${more}`;
    const { data } = await readFileOf('conditions.csv', header, [row('2019-01-27'), row('2020-01-27')]);
    expect(data('condition')).toMatchObject([
      { code: '59621000', diagnosis_id: '59621000', ...icd10 },
      { code: '59621000', ...icd10 },
    ]);
    expect(data('diagnosis')).toMatchObject([{ diagnosis_id: '59621000', code_system: 'SNOMED-CT', ...icd10 }]);
  });
});

describe('allergies.csv', () => {
  it.each([
    [
      '2.7',
      'START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION',
      `2019-01-27,,${patient},${encounter},762952008,Peanut (substance)`,
      {},
    ],
    [
      '3.0 and later',
      'START,STOP,PATIENT,ENCOUNTER,CODE,SYSTEM,DESCRIPTION,TYPE,CATEGORY,REACTION1,DESCRIPTION1,SEVERITY1,REACTION2,DESCRIPTION2,SEVERITY2',
      `2019-01-27,,${patient},${encounter},762952008,Unknown,Peanut (substance),allergy,food,39579001,Anaphylaxis (disorder),SEVERE,,,`,
      { category: 'food', first_reaction_code: '39579001', first_reaction_severity: 'SEVERE' },
    ],
  ])('of %s is allergies with their reactions', async (_generation, header, row, more) => {
    const { data } = await readFileOf('allergies.csv', header, [row]);
    expect(data('allergy')).toMatchObject([{ code: '762952008', found_at: '2019-01-27T00:00:00Z', ...more }]);
  });
});

describe('imaging_studies.csv', () => {
  const site = '51185008,Thoracic structure (body structure),DX,Digital Radiography';
  const sop = '1.2.840.10008.5.1.4.1.1.1.1,Digital X-Ray Image Storage';
  it('of 2.7 is a record for each study', async () => {
    const header =
      'Id,DATE,PATIENT,ENCOUNTER,BODYSITE_CODE,BODYSITE_DESCRIPTION,MODALITY_CODE,MODALITY_DESCRIPTION,SOP_CODE,SOP_DESCRIPTION';
    const { data } = await readFileOf('imaging_studies.csv', header, [
      `s-1,${on},${patient},${encounter},${site},${sop}`,
    ]);
    expect(data('imaging_study')).toMatchObject([{ study_id: 's-1', modality: 'DX' }]);
  });

  it('of later ones is a record for each image', async () => {
    const header =
      'Id,DATE,PATIENT,ENCOUNTER,SERIES_UID,BODYSITE_CODE,BODYSITE_DESCRIPTION,MODALITY_CODE,MODALITY_DESCRIPTION,INSTANCE_UID,SOP_CODE,SOP_DESCRIPTION,PROCEDURE_CODE';
    const image = (uid: string) =>
      `s-1,${on},${patient},${encounter},1.2.840.99999999.1.1,${site},${uid},${sop},399208008`;
    const { events } = await readFileOf('imaging_studies.csv', header, [image('1.2.9.1'), image('1.2.9.2')]);
    expect(events.map(({ known }) => known)).toEqual([false, false]);
  });
});

describe('devices.csv and careplans.csv', () => {
  it('are uses of devices, by model without the serial number, and plans', async () => {
    const device = await readFileOf('devices.csv', 'START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,UDI', [
      `${on},,${patient},${encounter},337414009,Blood glucose meter (physical object),(01)13066267277811(11)030415(17)280429(10)8520535718(21)653094448683`,
    ]);
    expect(device.data('device')).toMatchObject([{ code: '337414009', device_model: '13066267277811' }]);
    const header = 'Id,START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,REASONCODE,REASONDESCRIPTION';
    const plan = await readFileOf('careplans.csv', header, [
      `p-1,2019-01-27,,${patient},${encounter},698360004,Diabetes self management plan,15777000,Prediabetes`,
    ]);
    expect(plan.data('care_plan')).toMatchObject([{ care_plan_id: 'p-1', reason_code: '15777000' }]);
  });
});

describe('identifiers with quotes', () => {
  it('make events that are JSON', async () => {
    const { data, events } = await readFileOf('organizations.csv', 'Id,NAME', ['"A""12\\3",General Hospital']);
    expect(data('organization')).toMatchObject([{ organization_id: 'A"12\\3' }]);
    expect(events[0]?.event.subject).toBe('A"12\\3');
  });
});
