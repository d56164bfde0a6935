import { valueText } from '../../contracts/fields.ts';
import type { CsvMapping } from '../csv/csv-layout.ts';
import type { Data } from './change.ts';

/** Headers as Synthea 3.3 and later writes them; cells that no contract has are empty. */
const headers: Readonly<Record<string, string>> = {
  'organizations.csv': 'Id,NAME,ADDRESS,CITY,STATE,ZIP,LAT,LON,PHONE,REVENUE,UTILIZATION',
  'providers.csv': 'Id,ORGANIZATION,NAME,GENDER,SPECIALITY,ADDRESS,CITY,STATE,ZIP,LAT,LON,ENCOUNTERS,PROCEDURES',
  'payers.csv':
    'Id,NAME,OWNERSHIP,ADDRESS,CITY,STATE_HEADQUARTERED,ZIP,PHONE,AMOUNT_COVERED,AMOUNT_UNCOVERED,REVENUE,COVERED_ENCOUNTERS,UNCOVERED_ENCOUNTERS,COVERED_MEDICATIONS,UNCOVERED_MEDICATIONS,COVERED_PROCEDURES,UNCOVERED_PROCEDURES,COVERED_IMMUNIZATIONS,UNCOVERED_IMMUNIZATIONS,UNIQUE_CUSTOMERS,QOLS_AVG,MEMBER_MONTHS',
  'patients.csv':
    'Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,MIDDLE,LAST,SUFFIX,MAIDEN,MARITAL,RACE,ETHNICITY,GENDER,BIRTHPLACE,ADDRESS,CITY,STATE,COUNTY,FIPS,ZIP,LAT,LON,HEALTHCARE_EXPENSES,HEALTHCARE_COVERAGE,INCOME',
  'encounters.csv':
    'Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION,BASE_ENCOUNTER_COST,TOTAL_CLAIM_COST,PAYER_COVERAGE,REASONCODE,REASONDESCRIPTION',
  'conditions.csv': 'START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION',
  'immunizations.csv': 'DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST',
  'claims.csv':
    'Id,PATIENTID,PROVIDERID,PRIMARYPATIENTINSURANCEID,SECONDARYPATIENTINSURANCEID,DEPARTMENTID,PATIENTDEPARTMENTID,DIAGNOSIS1,DIAGNOSIS2,DIAGNOSIS3,DIAGNOSIS4,DIAGNOSIS5,DIAGNOSIS6,DIAGNOSIS7,DIAGNOSIS8,REFERRINGPROVIDERID,APPOINTMENTID,CURRENTILLNESSDATE,SERVICEDATE,SUPERVISINGPROVIDERID,STATUS1,STATUS2,STATUSP,OUTSTANDING1,OUTSTANDING2,OUTSTANDINGP,LASTBILLEDDATE1,LASTBILLEDDATE2,LASTBILLEDDATEP,HEALTHCARECLAIMTYPEID1,HEALTHCARECLAIMTYPEID2',
  'claims_transactions.csv':
    'ID,CLAIMID,CHARGEID,PATIENTID,TYPE,AMOUNT,METHOD,FROMDATE,TODATE,PLACEOFSERVICE,PROCEDURECODE,MODIFIER1,MODIFIER2,DIAGNOSISREF1,DIAGNOSISREF2,DIAGNOSISREF3,DIAGNOSISREF4,UNITS,DEPARTMENTID,NOTES,UNITAMOUNT,TRANSFEROUTID,TRANSFERTYPE,PAYMENTS,ADJUSTMENTS,TRANSFERS,OUTSTANDING,APPOINTMENTID,LINENOTE,PATIENTINSURANCEID,FEESCHEDULEID,PROVIDERID,SUPERVISINGPROVIDERID',
};

/** Writes the rows of one file of an export. */
export interface RowWriter {
  readonly header: string;
  readonly line: (data: Data) => string;
}

/** Where a cell comes from: a field, and of a list the place in it. */
interface CellSource {
  readonly field: string;
  readonly place: number | null;
}

/** The rows of the file that a mapping reads; it reads back what they were written from. */
export function rowWriter({ file, columns }: CsvMapping): RowWriter {
  const sources = new Map<string, CellSource>();
  for (const [field, column] of Object.entries(columns)) {
    if (typeof column === 'object' && 'from' in column) continue;
    for (const [place, name] of [column].flat().entries()) {
      // A column that several fields are read from is written from the first of them.
      if (!sources.has(name)) sources.set(name, { field, place: typeof column === 'string' ? null : place });
    }
  }
  const header = headers[file]?.split(',') ?? [];
  const further = [...sources.keys()].filter((name) => !header.includes(name));
  const names = [...header, ...further];
  const cells = names.map((name) => sources.get(name) ?? null);
  return {
    header: names.join(','),
    line: (data) => {
      let text = '';
      for (const source of cells) text += `,${source === null ? '' : cellOf(data, source)}`;
      return text.slice(1);
    },
  };
}

const quoted = /[",\n\r]/;

/** RFC 4180: a cell is quoted only where it must be. */
function cellOf(data: Data, { field, place }: CellSource): string {
  const value = data[field];
  const text = place === null ? cellText(value) : Array.isArray(value) ? cellText(value[place]) : '';
  return quoted.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? valueText(value) : '';
}
