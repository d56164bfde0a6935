import { describe, expect, test } from 'vitest';
import { defineContract } from '../../../contracts/contract.ts';
import { schemaUri } from '../../../contracts/envelope.ts';
import { identifier, optional } from '../../../contracts/fields.ts';
import { createRegistry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';
import { maskingTools } from '../../masking-tools.ts';

const ward = defineContract({
  name: 'ward',
  version: 3,
  description: 'A ward, whose number was called room, then place',
  stream: 'healthcare-events',
  kind: 'reference',
  history: 'versions',
  fields: {
    ward_id: identifier({ phi: 'business_id', description: 'Ward' }),
    number: optional(identifier({ phi: 'business_id', description: 'Number' })),
  },
  key: ['ward_id'],
  subject: 'ward_id',
  references: {},
  rules: [],
  upgrades: {
    1: ({ room, ...rest }) => ({ ...rest, place: room }),
    2: ({ place, ...rest }) => ({ ...rest, number: place }),
  },
});

const process = createProcessRecord(
  createRegistry([ward]),
  display,
  maskingTools((_type, value) => value),
);
const at = Date.parse('2026-01-01T00:00:00Z');

function sent(data: unknown, dataschema?: string) {
  const event = { specversion: '1.0', id: 'e', source: 'urn:test', type: 'org.medstream.ward.changed', data };
  const outcome = process(
    JSON.stringify({ ...event, time: '2026-01-01T00:00:00Z', ...(dataschema && { dataschema }) }),
    at,
  );
  return outcome.ok ? outcome.record.masked : outcome.rejection.reasons.map(({ code, path }) => `${code} ${path}`);
}

describe('versions of a contract coexist', () => {
  test.each([
    ['the first', { ward_id: 'w-1', room: 'n-12' }, schemaUri('ward', 1)],
    ['the second', { ward_id: 'w-1', place: 'n-12' }, schemaUri('ward', 2)],
    ['the newest', { ward_id: 'w-1', number: 'n-12' }, schemaUri('ward', 3)],
    ['none, which is the newest', { ward_id: 'w-1', number: 'n-12' }, undefined],
    ['one of the producer’s own', { ward_id: 'w-1', number: 'n-12' }, 'https://example.org/ward.json'],
  ])('a record of %s is the same row', (_which, data, dataschema) => {
    expect(sent(data, dataschema)).toEqual(['w-1', 'n-12']);
  });

  test.each([schemaUri('ward', 4), schemaUri('ward', 0), schemaUri('patient', 1), 'urn:medstream:contract:ward:x'])(
    'a record of %s waits in quarantine',
    (dataschema) => {
      expect(sent({ ward_id: 'w-1' }, dataschema)).toEqual(['envelope.unknown_schema dataschema']);
    },
  );

  test('what an upgrade cannot read is refused as that', () => {
    expect(sent('room 12', schemaUri('ward', 1))).toEqual(['schema.wrong_type data']);
    expect(sent({ ward_id: 'w-1', place: 'n-12' }, schemaUri('ward', 1))).toEqual(['w-1', null]);
  });

  test('a contract that upgrades a version of the future does not start', () => {
    const { eventTime: _none, ...rest } = ward;
    expect(() => defineContract({ ...rest, upgrades: { 3: () => ({}) } } as never)).toThrow(/upgrades version 3/);
  });
});
