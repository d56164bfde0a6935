import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contract, RecordData } from '../../../contracts/contract.ts';
import type { Field } from '../../../contracts/fields.ts';
import type { PhiClass } from '../../../contracts/phi-classes.ts';
import { contracts, registry } from '../../../contracts/registry.ts';
import { createMasker } from '../../../domain/masking/mask.ts';
import { limitedDataset, withShiftedDates } from '../../../domain/masking/policies/limited-dataset.ts';
import { safeHarbor } from '../../../domain/masking/policies/safe-harbor.ts';
import { policies } from '../../../domain/masking/policies.ts';
import type { MaskingPolicy } from '../../../domain/masking/policy.ts';
import { createRelease, createSurrogates } from '../../../domain/masking/release.ts';
import { createResidualScan } from '../../../domain/masking/residual-scan.ts';
import { keep, shiftedDate } from '../../../domain/masking/rules.ts';
import { createKeyedHash } from '../../../domain/masking/token.ts';
import { silverTable } from '../../../domain/records/silver-table.ts';
import { maskingTools, releaseTools } from '../../masking-tools.ts';

const { tokenize } = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32).fill(7) });
const day = '2026-06-01';
const tools = releaseTools(tokenize, day);
const shifted = withShiftedDates(limitedDataset);
const every: readonly MaskingPolicy[] = [...Object.values(policies), shifted];

/** Values that stand for somebody, by class; each has a word or number in it that nothing else has. */
const digits = (length: number) => fc.stringMatching(new RegExp(`^[1-9]{${length}}$`));
const word = fc.stringMatching(/^Q[xyzjw]{6,10}$/);
const dayOf = (from: string, to = '2026-05-31') =>
  fc.date({ min: new Date(from), max: new Date(to), noInvalidDate: true }).map((date) => date.toISOString());
const identifying: Partial<Record<PhiClass, fc.Arbitrary<string>>> = {
  name: fc.tuple(word, word).map((words) => words.join(' ')),
  ssn: digits(9).map((all) => `${all.slice(0, 3)}-${all.slice(3, 5)}-${all.slice(5)}`),
  phone: digits(10).map((all) => `${all.slice(0, 3)}-${all.slice(3, 6)}-${all.slice(6)}`),
  street: fc.tuple(digits(4), word).map(([number, name]) => `${number} ${name} Street`),
  small_area: word.map((name) => `${name} County`),
  record_id: fc.tuple(word, digits(8)).map(([name, number]) => `${name}-${number}`),
  licence: digits(8).map((number) => `S${number}`),
  free_text: word.map((name) => `asked for ${name}`),
  display_text: word.map((name) => `sees ${name}`),
  business_id: fc.tuple(word, word).map((words) => words.join(' ')),
  zip: digits(9).map((all) => `${all.slice(0, 5)}-${all.slice(5)}`),
  // Before every other date, moved or not, so that none is one by chance.
  birth_date: dayOf('1900-01-01', '1949-12-31').map((date) => date.slice(0, 10)),
};
const isDate = ({ phi, column }: Field) =>
  phi === 'service_date' || (phi === 'birth_date' && column.kind === 'varchar');

/** A record of a contract, not a valid one, with a value in every field of these classes and in its dates. */
const recordOf = (contract: Contract): fc.Arbitrary<RecordData> =>
  fc.record(
    Object.fromEntries(
      Object.entries<Field>(contract.fields).flatMap(([name, field]): [string, fc.Arbitrary<string>][] => {
        const value = identifying[field.phi];
        if (value !== undefined) return [[name, value]];
        if (field.phi !== 'service_date') return [];
        const at = dayOf('1952-01-01');
        return [[name, field.column.kind === 'date' ? at.map((date) => date.slice(0, 10)) : at]];
      }),
    ),
  );
const anyRecord = fc
  .constantFrom(...contracts.map(({ name }) => name))
  .chain((name) => recordOf(registry.contractNamed(name)).map((data) => ({ name, data })));

/** What of a class a policy may show, of what the generators above make. */
const shows: Readonly<Record<string, readonly PhiClass[]>> = {
  display: [],
  'limited-dataset': ['birth_date'],
  'safe-harbor': [],
};

describe.each(
  every.map((policy) => [policy === shifted ? 'limited-dataset, dates moved' : policy.name, policy] as const),
)('masking under %s', (_name, policy) => {
  const columns = new Map(contracts.map((contract) => [contract, silverTable(contract, policy).masked]));
  const maskers = new Map(contracts.map((contract) => [contract, createMasker(contract, policy, tools)]));
  const mask = (contract: Contract, data: RecordData) => maskers.get(contract)?.(data) ?? [];

  test('lets no identifier through, whole or as a word of another value', () => {
    fc.assert(
      fc.property(anyRecord, ({ name: contractName, data }) => {
        const contract = registry.contractNamed(contractName);
        const out = mask(contract, data).filter((value) => value !== null);
        for (const [name, { phi }] of Object.entries<Field>(contract.fields)) {
          const raw = data[name];
          if (typeof raw !== 'string' || identifying[phi] === undefined || shows[policy.name]?.includes(phi)) continue;
          expect(out.join('\n').includes(raw), `${contract.name}.${name}`).toBe(false);
          for (const piece of raw.match(/Q[xyzjw]+/g) ?? []) expect(out.join('\n')).not.toContain(piece);
        }
        expect(createResidualScan(contract, policy)(data, mask(contract, data))).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test('never changes its input, and says the same of the same record', () => {
    fc.assert(
      fc.property(anyRecord, ({ name: contractName, data }) => {
        const contract = registry.contractNamed(contractName);
        const before = structuredClone(data);
        const once = mask(contract, Object.freeze(data));
        expect(data).toEqual(before);
        expect(mask(contract, { ...data })).toEqual(once);
      }),
    );
  });

  test('has a value for every column, and none that is longer than its column', () => {
    fc.assert(
      fc.property(anyRecord, ({ name: contractName, data }) => {
        const contract = registry.contractNamed(contractName);
        const own = columns.get(contract) ?? [];
        const out = mask(contract, data);
        expect(out).toHaveLength(own.length);
        for (const [place, { name, type }] of own.entries()) {
          // A value that its contract refuses never comes here: an NPI of letters.
          if (Object.hasOwn(data, name) && contract.fields[name]?.schema.safeParse(data[name]).success !== true)
            continue;
          const text = out[place];
          if (text !== null && text !== undefined && type.kind === 'varchar') {
            expect(Buffer.byteLength(text), name).toBeLessThanOrEqual(type.bytes);
          }
        }
      }),
    );
  });

  test('joins: one identifier of two records is one value, and its own', () => {
    const [encounter, patient] = [registry.contractNamed('encounter'), registry.contractNamed('patient')];
    const place = (contract: Contract, column: string) =>
      (columns.get(contract) ?? []).findIndex(({ name }) => name === column);
    const [one, other] = [{ patient_id: 'p-1' }, { patient_id: 'p-2' }].map((data) => [
      mask(patient, data)[place(patient, 'patient_id')],
      mask(encounter, { ...data, encounter_id: 'p-1' })[place(encounter, 'patient_id')],
      mask(encounter, { ...data, encounter_id: 'p-1' })[place(encounter, 'encounter_id')],
    ]);
    expect(one?.[0]).toBe(one?.[1]);
    expect(one?.[0]).not.toBe(one?.[2]);
    expect(one?.[0]).not.toBe(other?.[0]);
  });
});

const valuesUnder = (policy: MaskingPolicy, name: string, data: RecordData) => {
  const contract = registry.contractNamed(name);
  const out = createMasker(contract, policy, tools)(data);
  return Object.fromEntries(
    silverTable(contract, policy).masked.map((column, place) => [column.name, out[place] ?? null]),
  );
};

describe('dates that are moved', () => {
  test('keep the intervals of a patient over all kinds of records, and the day of the week', () => {
    const kinds = contracts.filter(
      ({ fields, kind }) =>
        Object.hasOwn(fields, 'patient_id') && (kind === 'event' || Object.hasOwn(fields, 'birth_date')),
    );
    const anyKind = fc.constantFrom(...kinds.map(({ name }) => name));
    fc.assert(
      fc.property(
        anyKind,
        anyKind,
        fc.infiniteStream(dayOf('1950-01-01')),
        identifying.record_id ?? word,
        (a, b, dates, id) => {
          const distances = [a, b].map(registry.contractNamed).flatMap((contract) => {
            const data = Object.fromEntries(
              Object.entries<Field>(contract.fields)
                .filter(([, field]) => isDate(field))
                .map(([name, field]) => {
                  const at = dates.next().value ?? '';
                  return [name, field.column.kind === 'date' ? at.slice(0, 10) : at];
                }),
            );
            const out = valuesUnder(shifted, contract.name, { ...data, patient_id: id });
            return Object.entries(data).map(([name, at]) => {
              const moved = out[name] ?? '';
              expect(new Date(moved).getUTCDay()).toBe(new Date(at).getUTCDay());
              expect(Date.parse(moved)).toBeLessThan(Date.parse(`${day}T00:00:00Z`));
              return Date.parse(moved) - Date.parse(at);
            });
          });
          expect(new Set(distances).size).toBe(1);
          expect(distances[0]).toBeLessThan(0);
        },
      ),
    );
  });

  test('are the patient’s where a record is about something else: what was used for whom', () => {
    const of = (patient: string | undefined) => {
      const data = { supply_item_id: 's', moved_at: '2026-03-04T00:00:00Z', patient_id: patient };
      return valuesUnder(shifted, 'supply_movement', data).moved_at;
    };
    const visit = valuesUnder(shifted, 'encounter', { patient_id: 'p-7', started_at: '2026-03-04T00:00:00Z' });
    expect(of('p-7')).toBe(visit.started_at);
    expect(of('p-7')).not.toBe(of(undefined));
  });

  test('are found by the scan where they were not moved', () => {
    const encounter = registry.contractNamed('encounter');
    const data = { patient_id: 'p-1', started_at: '2026-03-04T00:00:00Z' };
    const left = silverTable(encounter, shifted).masked.map(({ name }) =>
      name === 'started_at' ? data.started_at : null,
    );
    expect(createResidualScan(encounter, shifted)(data, left)).toBe('unmasked');
    expect(createResidualScan(encounter, shifted)(data, createMasker(encounter, shifted, tools)(data))).toBeNull();
  });
});

describe('what is de-identified', () => {
  const person = { patient_id: 'p-1', last_name: 'Yundt', zip: '01970-1234', city: 'Salem', state: 'MA' };

  test('tells year, age and area of a person, and nobody’s year of birth from 90 on', () => {
    expect(valuesUnder(safeHarbor, 'patient', { ...person, birth_date: '1980-04-12' })).toMatchObject({
      birth_date: '1980',
      age: '46',
      zip3: '019',
      zip3_status: 'kept',
      state: 'MA',
    });
    expect(valuesUnder(safeHarbor, 'patient', { ...person, birth_date: '1936-12-31' })).toMatchObject({
      birth_date: null,
      age: '89',
    });
    expect(valuesUnder(safeHarbor, 'patient', { ...person, birth_date: '1936-01-01' })).toMatchObject({
      birth_date: null,
      age: '90+',
    });
    const dead = { ...person, birth_date: '1950-02-03', death_date: '2020-02-02' };
    expect(valuesUnder(safeHarbor, 'patient', dead)).toMatchObject({
      birth_date: '1950',
      death_date: '2020',
      age: '69',
    });
    expect(valuesUnder(safeHarbor, 'patient', { patient_id: 'p' })).toMatchObject({
      birth_date: null,
      age: null,
      zip3: '000',
      zip3_status: 'unknown',
    });
  });

  test('has no year of birth of who turns 90 by the last event that it keeps, though that is later than the release', () => {
    const release = createRelease({ day, eventYears: [2025, 2027], randomBytes: (count) => new Uint8Array(count) });
    const patient = registry.contractNamed('patient');
    const place = silverTable(patient, safeHarbor).masked.findIndex(({ name }) => name === 'birth_date');
    const masked = createMasker(patient, safeHarbor, { ...tools, release })({ ...person, birth_date: '1937-05-05' });
    expect(masked[place]).toBeNull();
    expect(valuesUnder(safeHarbor, 'patient', { ...person, birth_date: '1937-05-05' }).birth_date).toBe('1937');
  });

  test('has no year that is later than the release knows of, nor one of 90 years ago: they tell an age over 89', () => {
    const at = (starts_at: string) => valuesUnder(safeHarbor, 'appointment', { patient_id: 'p', starts_at }).starts_at;
    expect(at('2026-12-31T23:00:00Z')).toBe('2026');
    expect(at('2027-01-01T00:00:00Z')).toBeNull();
    // Whoever was ill then is 90 now.
    expect(at('1937-01-01T00:00:00Z')).toBe('1937');
    expect(at('1936-12-31T00:00:00Z')).toBeNull();
    const columns = silverTable(registry.contractNamed('encounter'), safeHarbor).masked;
    expect(columns.find(({ name }) => name === 'started_at')?.nullable).toBe(true);
  });

  test('knows no year before its own for its latest', () => {
    const of = (...eventYears: number[]) => createRelease({ day, eventYears, randomBytes: Buffer.alloc }).latestYear;
    expect([of(), of(2019), of(2027, 2020)]).toEqual([2026, 2026, 2027]);
  });

  test('has no day, month, token, longer postal code or age over 89 in it, whatever comes', () => {
    fc.assert(
      fc.property(anyRecord, ({ name, data }) => {
        for (const [column, text] of Object.entries(valuesUnder(safeHarbor, name, data))) {
          expect(text ?? '', column).not.toMatch(/\d{4}-\d|^[a-z0-9]+_[a-z2-7]{26}$|^\d{5}(?:-\d{4})?$|^9\d$/);
        }
      }),
    );
  });

  test('goes by the census that the release names', () => {
    const release = createRelease({ day, zip3Census: 'census-2000', randomBytes: (count) => new Uint8Array(count) });
    const patient = registry.contractNamed('patient');
    const place = silverTable(patient, safeHarbor).masked.findIndex(({ name }) => name === 'zip3');
    const masked = createMasker(patient, safeHarbor, { ...tools, release })({ ...person, zip: '89001' });
    expect(masked[place]).toBe('000');
    expect(valuesUnder(safeHarbor, 'patient', { ...person, zip: '89001' }).zip3).toBe('890');
  });

  test('has random codes that another release does not repeat, and no token', () => {
    const tokens = contracts.flatMap(({ name, key }) =>
      Object.values(valuesUnder(safeHarbor, name, Object.fromEntries(key.map((field) => [field, 'Q xyz'])))),
    );
    expect(tokens.filter((text) => text?.startsWith('v1_'))).toEqual([]);
    let byte = 0;
    const random = (count: number) => {
      byte += 1;
      return new Uint8Array(count).fill(byte);
    };
    const [first, second] = [createSurrogates(random), createSurrogates(random)];
    expect(first('patient_id', ' p-1 ')).toBe(first('patient_id', 'p-1'));
    expect(first('patient_id', 'p-1')).not.toBe(first('claim_id', 'p-1'));
    expect(first('patient_id', 'p-1')).not.toBe(second('patient_id', 'p-1'));
    expect(first('patient_id', 'p-1')).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('a masker', () => {
  const patient = registry.contractNamed('patient');

  test('is not made without what its policy needs', () => {
    expect(() => createMasker(patient, safeHarbor, maskingTools(tokenize))).toThrow(
      'policy safe-harbor needs a release',
    );
    expect(() => createMasker(patient, shifted, maskingTools(tokenize))).toThrow(
      'policy limited-dataset needs a key for dates',
    );
    expect(() => createMasker(patient, limitedDataset, maskingTools(tokenize))).not.toThrow();
  });

  test('counts as left out what a terminology does not know, and not what a rule leaves out', () => {
    const warnings: { code: string; path: string }[] = [];
    createMasker(patient, safeHarbor, tools)({ patient_id: 'p', birth_date: '1900-01-01', zip: 'K1A 0B1' }, warnings);
    createMasker(patient, limitedDataset, tools)({ patient_id: 'p', zip: 'K1A 0B1' }, warnings);
    expect(warnings).toEqual([]);
    createMasker(
      registry.contractNamed('encounter'),
      safeHarbor,
      tools,
    )({ code: '1', description: 'Quartermain' }, warnings);
    expect(warnings).toEqual([{ code: 'masking.unknown_text', path: 'data.description' }]);
  });

  test('keeps what a policy keeps, whatever derives a key', () => {
    const allergy = registry.contractNamed('allergy');
    const kept = { ...limitedDataset, rules: { ...limitedDataset.rules, record_id: keep, service_date: shiftedDate } };
    expect(createMasker(allergy, kept, tools)({ patient_id: 'p-1' })[0]).toMatch(/^v1_/);
  });

  test('is of a release on a day of the calendar', () => {
    for (const wrong of ['2026-02-30', '2026', '2026-06-01T00:00:00Z', '']) {
      expect(() => createRelease({ day: wrong, randomBytes: (count) => new Uint8Array(count) }), wrong).toThrow(
        'YYYY-MM-DD',
      );
    }
  });
});
