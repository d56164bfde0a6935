import type { Contract } from '../../contracts/contract.ts';
import { type CsvMapping, ownColumns } from '../csv/csv-layout.ts';
import { simpleVitalSign } from './shapes/vital-sign.ts';

type Data = Readonly<Record<string, unknown>>;

/** A record of which the shape of its file left something open, and what was worked out. */
export interface Completed {
  readonly data: Data;
  /** Fields that the row does not state and that follow from what it states. */
  readonly derived: readonly string[];
}

/**
 * Another shape in which files have the records of a contract: that of people who write rows down without its dictionary. The
 * contract stays as strict as it is; what the shape leaves open is worked out here, before the stream, and said.
 */
export interface FileShape {
  readonly contract: Contract;
  /** By the name that the shape has for it, the field. A row is of the shape when it has one of them and not the field. */
  readonly names: Readonly<Record<string, string>>;
  /** Members beside the fields that the shape knows: they are looked at and left off. */
  readonly others: readonly string[];
  /** Needed fields that are worked out where a row has none. */
  readonly workedOut: readonly string[];
  /** @param data under the names of the contract */
  readonly complete: (data: Data) => Completed;
}

const shapes: readonly FileShape[] = [simpleVitalSign];

/** The shape of a row, or of a file, that has members of these names; undefined where they are those of the contract. */
export function shapeOf(contract: Contract, names: readonly string[]): FileShape | undefined {
  const has = new Set(names);
  return shapes.find(
    (shape) =>
      shape.contract === contract &&
      Object.entries(shape.names).some(([name, field]) => has.has(name) && !has.has(field)),
  );
}

/** A row in the shape of its file as the contract has it. */
export function completed(contract: Contract, object: Data): Completed {
  const shape = shapeOf(contract, Object.keys(object));
  if (shape === undefined) return { data: object, derived: [] };
  return shape.complete(
    Object.fromEntries(Object.entries(object).map(([name, value]) => [shape.names[name] ?? name, value])),
  );
}

/** Where the fields of the contract stand in a CSV file of the shape. */
export function columnsOfShape({ contract, names, others, workedOut }: FileShape, file: string): CsvMapping {
  const { columns, ...own } = ownColumns(contract, file);
  const renamed = Object.fromEntries(Object.entries(names).map(([name, field]) => [field, name]));
  return {
    ...own,
    columns: { ...columns, ...renamed, ...Object.fromEntries(others.map((name) => [name, name])) },
    workedOut,
  };
}
