import { registry } from '../../contracts/registry.ts';
import type { CellOf, CsvRow, TableOfExport } from './table-of-export.ts';
import { tablesOfExport } from './tables.ts';

/**
 * What a file that goes by the names of a contract says: a row of its table for each key, with the figures that a file of
 * Synthea has for that table.
 */
export function ownTable(contractName: string, file: string): TableOfExport {
  const { kind, key } = registry.contractNamed(contractName);
  const table = `${kind === 'event' ? 'fact' : 'dim'}_${contractName}`;
  const known = tablesOfExport.find((own) => own.table === table);
  const [first = ''] = key;
  const distinct = known?.distinct ?? (key.length === 1 ? { [`${contractName}_bk`]: first } : {});
  return {
    table,
    file,
    key,
    distinct: renamed(distinct),
    sums: renamed(known?.sums ?? {}),
    ...(contractName === 'vital_sign' ? { reads: measured } : {}),
  };
}

/** Columns of the star are fields, but that the key of a thing ends in `_bk` there. */
const renamed = (columns: Readonly<Record<string, CellOf>>): Readonly<Record<string, CellOf>> =>
  Object.fromEntries(Object.keys(columns).map((column) => [column, column.replace(/_bk$/, '_id')]));

/** Vital signs as people write them down: pressure in one, degrees without a unit, no number of the measurement. */
function measured(row: CsvRow): CsvRow {
  const { timestamp, measured_at: at = timestamp, blood_pressure: pressure = '', temperature = '' } = row;
  if (timestamp === undefined) return row;
  const [systolic = row.systolic_pressure, diastolic = row.diastolic_pressure] = pressure.split('/').filter(Boolean);
  const isFahrenheit = Number(temperature) >= 80 && Number(temperature) <= 115;
  const signs = Object.keys(row).filter((name) => (row[name] ?? '') !== '' && name !== 'event_type');
  return {
    ...row,
    measured_at: at,
    systolic_pressure: systolic,
    diastolic_pressure: diastolic,
    temperature: isFahrenheit ? (((Number(temperature) - 32) * 5) / 9).toFixed(2) : temperature,
    vital_sign_id:
      row.vital_sign_id || JSON.stringify([row.patient_id, Date.parse(at ?? ''), row.device_id, signs.sort()]),
  };
}
