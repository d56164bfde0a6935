import { ageAt, type Person } from './person.ts';
import { Random } from './random.ts';
import { year } from './time-text.ts';

/** Height and weight of a person at a time. */
export interface Body {
  /** Centimetres and kilograms. */
  readonly height: number;
  readonly weight: number;
}

/**
 * The body of a person at a time: height by the curve of a child until it is grown up, weight by a body mass index that
 * changes slowly with the years. Medians are near those of the CDC (https://www.cdc.gov/growthcharts).
 */
export function bodyAt(person: Person, at: number): Body {
  const random = new Random(person.seed, 'body', person.number);
  const isMan = person.gender === 'M';
  const grown = (isMan ? 176 : 162) + 6.5 * random.normal();
  const index = 27 + 4.5 * random.normal();
  const wave = random.fraction() * 2 * Math.PI;
  const age = ageAt(person, at);
  const part = partGrown(age, isMan ? 17 : 15);
  const height = grown * part;
  // Children are slim: their index comes near that of the adult only at the end.
  const own = Math.max(15.5, index + 1.5 * Math.sin(wave + at / (3 * year)));
  const mass = age < 2 ? 14 + age : 15.5 + (own - 15.5) * Math.min(1, Math.max(0, (age - 5) / 15));
  return { height, weight: mass * (height / 100) ** 2 };
}

/** Which part of the height of an adult a child has: 29% at birth, half of it at two, the rest evenly until it is grown. */
function partGrown(age: number, grownAt: number): number {
  if (age >= grownAt) return 1;
  return age < 2 ? 0.29 + 0.105 * age : 0.5 + (0.5 * (age - 2)) / (grownAt - 2);
}

/** Share of those over 55 whose lungs keep carbon dioxide; a clinician orders scale 2 of NEWS2 for them. */
const hypercapnicShare = 0.05;

export function isHypercapnic(person: Person, at: number): boolean {
  return ageAt(person, at) > 55 && new Random(person.seed, 'hypercapnia', person.number).chance(hypercapnicShare);
}
