import { convertUnit, type UnitCode, unitOf } from './units.ts';

/** A number and what stands beside it as its unit. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

/** The unit and the decimals that a measured value is stored with. */
export interface StoredQuantity {
  readonly unit: UnitCode;
  readonly scale: number;
}

const numberAndUnit = /^\s*([-+]?(?:\d+\.?\d*|\.\d+))\s*([^\s\d.,](?:.*\S)?)\s*$/;

/**
 * A value with its unit: `98.6 °F`, or an object `{ value, unit }` or `{ value, code }` (a FHIR Quantity,
 * https://hl7.org/fhir/R4/datatypes.html#Quantity); null of anything else.
 */
export function quantityOf(given: unknown): Quantity | null {
  if (typeof given === 'string') {
    const parts = numberAndUnit.exec(given);
    return parts === null ? null : { value: Number(parts[1]), unit: parts[2] ?? '' };
  }
  if (typeof given !== 'object' || given === null) return null;
  const { value, unit, code = unit } = given as { value?: unknown; unit?: unknown; code?: unknown };
  return typeof value === 'number' && typeof code === 'string' ? { value, unit: code } : null;
}

/**
 * The number in the stored unit; null when the unit is not known or measures something else. What is converted is rounded
 * to the scale; what came in the stored unit is not.
 */
export function valueIn({ unit, scale }: StoredQuantity, given: Quantity | null): number | null {
  const from = given === null ? undefined : unitOf(given.unit);
  if (given === null || from === undefined) return null;
  const converted = convertUnit(given.value, from, unit);
  if (converted === undefined) return null;
  return from === unit ? given.value : Number(converted.toFixed(scale));
}
