import { z } from 'zod';
import type { PhiClass } from '../phi-classes.ts';
import { quantityOf, valueIn } from '../quantity.ts';
import { type UnitCode, unitOf, units } from '../units.ts';
import type { Field, FieldNotes } from './field.ts';
import { decimal, integer } from './numbers.ts';

interface MeasuredNotes<P extends PhiClass> extends FieldNotes<P> {
  /** The UCUM unit that values are stored in. */
  readonly unit: UnitCode;
  /** The field that holds the unit a value came in, a {@link givenUnit}: a record may name it there, and what it wrote beside the value is kept there. */
  readonly unitField?: string;
  /** In that unit. */
  readonly min: number;
  readonly max: number;
}

/**
 * A measured value in one unit: a number in that unit, or a number with a unit of the same quantity, as `98.6 °F`,
 * `154 [lb_av]` or `{ value: 98.6, unit: 'degF' }`, which is converted and rounded to `scale` decimals. A unit that is not
 * known, or of another quantity, makes the value a wrong one. `scale` 0, or none, is a whole number.
 */
export function measured<P extends PhiClass>(
  notes: MeasuredNotes<P> & { readonly precision: number; readonly scale: number },
): MeasuredField<ReturnType<typeof decimal<P>>>;
export function measured<P extends PhiClass>(notes: MeasuredNotes<P>): MeasuredField<ReturnType<typeof integer<P>>>;
export function measured<P extends PhiClass>({
  unit,
  unitField,
  ...notes
}: MeasuredNotes<P> & { readonly precision?: number; readonly scale?: number }): Field {
  const { precision, scale = 0 } = notes;
  const number = precision === undefined ? integer(notes) : decimal({ ...notes, precision, scale });
  return {
    ...number,
    form: `${number.form}, in ${unit}`,
    unit,
    scale,
    ...(unitField === undefined ? {} : { unitField }),
    respell: (value: unknown) => valueIn({ unit, scale }, quantityOf(value)) ?? value,
    normalization: 'unit',
  };
}

type MeasuredField<F extends Field> = F & Required<Pick<Field, 'unit' | 'scale' | 'respell' | 'normalization'>>;

/**
 * The unit in which a measured value came, by its UCUM code: with it, a reader knows which values were converted. Absent
 * of a number that came without one, which is in the unit of its field.
 */
export function givenUnit(notes: { readonly description: string }) {
  return {
    schema: z.enum(Object.keys(units) as [UnitCode, ...UnitCode[]]),
    column: { kind: 'varchar', bytes: 32 },
    phi: 'none',
    description: notes.description,
    form: 'UCUM code of a unit',
    isOptional: false,
    severity: 'error',
    isClosed: true,
    respell: (value: unknown) => (typeof value === 'string' ? (unitOf(value) ?? value) : value),
    normalization: 'unit_name',
  } as const satisfies Field;
}
