import { describe, expect, test } from 'vitest';
import { defineContract, type Field, identifier, text } from '../../contracts/contract.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { contracts } from '../../contracts/registry.ts';

const base = {
  name: 'thing',
  version: 1,
  description: 'A thing',
  stream: streams.healthcareEvents.name,
  businessKey: 'thing_id',
  subject: 'thing_id',
  eventTime: 'envelope',
  rules: [],
  synthea: { file: 'things.csv', columns: { thing_id: 'Id', note: 'NOTE' } },
} as const;

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
    const define = () =>
      defineContract({ ...base, fields: { thing_id: identifier({ phi: 'none', description: 'Id' }), note: smuggled } });
    expect(define).toThrow(/contract thing: field note has no PHI class/);
  });

  test('is refused in a record', () => {
    for (const { schema } of contracts) {
      const issues = schema.safeParse({ nickname: 'x' }).error?.issues ?? [];
      expect(issues.map((issue) => issue.code)).toContain('unrecognized_keys');
    }
  });
});

describe('every contract', () => {
  test.each(contracts.map((contract) => [contract.name, contract] as const))('%s is whole', (_name, contract) => {
    const fields = Object.keys(contract.fields);
    expect(fields).toContain(contract.businessKey);
    expect(fields).toContain(contract.subject);
    expect(Object.keys(contract.synthea.columns).sort()).toEqual([...fields].sort());
    if (contract.eventTime !== 'envelope') expect(contract.fields[contract.eventTime]?.column.kind).toBe('timestamp');
    for (const rule of contract.rules) expect(fields).toContain(rule.field);
  });

  test('refuses text that Redshift cannot store: NUL and lone surrogates', () => {
    const { schema } = text({ maxLength: 10, phi: 'none', description: 'Note' });
    expect(schema.safeParse('a\0b').success).toBe(false);
    expect(schema.safeParse('a\ud800b').success).toBe(false);
    expect(schema.safeParse('Víctor 😀').success).toBe(true);
  });
});
