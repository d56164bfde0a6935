import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventType } from '../../../contracts/envelope.ts';
import { contracts } from '../../../contracts/registry.ts';
import { samples } from '../../../contracts/samples/index.ts';
import { eventSchema, recordSchema, schemaId } from '../../../domain/exported/json-schema.ts';
import { validate } from '../../../domain/records/validate.ts';

const sentAt = '2026-06-01T00:00:00Z';
const arrivedAt = Date.parse(sentAt);

// Numbers with decimals are no exact multiples in binary: validators ask within a precision.
const ajv = new Ajv2020({ strict: true, allErrors: true, multipleOfPrecision: 6, schemas: [] });
for (const own of samples) ajv.addSchema(recordSchema(own.contract, own));
const isEvent = ajv.compile(eventSchema(contracts));

const event = (contractName: string, data: unknown) => ({
  specversion: '1.0',
  id: 'sample-1',
  source: 'urn:medstream:samples',
  type: eventType(contractName, 'changed'),
  time: sentAt,
  data,
});

/** What a record lacks that no schema can say: a rule over fields or times, a check digit. */
const isBeyondSchema = (reason: string) => reason.startsWith('rule.') || reason === 'schema.check_digit';

describe.each(samples.map((own) => [own.contract.name, own] as const))('the JSON Schema of %s', (name, own) => {
  const { contract } = own;
  const isRecord = ajv.getSchema(schemaId(contract));
  if (isRecord === undefined) throw new Error(`no schema of ${name}`);

  test.each([...own.valid, ...own.edge].map((sample) => [sample.about, sample.data] as const))(
    'accepts what the pipeline accepts, in the contract’s own spelling: %s',
    (_about, data) => {
      const valid = validate(contract, data, sentAt, arrivedAt);
      if (!valid.ok) throw new Error(JSON.stringify(valid.reasons));
      const spelled = JSON.parse(JSON.stringify(valid.data));
      expect(isRecord(spelled), JSON.stringify(isRecord.errors)).toBe(true);
      expect(isEvent(event(name, spelled))).toBe(true);
      // A record that is in that spelling already is judged as it came.
      if (contract.schema.safeParse(data).success && !isOtherType(data, spelled)) expect(isRecord(data)).toBe(true);
    },
  );

  test.each(own.rejected.map((sample) => [sample.about, sample] as const))(
    'refuses what the pipeline refuses, where a schema can say it: %s',
    (_about, { data, reason }) => {
      if (isBeyondSchema(reason)) return;
      expect(isRecord(data)).toBe(false);
      expect(isEvent(event(name, data))).toBe(false);
    },
  );

  test('accepts no field that the contract has not, and no record without a field that it needs', () => {
    const { data } = own.valid[0] ?? { data: {} };
    const valid = validate(contract, data, sentAt, arrivedAt);
    const spelled: Record<string, unknown> = valid.ok ? JSON.parse(JSON.stringify(valid.data)) : {};
    expect(isRecord({ ...spelled, mood: 'glad' })).toBe(false);
    for (const [field, { isOptional }] of Object.entries(contract.fields)) {
      const { [field]: _, ...without } = spelled;
      expect(isRecord(without), field).toBe(isOptional);
    }
  });

  test('judges any value of a field as the pipeline does, where it refuses nothing that the pipeline accepts', () => {
    const { data } = own.valid[0] ?? { data: {} };
    const valid = validate(contract, data, sentAt, arrivedAt);
    const spelled: Record<string, unknown> = valid.ok ? JSON.parse(JSON.stringify(valid.data)) : {};
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary-ascii' }),
      fc.integer(),
      // Of a number with more digits the validator decides within its precision.
      fc.integer({ min: -1_000_000, max: 1_000_000 }).map((thousandths) => thousandths / 1000),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(contract.fields)), value, (field, given) => {
        const record = { ...spelled, [field]: given };
        if (!isRecord(record)) return;
        const { success, error } = contract.schema.safeParse(record);
        // Only check digits may be wrong in what the schema accepts.
        expect(success || error?.issues.every(({ code }) => code === 'custom')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** Texts of numbers and booleans are understood, too, but are not the contract's own spelling. */
const isOtherType = (data: Readonly<Record<string, unknown>>, spelled: Readonly<Record<string, unknown>>) =>
  Object.entries(spelled).some(([field, value]) => typeof data[field] !== typeof value);

test('an event of no contract, or without an id, is none', () => {
  const { contract, valid } = samples[0] ?? {};
  const sent = event(contract?.name ?? '', valid?.[0]?.data);
  expect(isEvent(sent)).toBe(true);
  expect(isEvent({ ...sent, type: 'org.medstream.visit.changed' })).toBe(false);
  expect(isEvent({ ...sent, id: undefined })).toBe(false);
});
