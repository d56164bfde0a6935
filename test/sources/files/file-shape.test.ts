import { describe, expect, test } from 'vitest';
import { registry } from '../../../contracts/registry.ts';
import { samples } from '../../../contracts/samples/index.ts';
import { validate } from '../../../domain/records/validate.ts';
import { completed } from '../../../sources/files/file-shape.ts';

const at = '2026-06-01T00:00:00Z';
const rows = samples.flatMap(({ contract, rows: own = [] }) => own.map((sample) => ({ contract, ...sample })));

describe('a row of a file in another shape than its contract', () => {
  test.each(rows)('$contract.name: $about', ({ contract, row, becomes, derived }) => {
    const record = completed(contract, row);
    expect(record.derived).toEqual(derived);
    const valid = validate(contract, record.data, at, Date.parse(at));
    if (becomes === null) {
      expect(valid.ok).toBe(false);
      return;
    }
    expect(valid.ok ? valid.data : valid.reasons).toMatchObject(becomes);
  });
});

describe('the id of a measurement that has none', () => {
  const vitalSign = registry.contractNamed('vital_sign');
  const measured = { patient_id: 'p1', heart_rate: 88, blood_pressure: '127/80', timestamp: '2025-03-01T09:05:00Z' };
  const idOf = (row: Readonly<Record<string, unknown>>) => completed(vitalSign, row).data.vital_sign_id;
  const id = idOf(measured);

  test.each([
    ['is the same when the row is read again', measured],
    ['is the same for other values: it is a correction', { ...measured, heart_rate: 89, blood_pressure: '130/85' }],
    ['is the same for the same instant in another offset', { ...measured, timestamp: '2025-03-01T10:05:00+01:00' }],
    [
      'is the same when the pressure comes in two',
      { ...measured, blood_pressure: null, systolic_pressure: 127, diastolic_pressure: 80 },
    ],
    ['is the same in whatever order the members stand', Object.fromEntries(Object.entries(measured).reverse())],
    ['is the same with the kind of the row', { ...measured, event_type: 'vital_signs' }],
  ])('%s', (_what, row) => {
    expect(idOf(row)).toBe(id);
  });

  test.each([
    ['of somebody else', { ...measured, patient_id: 'p2' }],
    ['of another instant', { ...measured, timestamp: '2025-03-01T09:05:01Z' }],
    [
      'of other signs of the same instant, which would hide these',
      { ...measured, heart_rate: undefined, temperature: 37 },
    ],
    ['of another device', { ...measured, device_id: 'monitor-2' }],
  ])('is another one %s', (_what, row) => {
    expect(idOf(row)).toMatch(/^vs-[0-9a-f]{40}$/);
    expect(idOf(row)).not.toBe(id);
  });

  test('is the one that the row has, where it has one, and says nothing of the patient', () => {
    expect(idOf({ ...measured, vital_sign_id: 'MON-3' })).toBe('MON-3');
    expect(id).not.toContain('p1');
  });
});
