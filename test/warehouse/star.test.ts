import { expect, test } from 'vitest';
import { defineContract } from '../../contracts/contract.ts';
import { code, type Field, identifier, instant, money, optional, text } from '../../contracts/fields.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { display } from '../../domain/masking/policies/display.ts';
import type { MaskingPolicy } from '../../domain/masking/policy.ts';
import { drop, year } from '../../domain/masking/rules.ts';
import { silverTable } from '../../domain/records/silver-table.ts';
import { parseModel } from '../../domain/warehouse/model.ts';
import { starOf } from '../../domain/warehouse/star.ts';
import { product } from './warehouse-run.ts';

const notes = { phi: 'none', description: 'Something' } as const;
const common = { version: 1, description: 'A thing', stream: streams.healthcareEvents.name, rules: [] } as const;

const ward = (key: Field = identifier(notes)) =>
  defineContract({
    ...common,
    name: 'ward',
    kind: 'reference',
    history: 'versions',
    fields: { ward_id: key, name: text({ ...notes, maxLength: 20 }) },
    key: ['ward_id'],
    subject: 'ward_id',
    references: {},
  });

const stay = defineContract({
  ...common,
  name: 'stay',
  kind: 'event',
  eventTime: 'began_at',
  fields: {
    stay_id: identifier(notes),
    first_ward_id: optional(identifier(notes)),
    last_ward_id: optional(identifier(notes)),
    earlier_stay_id: optional(identifier(notes)),
    began_at: instant({ ...notes, phi: 'service_date' }),
    comment: optional(text({ ...notes, maxLength: 2000 })),
    cost: optional(money(notes)),
  },
  key: ['stay_id'],
  subject: 'stay_id',
  references: { first_ward_id: 'ward', last_ward_id: 'ward', earlier_stay_id: 'stay' },
});

const about = { description: 'Things', grain: 'one row per thing' };
function star({
  reference = ward(),
  fact = {},
  policy = display,
}: {
  readonly reference?: ReturnType<typeof ward>;
  readonly fact?: object;
  readonly policy?: MaskingPolicy;
} = {}) {
  const models = [
    parseModel('ward.yml', { dimension: 'ward', ...about }),
    parseModel('stay.yml', { fact: 'stay', ...about, ...fact }),
  ];
  return starOf(
    [reference, stay].map((contract) => silverTable(contract, policy)),
    {
      dimensions: models.filter((model) => 'dimension' in model),
      facts: models.filter((model) => 'fact' in model),
    },
  );
}

test('a fact has its key, a version and a key per role, links to events, days, its fields and what is computed', () => {
  const [fact] = star({
    fact: {
      dates: ['began_at'],
      exclude: ['comment'],
      computed: [{ name: 'thrice', type: 'decimal(18, 2)', sql: 'cost * 3', description: 'x' }],
    },
  }).facts;
  expect(fact?.columns.map(({ name }) => name)).toEqual([
    'stay_bk',
    'first_ward_sk',
    'first_ward_bk',
    'last_ward_sk',
    'last_ward_bk',
    'earlier_stay_bk',
    'began_date_key',
    'began_at',
    'cost',
    'thrice',
    'sequence',
    'load_id',
    'loaded_at',
  ]);
  expect(fact?.measures).toEqual(['cost', 'thrice']);
  expect(fact?.storage).toMatchObject({ sortKey: 'began_at' });
  expect(fact?.storage.distribution).toBeUndefined();
});

test('the fact of encounters has the columns that reports know', () => {
  const fact = starOf(product.tables, product.written).facts.find(({ name }) => name === 'fact_encounter');
  expect(fact?.columns.map(({ name }) => name).sort()).toEqual([
    'base_encounter_cost',
    'code',
    'description',
    'duration_minutes',
    'encounter_bk',
    'encounter_class',
    'ended_at',
    'ended_date_key',
    'load_id',
    'loaded_at',
    'organization_bk',
    'organization_sk',
    'patient_bk',
    'patient_sk',
    'payer_bk',
    'payer_coverage',
    'payer_sk',
    'provider_bk',
    'provider_sk',
    'reason_code',
    'reason_description',
    'sequence',
    'started_at',
    'started_date_key',
    'total_claim_cost',
  ]);
});

const withRule = (phi: 'service_date' | 'record_id' | 'none', rule: MaskingPolicy['rules']['none']): MaskingPolicy => ({
  ...display,
  rules: { ...display.rules, [phi]: rule },
});

test.each([
  [{ fact: { dates: ['typo_at'] } }, 'fact of contract stay: dates names typo_at, which is no masked field'],
  [{ fact: { dates: ['cost'] } }, 'fact of contract stay: dates names cost, which is no time or day'],
  [{ fact: { exclude: ['typo'] } }, 'fact of contract stay: exclude names typo'],
  [{ fact: { exclude: ['began_at'] } }, 'fact of contract stay: the event time names began_at, no column of it'],
  [{ fact: { measures: ['typo'] } }, 'fact of contract stay: measures names typo'],
  [{ fact: { storage: { sort_by: 'typo', because: 'why' } } }, 'fact of contract stay: storage names typo'],
  [{ fact: { storage: { distribute_by: 'typo', because: 'why' } } }, 'fact of contract stay: storage names typo'],
  [
    { fact: { computed: [{ name: 'cost', type: 'bigint', sql: '1', description: 'x' }] } },
    'fact of contract stay: two columns are called cost',
  ],
  [
    { reference: ward(code({ ...notes, systems: ['cvx'] })) },
    'fact of contract stay: first_ward_id holds keys of ward and is no text that fits into its key',
  ],
  [
    { reference: ward(text({ ...notes, maxLength: 50 })) },
    'contract ward: the key of a dimension is a text of at most 64',
  ],
  [{ policy: withRule('service_date', drop) }, 'fact of contract stay: the event time names began_at'],
  [{ policy: withRule('service_date', year) }, 'fact of contract stay: began_at is masked'],
])('%j does not fit, and the message says where', (parts, message) => {
  expect(() => star(parts)).toThrow(message);
});

test('a contract without a model, and a model without a contract, are named', () => {
  const tables = product.tables.filter(({ name }) => name === 'claim');
  const { dimensions, facts } = product.written;
  expect(() => starOf(tables, { dimensions: [], facts: [] })).toThrow(
    'contract claim is of kind event and has no model in warehouse/models/facts; add claim.yml there',
  );
  expect(() => starOf(tables, { dimensions, facts })).toThrow(
    /a model of the warehouse is of \w+, which is no contract/,
  );
});

test('a type of a computed column that is none is refused by file and member', () => {
  const computed = [{ name: 'x', type: 'varchar(10)', sql: '1', description: 'x' }];
  expect(() => parseModel('stay.yml', { fact: 'stay', ...about, computed })).toThrow(/stay\.yml.*\n[\s\S]*computed/);
});
