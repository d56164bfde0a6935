import { describe, expect, test } from 'vitest';
import { eventType } from '../../contracts/envelope.ts';
import { contracts, registry } from '../../contracts/registry.ts';
import { samples } from '../../contracts/samples/index.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { createProcessRecord } from '../../domain/records/process-record.ts';
import { silverTable } from '../../domain/records/silver-table.ts';
import { maskingTools } from '../masking-tools.ts';

const { tokenize } = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32).fill(5) });
const policy = policyOfZone('silver');
const processRecord = createProcessRecord(registry, policy, maskingTools(tokenize));
const arrivedAt = Date.parse('2026-06-01T00:00:00Z');

function processed(contractName: string, data: unknown) {
  const event = {
    specversion: '1.0',
    id: 'sample-1',
    source: 'urn:medstream:samples',
    type: eventType(contractName, 'changed'),
    time: '2026-05-31T00:00:00Z',
    data,
  };
  return processRecord(JSON.stringify(event), arrivedAt);
}

test('every contract has samples of each kind', () => {
  expect(samples.map(({ contract }) => contract.name)).toEqual(contracts.map(({ name }) => name));
  for (const { valid, edge, rejected } of samples) {
    for (const list of [valid, edge, rejected]) expect(list.length).toBeGreaterThan(0);
  }
});

describe.each(samples.map((each) => [each.contract.name, each] as const))('of %s', (name, { contract, ...kinds }) => {
  const { masked: columns } = silverTable(contract, policy);

  test.each([...kinds.valid, ...kinds.edge].map((sample) => [sample.about, sample] as const))(
    'is accepted and masked as it says: %s',
    (_about, { data, masked = {} }) => {
      const result = processed(name, data);
      if (!result.ok) throw new Error(JSON.stringify(result.rejection.reasons));
      const stored = Object.fromEntries(columns.map((column, index) => [column.name, result.record.masked[index]]));
      expect(stored).toMatchObject(masked);
    },
  );

  test.each(kinds.rejected.map((sample) => [sample.about, sample] as const))(
    'is refused for its reason: %s',
    (_about, { data, reason, path }) => {
      const result = processed(name, data);
      expect(result.ok ? [] : result.rejection.reasons).toContainEqual({ code: reason, path });
    },
  );
});
