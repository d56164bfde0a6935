import type { SilverTable } from '../records/silver-table.ts';
import { SafeError } from '../safe-error.ts';
import { type Dimension, dimensionOf } from './dimension.ts';
import { type Fact, factOf } from './fact.ts';
import type { DimensionModel, FactModel } from './model.ts';

/** The tables that follow from contracts: every contract of reference data is a dimension, every other a fact. */
export interface Star {
  readonly tables: readonly SilverTable[];
  readonly dimensions: readonly Dimension[];
  readonly facts: readonly Fact[];
}

/**
 * Puts the star together, in the order of the contracts.
 * @throws Error naming the contract that has no model, and the model whose contract is not there or does not fit
 */
export function starOf(
  tables: readonly SilverTable[],
  models: { readonly dimensions: readonly DimensionModel[]; readonly facts: readonly FactModel[] },
): Star {
  const names = new Set(tables.map(({ name }) => name));
  const nouns = [...models.dimensions.map(({ dimension }) => dimension), ...models.facts.map(({ fact }) => fact)];
  const stranger = nouns.find((noun) => !names.has(noun));
  if (stranger !== undefined) throw new SafeError(`a model of the warehouse is of ${stranger}, which is no contract`);
  const of = (kind: 'reference' | 'event') => tables.filter(({ contract }) => contract.kind === kind);
  const dimensions = of('reference').map((table) =>
    dimensionOf(
      table,
      found(table, 'dimensions', models.dimensions, ({ dimension }) => dimension),
    ),
  );
  const facts = of('event').map((table) =>
    factOf(
      table,
      found(table, 'facts', models.facts, ({ fact }) => fact),
      dimensions,
    ),
  );
  return { tables, dimensions, facts };
}

function found<M>(
  { name, contract }: SilverTable,
  folder: string,
  models: readonly M[],
  nounOf: (model: M) => string,
): M {
  const model = models.find((candidate) => nounOf(candidate) === name);
  if (model !== undefined) return model;
  throw new SafeError(
    `contract ${name} is of kind ${contract.kind} and has no model in warehouse/models/${folder}; add ${name.replaceAll('_', '-')}.yml there`,
  );
}
