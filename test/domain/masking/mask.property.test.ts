import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordData } from '../../../contracts/contract.ts';
import { patient } from '../../../contracts/records/patient.ts';
import { provider } from '../../../contracts/records/provider.ts';
import { createMasker } from '../../../domain/masking/mask.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import { createResidualScan } from '../../../domain/masking/residual-scan.ts';
import { createKeyedHash } from '../../../domain/masking/token.ts';
import { silverTable } from '../../../domain/records/silver-table.ts';
import { maskingTools } from '../../masking-tools.ts';

const { tokenize } = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32).fill(7) });
const mask = createMasker(patient, display, maskingTools(tokenize));
const scan = createResidualScan(patient, display);

const letters = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzáéíñß'), minLength: 3, maxLength: 20 });
const word = letters.map((tail) => `Q${tail}`);
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });

const anyPatient: fc.Arbitrary<RecordData> = fc.record({
  patient_id: fc.uuid(),
  birth_date: fc
    .date({ min: new Date('1900-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10)),
  ssn: fc.tuple(digits(3), digits(2), digits(4)).map((parts) => parts.join('-')),
  drivers_licence: digits(8).map((number) => `S${number}`),
  passport: digits(8).map((number) => `X${number}X`),
  first_name: word,
  middle_name: word,
  last_name: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
  maiden_name: word,
  street: fc.tuple(digits(3), word).map(([number, name]) => `${number} ${name} Street`),
  city: fc.constantFrom('Boston', 'Springfield'),
  state: fc.constantFrom('Massachusetts', 'OH'),
  county: word.map((name) => `${name} County`),
  birthplace: word.map((name) => `${name}  Massachusetts  US`),
  zip: digits(5),
  gender: fc.constantFrom('M', 'F'),
});

const hiddenFields = Object.entries(patient.fields)
  .filter(([, field]) => !display.rules[field.phi].keepsValue)
  .map(([name]) => name);

describe('masking a patient for display', () => {
  test('lets no hidden value through, whole or as a word of another value', () => {
    fc.assert(
      fc.property(anyPatient, (data) => {
        const out = mask(data).filter((value) => value !== null);
        for (const field of hiddenFields) {
          const raw = data[field];
          if (typeof raw !== 'string') continue;
          expect(out).not.toContain(raw);
          for (const part of raw
            .split(/\s+/)
            .filter((piece) => piece.length > 3 && piece !== 'County' && piece !== 'Massachusetts'))
            expect(out.some((value) => value.includes(part))).toBe(false);
        }
        expect(scan(data, mask(data))).toBeNull();
      }),
    );
  });

  test('never changes its input', () => {
    fc.assert(
      fc.property(anyPatient, (data) => {
        const before = structuredClone(data);
        mask(Object.freeze(data));
        expect(data).toEqual(before);
      }),
    );
  });

  test('is deterministic and has one value per stored column', () => {
    fc.assert(
      fc.property(anyPatient, (data) => {
        expect(mask(data)).toEqual(mask({ ...data }));
        expect(mask(data)).toHaveLength(silverTable(patient, display).masked.length);
      }),
    );
  });

  test('fits the bytes of its column', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), (name) => {
        const masked = createMasker(provider, display, maskingTools(tokenize))({ provider_id: '1', name });
        const columns = silverTable(provider, display).masked;
        const index = columns.findIndex((column) => column.name === 'name');
        const type = columns[index]?.type;
        expect(Buffer.byteLength(masked[index] ?? '')).toBeLessThanOrEqual(type?.kind === 'varchar' ? type.bytes : 0);
      }),
    );
  });
});

describe('the residual scan', () => {
  const columns = silverTable(patient, display).masked.map((column) => column.name);
  const leak = (column: string, value: string) => {
    const data: RecordData = {
      patient_id: 'p-12345',
      first_name: 'Quentin',
      last_name: 'Doe',
      birth_date: '1980-01-02',
      city: 'Quentin',
    };
    const masked = mask(data);
    masked[columns.indexOf(column)] = value;
    return scan(data, masked);
  };

  test('finds what a broken rule would leave', () => {
    for (const [column, value] of [
      ['first_name', 'Quentin'],
      ['last_name', 'Dr Quentin Doe'],
      ['patient_id', 'p-12345'],
      ['birth_date', '1980-01-02'],
      ['ssn', '123-45-6789'],
    ] as const) {
      expect(leak(column, value)).toBe('unmasked');
    }
    expect(leak('city', 'of p-12345')).toBe('identifier');
  });
});
