import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RecordData } from '../../contracts/contract.ts';
import type { Field, FieldValue } from '../../contracts/fields.ts';
import { samples } from '../../contracts/samples/index.ts';
import { valueSets } from '../../contracts/value-sets.ts';
import { createMasker } from '../../domain/masking/mask.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import { maskingTools } from '../masking-tools.ts';
import { expectedStar, readStar } from './star-oracle.ts';
import { type Change, encounterChange, openWarehouseRun, product, type WarehouseRun } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
beforeEach(() => run.reset());
afterAll(() => run.remove());

const at = Date.parse('2020-01-01T00:00:00Z');
const { tokenize } = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32) });

const codes = ['999999991000124104', 'Z99.ABCD+', '9999999-9', '99999999', '999', 'V2799-25-59-76-77', 'ZZ'];
/** What no text of one character repeated is: values of the samples, for fields of a form of their own. */
const sampled = samples.flatMap(({ valid, edge }) =>
  [...valid, ...edge].flatMap(({ data }) =>
    Object.values(data).filter(
      (value): value is string | number => typeof value === 'string' || typeof value === 'number',
    ),
  ),
);
const coded = Object.values(valueSets).flatMap(({ codes: ofSet }) => Object.keys(ofSet));
/** As many races as fit. */
const races = Object.keys(valueSets.race.codes)
  .map((_, count, all) => all.slice(0, count + 1).join(' '))
  .filter((list) => list.length <= 64);
const values: readonly string[] = [
  '2020-02-29T23:59:59.999999+00:00',
  '2020-02-29',
  '999-99-9999',
  '-999999999999999.99',
  'z'.repeat(64),
  '12345-6789',
  '999999',
  // A drug code of eleven digits.
  '99999999999',
  ...codes,
  ...coded,
  ...races,
];
const numbers: readonly FieldValue[] = [1_000_000, 375, 350, 120, 100, 47, 99.9, 46.99, true];
const fromSamples = [...new Set(sampled)];

/** The longest value that the field's schema takes: of free text, this character again and again. */
function longestValue(field: Field, character: string): FieldValue {
  const length = field.column.kind === 'varchar' ? field.column.bytes / 3 : 1;
  const lists = codes.flatMap((code) =>
    Array.from({ length: 40 }, (_, count) => new Array<string>(40 - count).fill(code)),
  );
  // A name has a letter in it.
  const candidates = [
    character.repeat(length),
    `a${character.repeat(length - 1)}`,
    ...values,
    ...lists,
    ...numbers,
    ...fromSamples,
  ];
  const taken = candidates.flatMap((candidate) => {
    const parsed = field.schema.safeParse(candidate);
    return parsed.success && parsed.data !== undefined ? [parsed.data] : [];
  });
  const bytes = (value: FieldValue) => Buffer.byteLength(String(value));
  const [longest] = taken.toSorted((a, b) => bytes(b) - bytes(a));
  if (longest === undefined) throw new Error(`no candidate is a value of the field: ${field.description}`);
  return longest;
}

/** A change in which every field is as long as its contract lets it be, masked as ingest does. */
function longestChange({ contract, masked, name }: SilverTable, character: string, sequence: number): Change {
  const data: RecordData = Object.fromEntries(
    Object.entries(contract.fields).map(([field, declared]) => [field, longestValue(declared, character)]),
  );
  const texts = createMasker(contract, policyOfZone('silver'), maskingTools(tokenize))(data);
  const stored = masked.map((column, index): [string, string] => [column.name, texts[index] ?? '']);
  return {
    contract: name,
    eventId: `event-${sequence}`,
    operation: 'U',
    at,
    sequence,
    data: Object.fromEntries(stored),
  };
}

test('every field of every contract loads at its longest, in one-, two- and three-byte characters, and comes out whole', async () => {
  const character = fc.oneof(
    fc.constantFrom('a', 'Z', '~'),
    fc.constantFrom('é', 'ß', 'ж'),
    fc.constantFrom('漢', '€', 'ก'),
  );
  const before: Change[] = [];
  let sequence = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(character, { minLength: product.tables.length, maxLength: product.tables.length }),
      async (characters) => {
        await run.reset();
        before.length = 0;
        for (const [index, table] of product.tables.entries()) {
          sequence += 1;
          before.push(longestChange(table, characters[index] ?? 'a', sequence));
        }
        expect(await run.loadChanges(before)).toMatchObject({ inserted: product.tables.length, waiting: 0 });
        expect(await readStar(run.rows)).toEqual(expectedStar(before));
        expect(await run.brokenInvariants()).toEqual([]);
      },
    ),
    // Each run loads every contract; the examples have every length of character in every contract.
    { numRuns: 2, examples: ['a', 'é', '漢'].map((each) => [product.tables.map(() => each)]) },
  );
});

test('a description of 914 characters loads', async () => {
  const description = '漢'.repeat(914);
  const visit = encounterChange('e1', { id: 'e', at, sequence: 1, patient: 'p1' });
  await run.loadChanges([{ ...visit, data: { ...visit.data, description, reason_description: description } }]);
  expect(await run.rows('SELECT description, reason_description FROM star.fact_encounter')).toEqual([
    { description, reason_description: description },
  ]);
});
