import type { Contract } from '../../contracts/contract.ts';
import { supplyMovement } from '../../contracts/records/supply-movement.ts';
import { RowNumbers } from '../csv/row-numbers.ts';

type Data = Readonly<Record<string, unknown>>;

/** By contract, the field of its key that tells rows apart which have all others in common, where their source has none. */
const numberedBy: ReadonlyMap<Contract, string> = new Map([[supplyMovement, 'movement_number']]);

/**
 * Gives the rows of a file their numbers, in their order, so that two that are alike are two things. Undefined for contracts of
 * which a row that comes twice is one thing.
 */
export function numberingOf(contract: Contract): ((data: Data) => Data) | undefined {
  const field = numberedBy.get(contract);
  if (field === undefined) return undefined;
  const numbers = new RowNumbers();
  const alike = contract.key.filter((own) => own !== field);
  return (data) => {
    const given = data[field];
    if (given !== undefined && given !== null && given !== '') return data;
    return { ...data, [field]: String(numbers.next(JSON.stringify(alike.map((own) => data[own] ?? null)))) };
  };
}
