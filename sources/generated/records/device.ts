import { type Change, changesOf, type Data, once } from '../change.ts';
import { day, isoDate, isoInstant, minute } from '../time-text.ts';
import { isStay, randomOf, type Visit } from '../visit.ts';
import * as words from '../vocabulary.ts';

/** Monitors of a department; the same one stands at the bed of one patient after the other. */
const monitorsPerDepartment = 30;
const departmentLetters = { emergency: 'E', medical: 'W', outpatient: 'C' } as const;

/** Serial number of the monitor at the bed of a visit; null where somebody comes and takes a pulse. */
export function monitorOf(visit: Visit): string | null {
  if (!isMonitored(visit)) return null;
  const { organization, type } = visit.department;
  const place = randomOf(visit, 'monitor').integer(1, monitorsPerDepartment);
  return `BM${organization.number}${departmentLetters[type]}${String(place).padStart(2, '0')}`;
}

const isMonitored = (visit: Visit) => isStay(visit) || visit.kind.encounterClass === 'emergency';

/** A monitor while somebody stays, and the meter that people with diabetes take home. */
export function deviceChanges(visit: Visit): Change[] {
  const { illness, start, end } = visit;
  const changes: Change[] = [];
  const serial = monitorOf(visit);
  if (serial !== null) {
    const begun = use(visit, words.monitor, serial, Math.min(start + 3 * minute, end));
    const over = { data: { ...begun, ended_at: isoInstant(end) }, at: end };
    changes.push(...changesOf('device', isStay(visit) ? [{ data: begun, at: start + 3 * minute }, over] : [over]));
  }
  if (illness?.code === words.diabetes && illness.isNew) {
    const own = `GM${randomOf(visit, 'glucose meter').digits(8)}`;
    changes.push(once('device', use(visit, words.glucoseMeter, own, end), end));
  }
  return changes;
}

function use(visit: Visit, { code, display, model }: words.DeviceKind, serial: string, at: number): Data {
  return {
    patient_id: visit.person.id,
    encounter_id: visit.id,
    code,
    description: display,
    udi: `(01)${model}(11)${made(serial)}(21)${serial}`,
    device_model: model,
    started_at: isoInstant(at),
  };
}

const firstMade = Date.UTC(2014, 0, 1);

/** When a device was made, as GS1 writes it: it follows from the serial number, as on a real one. */
function made(serial: string): string {
  let sum = 0;
  for (const character of serial) sum = (sum * 31 + character.charCodeAt(0)) % 1500;
  return isoDate(firstMade + sum * day)
    .slice(2)
    .replaceAll('-', '');
}
