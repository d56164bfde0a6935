/**
 * Units of measure that values may come in, by their UCUM code (https://ucum.org/ucum): the ones that bedside monitors,
 * laboratories and US charts write. Only units of the same quantity convert into one another.
 */
interface Unit {
  readonly quantity: string;
  /** `base = value * factor + offset`, in the quantity's base unit, whose factor is 1. */
  readonly factor: number;
  readonly offset?: number;
  /** Other usual spellings; case counts only where it tells units apart. */
  readonly spellings: readonly string[];
}

const unit = (quantity: string, factor: number, spellings: string, offset = 0): Unit => ({
  quantity,
  factor,
  offset,
  spellings: spellings === '' ? [] : spellings.split('|'),
});

const pound = 0.45359237;
const inch = 2.54;
/** kPa in mm[Hg]: 101.325 kPa are 760 mmHg. */
const kilopascal = 760 / 101.325;

export const units = {
  Cel: unit('temperature', 1, '°C|C|degC|deg C|degrees C|celsius'),
  '[degF]': unit('temperature', 5 / 9, '°F|F|degF|deg F|degrees F|fahrenheit', -160 / 9),
  K: unit('temperature', 1, 'kelvin', -273.15),
  kg: unit('mass', 1, 'kgs|kilogram|kilograms'),
  g: unit('mass', 1e-3, 'gm|gram|grams'),
  mg: unit('mass', 1e-6, 'milligram|milligrams'),
  ug: unit('mass', 1e-9, 'mcg|µg|μg|microgram|micrograms'),
  '[lb_av]': unit('mass', pound, 'lb|lbs|pound|pounds'),
  '[oz_av]': unit('mass', pound / 16, 'oz|ounce|ounces'),
  cm: unit('length', 1, 'centimeter|centimeters'),
  m: unit('length', 100, 'meter|meters'),
  mm: unit('length', 0.1, 'millimeter|millimeters'),
  '[in_i]': unit('length', inch, 'in|inch|inches|"'),
  '[ft_i]': unit('length', inch * 12, 'ft|foot|feet'),
  'mm[Hg]': unit('pressure', 1, 'mmHg|mm Hg|torr'),
  kPa: unit('pressure', kilopascal, 'kilopascal|kilopascals'),
  'cm[H2O]': unit('pressure', 0.0980665 * kilopascal, 'cmH2O|cm H2O'),
  '/min': unit('frequency', 1, '{beats}/min|{breaths}/min|bpm|beats/min|beats/minute|breaths/min|breaths/minute|1/min'),
  '/s': unit('frequency', 60, 'Hz|1/s'),
  '%': unit('fraction', 1, 'percent|pct|{percent}'),
  '1': unit('fraction', 100, '{fraction}|{ratio}'),
  mL: unit('volume', 1, 'ml|cc|milliliter|milliliters'),
  dL: unit('volume', 100, 'dl|deciliter|deciliters'),
  L: unit('volume', 1000, 'l|liter|liters'),
  '[foz_us]': unit('volume', 29.5735295625, 'fl oz|fluid ounce|fluid ounces'),
  'L/min': unit('flow', 1, 'l/min|lpm'),
  'mL/min': unit('flow', 1e-3, 'ml/min'),
  'g/L': unit('mass concentration', 1, 'g/l'),
  'g/dL': unit('mass concentration', 10, 'g/dl|gm/dL'),
  'mg/dL': unit('mass concentration', 0.01, 'mg/dl|mg%'),
  'mg/L': unit('mass concentration', 1e-3, 'mg/l|ug/mL'),
  'ug/dL': unit('mass concentration', 1e-5, 'mcg/dL|µg/dL'),
  'ug/L': unit('mass concentration', 1e-6, 'mcg/L|ng/mL'),
  'pg/mL': unit('mass concentration', 1e-9, 'pg/ml|ng/L'),
  'mol/L': unit('substance concentration', 1000, 'mol/l'),
  'mmol/L': unit('substance concentration', 1, 'mmol/l'),
  'umol/L': unit('substance concentration', 1e-3, 'µmol/L|umol/l|micromol/L'),
  'meq/L': unit('equivalent concentration', 1, 'mEq/L|meq/l'),
  'U/L': unit('catalytic concentration', 1, 'u/l|units/L'),
  '[IU]/L': unit('arbitrary concentration', 1, 'IU/L'),
  '[IU]/mL': unit('arbitrary concentration', 1000, 'IU/mL'),
  '10*9/L': unit('number concentration', 1, '10^9/L|10*3/uL|10^3/uL|K/uL|x10^9/L|10*3/µL'),
  '10*12/L': unit('number concentration', 1000, '10^12/L|10*6/uL|10^6/uL|M/uL|x10^12/L|10*6/µL'),
  '/uL': unit('number concentration', 1e-3, 'cells/uL|{cells}/uL|/µL'),
  s: unit('time', 1, 'sec|second|seconds'),
  min: unit('time', 60, 'minute|minutes|mins'),
  h: unit('time', 3600, 'hr|hour|hours|hrs'),
  d: unit('time', 86_400, 'day|days'),
  wk: unit('time', 604_800, 'week|weeks'),
  'kg/m2': unit('area density', 1, 'kg/m^2|kg/m²'),
} as const satisfies Record<string, Unit>;

export type UnitCode = keyof typeof units;

const exact = new Map<string, UnitCode>();
const folded = new Map<string, UnitCode | null>();
const foldUnit = (text: string) => text.trim().replace(/\s+/g, ' ').toLowerCase();
for (const [code, { spellings }] of Object.entries<Unit>(units)) {
  for (const spelling of [code, ...spellings]) {
    exact.set(spelling, code as UnitCode);
    const known = folded.get(foldUnit(spelling));
    // A spelling that means two units in two cases is only known as it stands.
    folded.set(foldUnit(spelling), known === undefined || known === code ? (code as UnitCode) : null);
  }
}

/** The UCUM code of a unit as people and machines write it: `degF` is `[degF]`; undefined of one that is not known. */
export function unitOf(text: string): UnitCode | undefined {
  return exact.get(text.trim()) ?? folded.get(foldUnit(text)) ?? undefined;
}

/** A value in another unit; undefined when the two measure different things. */
export function convertUnit(value: number, from: UnitCode, to: UnitCode): number | undefined {
  if (from === to) return value;
  const [given, wanted]: readonly [Unit, Unit] = [units[from], units[to]];
  if (given.quantity !== wanted.quantity) return undefined;
  return (value * given.factor + (given.offset ?? 0) - (wanted.offset ?? 0)) / wanted.factor;
}
