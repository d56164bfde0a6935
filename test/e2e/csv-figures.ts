import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/**
 * An oracle: what the files of a Synthea export say, computed from their cells without any code of the pipeline.
 * Amounts are cents as bigint, so that sums are exact.
 */

/** One row of a table of figures, all of it as text; amounts in dollars, `1234.50`. */
export type FigureRow = Readonly<Record<string, string | null>>;

export interface CsvFigures {
  /** Records by contract, as the rows of the files say them. */
  readonly rows: Readonly<Record<string, number>>;
  /** By name of the mart, its rows as the files have them, in the order of {@link sortedRows}. */
  readonly marts: Readonly<Record<MartName, readonly FigureRow[]>>;
}

export const martNames = ['payer_coverage_summary', 'encounters_by_department', 'encounters_by_org_month'] as const;
export type MartName = (typeof martNames)[number];

/** @param directory of the export. */
export async function figuresOfCsv(directory: string): Promise<CsvFigures> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.csv'));
  const files = new Map<string, readonly CsvRow[]>();
  for (const name of names) files.set(name, await readCsv(join(directory, name)));
  const rowsOf = (file: string) => files.get(file) ?? [];

  const paid = paymentsByEncounter(rowsOf('claims.csv'), rowsOf('claims_transactions.csv'));
  const by = (...keyOf: readonly ((encounter: CsvRow) => string)[]) =>
    Array.from(
      Map.groupBy(rowsOf('encounters.csv'), (encounter) => JSON.stringify(keyOf.map((part) => part(encounter)))),
      ([key, members]): Group => ({ key: JSON.parse(key), ...sumsOf(members, paid) }),
    );
  const payers = byId(rowsOf('payers.csv'));
  const organizations = byId(rowsOf('organizations.csv'));

  return {
    rows: Object.fromEntries(Object.entries(recordsOf).map(([contract, count]) => [contract, count(rowsOf)])),
    marts: {
      payer_coverage_summary: sortedRows(
        by(payerOf).map(({ key: [payer = ''], ...sums }) => ({
          payer_id: payer || null,
          payer_name: payers.get(payer)?.NAME || null,
          encounter_count: String(sums.encounters),
          total_claim_cost: dollars(sums.cost),
          total_payer_coverage: dollars(sums.coverage),
          total_payments: dollars(sums.payments),
        })),
      ),
      encounters_by_department: sortedRows(
        by(departmentOf).map(({ key: [department = ''], ...sums }) => ({
          department: department || null,
          encounter_count: String(sums.encounters),
          total_claim_cost: dollars(sums.cost),
          total_payments: dollars(sums.payments),
          collection_rate: rate(sums.payments, sums.cost),
        })),
      ),
      encounters_by_org_month: sortedRows(
        by(organizationOf, monthOf).map(({ key: [organization = '', month = ''], ...sums }) => ({
          organization_id: organization || null,
          organization_name: organizations.get(organization)?.NAME || null,
          organization_state: organizations.get(organization)?.STATE || null,
          month,
          encounter_count: String(sums.encounters),
          total_claim_cost: dollars(sums.cost),
          total_payments: dollars(sums.payments),
          collection_rate: rate(sums.payments, sums.cost),
        })),
      ),
    },
  };
}

const rowsIn = (file: string) => (rowsOf: RowsOf) => rowsOf(file).length;
const codesIn =
  (file: string, isOne: (row: CsvRow) => boolean = () => true) =>
  (rowsOf: RowsOf) =>
    new Set(
      rowsOf(file)
        .filter(isOne)
        .map(({ CODE }) => CODE),
    ).size;
type RowsOf = (file: string) => readonly CsvRow[];

/** Heart rate, breaths, saturation twice, pressures, temperature, weight, height. */
const signs = '8867-4 9279-1 2708-6 59408-5 8480-6 8462-4 8310-5 29463-7 8302-2'.split(' ');
const isSign = ({ CODE = '' }: CsvRow) => signs.includes(CODE);
const isOfLaboratory = (row: CsvRow) => row.CATEGORY === 'laboratory' && !isSign(row) && row.CODE !== '56799-0';

/** How many records of a contract the rows of an export are. */
const recordsOf: Readonly<Record<string, (rowsOf: RowsOf) => number>> = {
  organization: rowsIn('organizations.csv'),
  patient: rowsIn('patients.csv'),
  payer: rowsIn('payers.csv'),
  provider: rowsIn('providers.csv'),
  encounter: rowsIn('encounters.csv'),
  claim: rowsIn('claims.csv'),
  claim_transaction: rowsIn('claims_transactions.csv'),
  condition: rowsIn('conditions.csv'),
  diagnosis: codesIn('conditions.csv'),
  immunization: rowsIn('immunizations.csv'),
  allergy: rowsIn('allergies.csv'),
  care_plan: rowsIn('careplans.csv'),
  device: rowsIn('devices.csv'),
  imaging_study: rowsIn('imaging_studies.csv'),
  procedure: rowsIn('procedures.csv'),
  procedure_code: codesIn('procedures.csv'),
  medication_order: rowsIn('medications.csv'),
  medication_dispense: (rowsOf) => rowsOf('medications.csv').filter(({ DISPENSES }) => Number(DISPENSES) > 0).length,
  medication: codesIn('medications.csv'),
  coverage_period: rowsIn('payer_transitions.csv'),
  patient_expense: rowsIn('patient_expenses.csv'),
  supply_item: codesIn('supplies.csv'),
  supply_movement: rowsIn('supplies.csv'),
  vital_sign: (rowsOf) => rowsOf('observations.csv').filter(isSign).length,
  lab_result: (rowsOf) => rowsOf('observations.csv').filter(isOfLaboratory).length,
  lab_test: codesIn('observations.csv', isOfLaboratory),
  observation: (rowsOf) => rowsOf('observations.csv').filter((row) => !isSign(row) && !isOfLaboratory(row)).length,
};

/** Rows in an order that their values alone give. */
export function sortedRows(rows: readonly FigureRow[]): FigureRow[] {
  const key = (row: FigureRow) => JSON.stringify(Object.entries(row).sort());
  return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

const payerOf = (encounter: CsvRow) => cell(encounter, 'PAYER');
const organizationOf = (encounter: CsvRow) => cell(encounter, 'ORGANIZATION');

/**
 * The department of an encounter is its class (ambulatory, emergency, inpatient, ...), which says where in a house it
 * took place. The DEPARTMENTID of a claim is a number that nothing explains.
 */
const departmentOf = (encounter: CsvRow) => cell(encounter, 'ENCOUNTERCLASS');

/** First day of the month in which the encounter started, in UTC, as START is. */
const monthOf = (encounter: CsvRow) => `${cell(encounter, 'START').slice(0, 7)}-01`;

type CsvRow = Readonly<Record<string, string>>;

/** A row that stands in a file twice, cell for cell, is one record. */
async function readCsv(path: string): Promise<CsvRow[]> {
  const rows = parse<Record<string, string>>(await readFile(path), { columns: true, bom: true, trim: true });
  // Uses of supplies have no id: two that are alike are two.
  if (path.endsWith('supplies.csv')) return rows;
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

function cell(row: CsvRow, column: string): string {
  const text = row[column];
  if (text === undefined) throw new Error(`the file has no column ${column}`);
  return text;
}

const byId = (rows: readonly CsvRow[]) => new Map(rows.map((row) => [cell(row, 'Id'), row]));

/**
 * Cents by encounter: of the lines of type PAYMENT, each once. A line belongs to a claim, and the claim's APPOINTMENTID
 * is the encounter.
 */
function paymentsByEncounter(claims: readonly CsvRow[], transactions: readonly CsvRow[]): ReadonlyMap<string, bigint> {
  const claimById = byId(claims);
  const paid = new Map<string, bigint>();
  for (const line of transactions) {
    const claim = claimById.get(cell(line, 'CLAIMID'));
    if (claim === undefined || cell(line, 'TYPE') !== 'PAYMENT') continue;
    const encounter = cell(claim, 'APPOINTMENTID');
    paid.set(encounter, (paid.get(encounter) ?? 0n) + cents(cell(line, 'PAYMENTS')));
  }
  return paid;
}

/** Encounters that have these parts of a key in common. */
interface Group extends Sums {
  readonly key: readonly string[];
}

interface Sums {
  readonly encounters: number;
  /** Cents. */
  readonly cost: bigint;
  readonly coverage: bigint;
  readonly payments: bigint;
}

function sumsOf(encounters: readonly CsvRow[], paid: ReadonlyMap<string, bigint>): Sums {
  const sum = (amountOf: (encounter: CsvRow) => bigint) =>
    encounters.reduce((total, encounter) => total + amountOf(encounter), 0n);
  return {
    encounters: encounters.length,
    cost: sum((encounter) => cents(cell(encounter, 'TOTAL_CLAIM_COST'))),
    coverage: sum((encounter) => cents(cell(encounter, 'PAYER_COVERAGE'))),
    payments: sum((encounter) => paid.get(cell(encounter, 'Id')) ?? 0n),
  };
}

/** Cents of `12`, `12.3` or `-12.34`; an empty cell is nothing. */
function cents(amount: string): bigint {
  if (amount === '') return 0n;
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(amount) ?? [];
  if (whole === '') throw new Error('an amount of the file is no number of dollars and cents');
  const size = BigInt(whole + fraction.padEnd(2, '0'));
  return sign === '-' ? -size : size;
}

const dollars = (amount: bigint) => decimal(amount, 2);

/** `payments / cost` with four digits, half away from zero; null where nothing was charged. */
function rate(payments: bigint, cost: bigint): string | null {
  if (cost === 0n) return null;
  const size = (20_000n * absolute(payments) + absolute(cost)) / (2n * absolute(cost));
  return decimal(payments < 0n === cost < 0n ? size : -size, 4);
}

const absolute = (amount: bigint) => (amount < 0n ? -amount : amount);

/** A whole number of the smallest unit as a decimal with so many digits after the point. */
function decimal(units: bigint, digits: number): string {
  const text = String(absolute(units)).padStart(digits + 1, '0');
  return `${units < 0n ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
