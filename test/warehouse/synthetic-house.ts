import { type Contract, defineContract } from '../../contracts/contract.ts';
import {
  boolean,
  calendarDate,
  code,
  codeList,
  decimal,
  type Field,
  type Fields,
  identifier,
  instant,
  integer,
  money,
  optional,
  text,
} from '../../contracts/fields.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { createRegistry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { silverTable } from '../../domain/records/silver-table.ts';
import { isDimensionModel, isFactModel, parseModel } from '../../domain/warehouse/model.ts';
import { auditedTables } from '../../domain/warehouse/whole-check.ts';
import { type House, product } from './warehouse-run.ts';

const notes = { phi: 'none', description: 'Something' } as const;
const common = { version: 1, description: 'A thing', stream: streams.healthcareEvents.name, rules: [] } as const;

/** One field of every type that there is. */
const everyType = {
  label: optional(text({ ...notes, maxLength: 20 })),
  diagnosis_codes: optional(codeList({ ...notes, systems: ['icd10cm'], most: 4 })),
  amount: optional(money(notes)),
  score: optional(decimal({ ...notes, precision: 6, scale: 2, min: -1000, max: 1000 })),
  quantity: optional(integer({ ...notes, min: 0, max: 1_000_000 })),
  is_urgent: optional(boolean(notes)),
  settled_on: optional(calendarDate(notes)),
  seen_at: optional(instant(notes)),
};

const id = identifier({ phi: 'record_id', description: 'Its key' });
const plainReference = (name: string): Contract =>
  defineContract<Fields>({
    ...common,
    name,
    kind: 'reference',
    history: 'versions',
    fields: { [`${name}_id`]: id, ...everyType },
    key: [`${name}_id`],
    subject: `${name}_id`,
    references: {},
  });

/** A code set: as it is now, its key a code that is shorter than the reserved members' names. */
const vaccine = defineContract({
  ...common,
  name: 'vaccine',
  kind: 'reference',
  history: 'current',
  fields: { vaccine_id: code({ ...notes, systems: ['cvx'] }), ...everyType },
  key: ['vaccine_id'],
  subject: 'vaccine_id',
  references: {},
});

const plan = defineContract({
  ...common,
  name: 'plan',
  kind: 'reference',
  history: 'versions',
  fields: { carrier: identifier(notes), plan_code: identifier(notes), ...everyType },
  key: ['carrier', 'plan_code'],
  subject: 'carrier',
  references: {},
});

const referenceContracts: readonly Contract[] = [
  ...['region', 'site', 'unit', 'device', 'drug', 'clinic'].map(plainReference),
  vaccine,
  plan,
];

const keyField = (target: string): Field => (target === 'vaccine' ? code({ ...notes, systems: ['cvx'] }) : id);

/** An event with two roles to `region`, one to each of `targets`, and a link to the event before it. */
function event(name: string, isComposite: boolean, targets: readonly string[], before: string | undefined): Contract {
  const own = isComposite
    ? { batch: identifier(notes), position: integer({ ...notes, min: 0, max: 9999 }) }
    : { [`${name}_id`]: id };
  const links = before === undefined ? [] : [before];
  const fields: Record<string, Field> = {
    ...own,
    sending_region_id: optional(id),
    receiving_region_id: optional(id),
    ...Object.fromEntries(targets.map((target) => [`${target}_id`, optional(keyField(target))])),
    ...Object.fromEntries(links.map((target) => [`${target}_id`, optional(id)])),
    ...everyType,
  };
  return defineContract<Fields>({
    ...common,
    name,
    kind: 'event',
    // The compiler finds no instant among fields whose names are made here.
    eventTime: 'happened_at' as never,
    fields: { ...fields, happened_at: instant(notes) },
    key: isComposite ? ['batch', 'position'] : [`${name}_id`],
    subject: Object.keys(own)[0] ?? '',
    references: {
      sending_region_id: 'region',
      receiving_region_id: 'region',
      ...Object.fromEntries([...targets, ...links].map((target) => [`${target}_id`, target])),
    },
  });
}

/** A house of 8 contracts of reference data and this many of events; every third has a composite key. */
export function syntheticHouse(events: number): House {
  const names = referenceContracts.map(({ name }) => name).filter((name) => name !== 'region');
  const made: Contract[] = [];
  for (let index = 0; index < events; index += 1) {
    const name = `event_${String.fromCodePoint('a'.charCodeAt(0) + index)}`;
    const targets = index === 0 ? names : names.filter((_, place) => (place + index) % 4 === 0);
    made.push(event(name, index % 3 === 2, targets, made.at(-1)?.name));
  }
  const { contracts } = createRegistry([...referenceContracts, ...made]);
  const model = { description: 'Things', grain: 'one row per thing' };
  const models = contracts.map(({ name, kind }) =>
    parseModel(
      name,
      kind === 'reference'
        ? { ...model, dimension: name }
        : {
            ...model,
            fact: name,
            dates: ['happened_at', 'settled_on'],
            computed: [{ name: 'doubled', type: 'decimal(18, 2)', sql: 'amount * 2', description: 'Twice the amount' }],
          },
    ),
  );
  return {
    tables: contracts.map((contract) => silverTable(contract, policyOfZone('silver'))),
    written: {
      tables: product.written.tables.filter(({ model }) => !model.startsWith('reporting.') || model === auditedTables),
      dimensions: models.filter(isDimensionModel),
      facts: models.filter(isFactModel),
      // What names a contract of the product has no place in another house.
      files: product.written.files.filter(
        ({ path }) =>
          !/^models\/reporting\/(?!audited-table)|^migrations\/(?!0001-load-ledger)|^security\/smoke-grants/.test(path),
      ),
    },
  };
}
