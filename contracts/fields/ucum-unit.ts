import { z } from 'zod';
import type { PhiClass } from '../phi-classes.ts';
import type { Field } from './field.ts';

/** Symbols of UCUM that take a metric prefix, and those that take none (https://ucum.org/ucum): what laboratories write. */
const metric = 'g|L|l|mol|m|s|U|eq|osm|kat|Pa|J|cal|Hz|bar|K|\\[iU\\]|\\[IU\\]|Cel|V|W|Bq|Gy|Sv|Ci|t|lm|N|A';
const plain =
  "%|\\[ppth\\]|\\[ppm\\]|\\[ppb\\]|d|h|min|a|wk|mo|deg|\\[degF\\]|\\[pH\\]|\\[HPF\\]|\\[LPF\\]|\\[arb'U\\]|\\[in_i\\]|" +
  "\\[lb_av\\]|\\[oz_av\\]|\\[ft_i\\]|\\[drp\\]|\\[CFU\\]|\\[PFU\\]|\\[knk'U\\]|\\[todd'U\\]|\\[dye'U\\]|\\[GPL'U\\]|\\[MPL'U\\]|" +
  'm\\[Hg\\]|mm\\[Hg\\]|cm\\[H2O\\]|B|dB|\\[diop\\]|\\[pi\\]|10\\*\\d{0,2}|10\\^\\d{1,2}';
const prefix = 'Y|Z|E|P|T|G|M|k|h|da|d|c|m|u|n|p|f|a';
/** Factors that laboratories write; of more digits a number of a person could be made. */
const factor = '1|10|100|12|24';
const atom = `(?:(?:${prefix})?(?:${metric})|${plain}|${factor})(?:[+-]?\\d)?`;
/** What is counted, in braces: UCUM leaves the words open, so those of laboratories are listed, that no name passes. */
const counted =
  'presence|SG|score|T-score|Z-score|#|count|nominal|ratio|index|titer|INR|fraction|cells|copies|CFU|RBC|WBC|HPF|LPF|GFR|creat|' +
  'events|beats|breaths|1\\.73_m2|1\\.73m2|dose|doses|tbl|packs|a|S/CO|AU|MoM|pH';
const note = `\\{(?:${counted})\\}`;
const component = `(?:${atom}(?:${note})?|${note})`;
const form = new RegExp(`^(?=.{1,48}$)/?${component}(?:[./]${component}){0,4}$`);

/** Usual spellings of laboratories, folded to small letters, and their UCUM code. */
const spellings: Readonly<Record<string, string>> = {
  'mg/dl': 'mg/dL',
  'g/dl': 'g/dL',
  'ug/dl': 'ug/dL',
  'mcg/dl': 'ug/dL',
  'µg/dl': 'ug/dL',
  'ng/dl': 'ng/dL',
  'ng/ml': 'ng/mL',
  'pg/ml': 'pg/mL',
  'ug/ml': 'ug/mL',
  'mcg/ml': 'ug/mL',
  'mg/l': 'mg/L',
  'g/l': 'g/L',
  'ug/l': 'ug/L',
  'mmol/l': 'mmol/L',
  'umol/l': 'umol/L',
  'µmol/l': 'umol/L',
  'nmol/l': 'nmol/L',
  'pmol/l': 'pmol/L',
  'meq/l': 'meq/L',
  'u/l': 'U/L',
  'iu/l': '[IU]/L',
  'iu/ml': '[IU]/mL',
  'miu/l': 'm[IU]/L',
  'miu/ml': 'm[IU]/mL',
  'uiu/ml': 'u[IU]/mL',
  'mm/hr': 'mm/h',
  'ml/min': 'mL/min',
  'ml/min/1.73m2': 'mL/min/{1.73_m2}',
  'ml/min/1.73 m2': 'mL/min/{1.73_m2}',
  mmhg: 'mm[Hg]',
  'mm hg': 'mm[Hg]',
  'k/ul': '10*3/uL',
  'th/ul': '10*3/uL',
  'x10e3/ul': '10*3/uL',
  'x10(3)/ul': '10*3/uL',
  '10^3/ul': '10*3/uL',
  '10e3/ul': '10*3/uL',
  'm/ul': '10*6/uL',
  'mil/ul': '10*6/uL',
  'x10e6/ul': '10*6/uL',
  '10^6/ul': '10*6/uL',
  '10e6/ul': '10*6/uL',
  'x10e9/l': '10*9/L',
  '10^9/l': '10*9/L',
  'x10e12/l': '10*12/L',
  '10^12/l': '10*12/L',
  '/hpf': '/[HPF]',
  '/lpf': '/[LPF]',
  'cells/ul': '{cells}/uL',
  'copies/ml': '{copies}/mL',
  'cfu/ml': '[CFU]/mL',
  percent: '%',
  ratio: '{ratio}',
  sec: 's',
  seconds: 's',
  ph: '[pH]',
  'osm/kg': 'osm/kg',
  'mosm/kg': 'mosm/kg',
  'kg/m2': 'kg/m2',
};

/** The UCUM code of a unit as laboratories spell it; anything else as it came. */
export function respellUnit(value: unknown): unknown {
  if (typeof value !== 'string' || form.test(value)) return spellings[String(value)] ?? value;
  return spellings[value.trim().toLowerCase()] ?? value;
}

/**
 * A unit of UCUM, case-sensitive, as it stands beside a laboratory value (https://ucum.org/ucum). It is kept as it came, so
 * that values of unlike units are never compared by accident. Only symbols of UCUM pass: no word of a person does.
 */
export function ucumUnit<P extends PhiClass>(notes: { readonly phi: P; readonly description: string }) {
  return {
    schema: z.string().regex(form),
    column: { kind: 'varchar', bytes: 48 },
    phi: notes.phi,
    description: notes.description,
    form: 'UCUM code of a unit',
    isOptional: false,
    severity: 'error',
    respell: respellUnit,
    normalization: 'unit_name',
  } as const satisfies Field;
}
