import { describe, expect, test } from 'vitest';
import { defineContract, keyColumnName, type RecordOf } from '../../contracts/contract.ts';
import { type Field, identifier, instant, integer, optional, text } from '../../contracts/fields.ts';
import { streams } from '../../contracts/platform/streams.ts';
import type { encounter } from '../../contracts/records/encounter.ts';
import type { vitalSign } from '../../contracts/records/vital-sign.ts';
import { contracts, createRegistry } from '../../contracts/registry.ts';

const base = {
  name: 'thing',
  version: 1,
  description: 'A thing',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'versions',
  key: ['thing_id'],
  subject: 'thing_id',
  references: {},
  rules: [],
} as const;
const thingId = identifier({ phi: 'none', description: 'Identifier' });
const thing = defineContract({ ...base, fields: { thing_id: thingId } });

describe('a field without a PHI class', () => {
  test('does not compile', () => {
    // @ts-expect-error phi is required
    const unclassified = () => identifier({ description: 'Identifier' });
    // @ts-expect-error the class must be one of the known ones
    const unknownClass = () => identifier({ phi: 'harmless', description: 'Identifier' });
    expect([unclassified, unknownClass]).toHaveLength(2);
  });

  test('is refused when the contract is declared', () => {
    const smuggled = {
      ...text({ maxLength: 5, phi: 'none', description: 'Note' }),
      phi: undefined,
    } as unknown as Field;
    const define = () => defineContract({ ...base, fields: { thing_id: thingId, note: smuggled } });
    expect(define).toThrow(/contract thing: field note has no PHI class/);
  });

  test('is refused in a record', () => {
    for (const { schema } of contracts) {
      const issues = schema.safeParse({ nickname: 'x' }).error?.issues ?? [];
      expect(issues.map((issue) => issue.code)).toContain('unrecognized_keys');
    }
  });
});

describe('what a contract says of its own fields is checked by the compiler', () => {
  const fields = {
    thing_id: thingId,
    began_at: instant({ phi: 'service_date', description: 'When it began' }),
    ended_at: optional(instant({ phi: 'service_date', description: 'When it ended' })),
    size: optional(integer({ min: 0, max: 9, phi: 'none', description: 'Size' })),
  };
  const event = { ...base, kind: 'event', fields } as const;

  test('an event time that is no instant of every record does not compile', () => {
    const contract = defineContract({ ...event, eventTime: 'began_at' });
    // @ts-expect-error a field that does not exist
    const misspelt = () => defineContract({ ...event, eventTime: 'began_att' });
    // @ts-expect-error no instant
    const notAnInstant = () => defineContract({ ...event, eventTime: 'size' });
    // @ts-expect-error a record may lack it
    const optionalInstant = () => defineContract({ ...event, eventTime: 'ended_at' });
    expect([misspelt, notAnInstant, optionalInstant]).toHaveLength(3);
    expect(contract.eventTime).toBe('began_at');
  });

  test('a rule on a misspelt field does not compile, and rules see typed values', () => {
    const rule = { id: 'r', description: 'Rule' } as const;
    const declare = () => [
      defineContract({
        ...event,
        eventTime: 'began_at',
        // @ts-expect-error no such field
        rules: [{ ...rule, field: 'sise', holds: () => true }],
      }),
      defineContract({
        ...event,
        eventTime: 'began_at',
        // @ts-expect-error no such field
        rules: [{ ...rule, field: 'size', holds: (data) => data.sise === undefined }],
      }),
      defineContract({
        ...event,
        eventTime: 'began_at',
        // @ts-expect-error a record may lack the size
        rules: [{ ...rule, field: 'size', holds: (data) => data.size > 1 }],
      }),
    ];
    expect(declare).toBeTypeOf('function');
    const typed: RecordOf<typeof encounter>['total_claim_cost'] = '1.00';
    const rate: RecordOf<typeof vitalSign>['heart_rate'] = 72;
    // @ts-expect-error money is text
    const cost: RecordOf<typeof encounter>['total_claim_cost'] = 1;
    expect([typed, rate, cost]).toHaveLength(3);
  });
});

describe('a contract is refused that', () => {
  const fields = { thing_id: thingId, part_id: thingId };
  test.each([
    ['has no key', { key: [] }, 'its key has no field'],
    [
      'calls its key by another name',
      { key: ['part_id'] },
      'its key is part_id; a key of one field is called thing_id',
    ],
    [
      'derives a key that is a field too',
      { key: ['thing_id', 'part_id'] },
      'its key is thing_id, part_id, so thing_id is derived and cannot be a field',
    ],
    ['says a rule twice', { rules: [0, 1].map(() => ({ id: 'r', field: 'part_id' })) }, 'rule r is defined twice'],
  ])('%s', (_what, part, message) => {
    expect(() => defineContract({ ...base, fields, ...(part as object) })).toThrow(`contract thing: ${message}`);
  });

  test('refers to another record by a field that does not end in _id', () => {
    const owned = { thing_id: thingId, owner: thingId };
    expect(() => defineContract({ ...base, fields: owned, references: { owner: 'patient' } })).toThrow(
      'contract thing: owner refers to another record; such a field ends in _id',
    );
  });
});

describe('a registry is refused that', () => {
  test('names a thing twice', () => {
    expect(() => createRegistry([thing, thing])).toThrow('two contracts have the same name');
  });

  test('refers to what is not in it', () => {
    const fields = { thing_id: thingId, owner_id: thingId };
    const owned = defineContract({ ...base, fields, references: { owner_id: 'owner' } });
    expect(() => createRegistry([owned])).toThrow('contract thing: owner_id refers to owner, which is no contract');
  });

  test('has reference data behind events', () => {
    expect(() => createRegistry([...contracts, thing])).toThrow(
      'contract thing is reference data and must stand before',
    );
  });
});

describe('every contract', () => {
  test.each(contracts.map((contract) => [contract.name, contract] as const))('%s is whole', (name, contract) => {
    const fields = Object.keys(contract.fields);
    for (const field of contract.key) expect(fields).toContain(field);
    expect(fields.includes(keyColumnName(name))).toBe(contract.key.length === 1);
    expect(fields).toContain(contract.subject);
    expect(contract.kind === 'event').toBe(contract.eventTime !== null);
    expect(contract.kind === 'reference').toBe(contract.history !== null);
    if (contract.eventTime !== null) expect(contract.fields[contract.eventTime]?.column.kind).toBe('timestamp');
    for (const rule of contract.rules) expect(fields).toContain(rule.field);
  });

  test('refuses text that Redshift cannot store: NUL and lone surrogates', () => {
    const { schema } = text({ maxLength: 10, phi: 'none', description: 'Note' });
    expect(schema.safeParse('a\0b').success).toBe(false);
    expect(schema.safeParse('a\ud800b').success).toBe(false);
    expect(schema.safeParse('Víctor 😀').success).toBe(true);
  });
});
