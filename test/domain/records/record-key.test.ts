import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { registry } from '../../../contracts/registry.ts';
import { recordKey } from '../../../domain/records/record-key.ts';

const tokenize = (type: string, value: string) => `${type}(${value})`;
const keyOf = (contract: string, data: Readonly<Record<string, unknown>>) =>
  recordKey(registry.contractNamed(contract), data, tokenize);

describe('a key of one field', () => {
  test('of an individual is its token, of anything else itself, and nothing where the record has no text', () => {
    expect(keyOf('encounter', { encounter_id: 'E1' })).toBe('encounter_id(E1)');
    expect(keyOf('payer', { payer_id: 'P1' })).toBe('P1');
    // Digits could be the number of a person: silver has a token of them, whoever they are of.
    expect(keyOf('payer', { payer_id: '337388004' })).toBe('payer_id(337388004)');
    expect(keyOf('encounter', {})).toBeNull();
    expect(keyOf('payer', { payer_id: 7 })).toBeNull();
  });
});

describe('a key of several fields', () => {
  const influenza = { patient_id: 'p', encounter_id: 'e', code: '140', given_at: '2025-10-01T08:30:00Z' };

  test('is one token of its parts, each led by its length', () => {
    const at = String(Date.parse(influenza.given_at) * 1000);
    expect(keyOf('immunization', influenza)).toBe(`immunization_id(1:p;1:e;3:140;${at.length}:${at};)`);
  });

  test('is the same for one instant, however it is written, and for one identifier, however it is spelled', () => {
    const spelled = { ...influenza, patient_id: ' p ', given_at: '2025-10-01T10:30:00.000+02:00' };
    expect(keyOf('immunization', spelled)).toBe(keyOf('immunization', influenza));
  });

  test('tells an absent part from every part, and a time that is none from others', () => {
    const { encounter_id: _absent, ...without } = influenza;
    expect(keyOf('immunization', without)).toMatch(/^immunization_id\(1:p;-;3:140;/);
    expect(keyOf('immunization', { ...influenza, given_at: 'today' })).toMatch(/3:140;5:today;\)$/);
    expect(keyOf('immunization', { ...influenza, code: 140 })).toBe(keyOf('immunization', influenza));
    expect(keyOf('immunization', { ...influenza, code: ['140'] })).toMatch(/;7:\["140"\];/);
  });

  test('is another for other parts: no text in one field reads as the beginning of the next', () => {
    const part = fc.string({ unit: fc.constantFrom('1', ':', ';', '-'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(part, part, part, part, (patient, code, otherPatient, otherCode) => {
        fc.pre(patient !== otherPatient || code !== otherCode);
        const key = keyOf('immunization', { ...influenza, patient_id: patient, code });
        expect(key).not.toBe(keyOf('immunization', { ...influenza, patient_id: otherPatient, code: otherCode }));
      }),
    );
  });
});
