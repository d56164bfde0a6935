import { createHash } from 'node:crypto';
import { vitalSign } from '../../../contracts/records/vital-sign.ts';
import { epochMillis } from '../../../domain/records/instant.ts';
import type { FileShape } from '../file-shape.ts';

type Data = Readonly<Record<string, unknown>>;

/** What the member that says what a row is may say; anything else is another kind of row, and is refused as that. */
const own = ['vital_signs', 'vital_sign', 'vitals'];

/**
 * Degrees that of a body can only be Fahrenheit, 26.7 to 46.1 °C. Between the 47 °C that the contract takes and these, and
 * above them, a number says nothing, and is refused as it came.
 */
const fahrenheit = { least: 80, most: 115 };

/** Fields that say whose measurement it is, when and how; all others are signs. */
const notSigns: readonly string[] = [
  'vital_sign_id',
  'patient_id',
  'encounter_id',
  'provider_id',
  'organization_id',
  'measured_at',
  'device_id',
  'temperature_unit',
];

/**
 * Vital signs as people write them down who have no number for a measurement:
 * `{"patient_id":"p1","event_type":"vital_signs","heart_rate":88,"blood_pressure":"127/80","temperature":98.6,"timestamp":"2025-03-01T09:05:00Z"}`.
 */
export const simpleVitalSign: FileShape = {
  contract: vitalSign,
  names: { timestamp: 'measured_at' },
  others: ['event_type'],
  workedOut: ['vital_sign_id'],
  complete: (given) => {
    const { event_type: type, ...rest } = given;
    const isOwn = type === undefined || type === null || (typeof type === 'string' && own.includes(type.trim()));
    const data = isOwn ? rest : given;
    const isFahrenheit = canOnlyBeFahrenheit(data);
    return {
      data: { ...withId(data), ...(isFahrenheit ? { temperature_unit: '[degF]' } : {}) },
      derived: isFahrenheit ? ['temperature_unit'] : [],
    };
  },
};

function canOnlyBeFahrenheit({ temperature, temperature_unit: unit }: Data): boolean {
  if (unit !== undefined && unit !== null && unit !== '') return false;
  const degrees = typeof temperature === 'string' && temperature.trim() !== '' ? Number(temperature) : temperature;
  return typeof degrees === 'number' && degrees >= fahrenheit.least && degrees <= fahrenheit.most;
}

/**
 * The same with an id, where there is none: of patient, instant, device and which signs there are. The same measurement again
 * has the same id, whatever its values: it adds nothing, or corrects. Other signs of that instant, as of a second monitor, are another
 * measurement, so neither hides the other.
 */
function withId(data: Data): Data {
  const { vital_sign_id: id, patient_id: patient, measured_at: at, device_id: device } = data;
  if (isGiven(id) || !isGiven(patient) || typeof at !== 'string') return data;
  const instant = epochMillis(at.trim());
  const given = Object.keys(data).filter((name) => isGiven(data[name]) && !notSigns.includes(name));
  const signs = [...new Set(given.flatMap((name) => vitalSign.splits[name] ?? [name]))].sort();
  const parts = [String(patient).trim(), Number.isNaN(instant) ? at : instant, isGiven(device) ? device : null, signs];
  return {
    ...data,
    vital_sign_id: `vs-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`,
  };
}

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';
