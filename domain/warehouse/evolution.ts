import { SafeError } from '../safe-error.ts';
import { unknownMember } from './conventions.ts';
import type { SqlFile } from './model.ts';
import { columnDefinition, sqlType, type TableColumn } from './sql-text.ts';
import { historyColumns, stagingColumns } from './staging.ts';
import type { Star } from './star.ts';

/**
 * Columns by table, with their types, in the order in which they came. Checked in as `warehouse/columns.json`, and only
 * ever grown: what stands there exists in warehouses somewhere, full of rows.
 */
export type RecordedColumns = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A table as the contracts and ymls want it now. */
export interface WantedTable {
  /** Schema and name. */
  readonly name: string;
  readonly contract: string;
  readonly columns: readonly TableColumn[];
  /** Filled by COPY, which maps columns by their place. */
  readonly isFilledByPlace: boolean;
  /** What a column that may not be NULL holds in rows that are older than it. */
  readonly whenOlder: ReadonlyMap<string, number>;
}

/** The record with everything that is new, and the migration that brings a warehouse of the old record there. */
export interface Evolution {
  readonly columns: RecordedColumns;
  /** Null when no table that exists has a new column. */
  readonly migration: SqlFile | null;
}

/** A fact's day that was not known when its row was loaded. */
const notApplicableDay = -2;

/** Every table that is generated: staging and history of each contract, then the star. */
export function wantedTables({ dimensions, facts }: Star): WantedTable[] {
  const wanted = (name: string, contract: string, columns: readonly TableColumn[]): WantedTable => ({
    name,
    contract,
    columns,
    isFilledByPlace: false,
    whenOlder: new Map(),
  });
  return [
    ...[...dimensions, ...facts].flatMap(({ table }) => [
      { ...wanted(`staging.${table.name}`, table.name, stagingColumns(table)), isFilledByPlace: true },
      wanted(`history.${table.name}`, table.name, historyColumns(table)),
    ]),
    ...dimensions.map(({ name, table, columns }) => wanted(`star.${name}`, table.name, columns)),
    ...facts.map(({ name, table, columns, references, dateKeys }) => ({
      ...wanted(`star.${name}`, table.name, columns),
      whenOlder: new Map([
        ...references.map(({ sk }): [string, number] => [sk, unknownMember]),
        ...dateKeys.map((key): [string, number] => [key, notApplicableDay]),
      ]),
    })),
  ];
}

/**
 * Compares the tables that are wanted with those on record. Columns may only be added, and where COPY fills them by their
 * place only at the end: objects of before lie in the lake for ever, and Redshift adds a column nowhere else.
 * @param migrations paths of the migrations there are, below `warehouse/`
 * @throws SafeError naming table and column, and what to do, for a column that is gone, has another type, came in between,
 *   or cannot be filled in rows that are older
 */
export function evolve(
  recorded: RecordedColumns,
  wanted: readonly WantedTable[],
  migrations: readonly string[],
): Evolution {
  const added: { readonly table: WantedTable; readonly column: TableColumn }[] = [];
  const columns: Record<string, Readonly<Record<string, string>>> = { ...recorded };
  for (const table of wanted) {
    const known = recorded[table.name];
    const now = Object.fromEntries(table.columns.map((column) => [column.name, sqlType(column.type)]));
    if (known !== undefined) {
      refuseChanges(table, known, now);
      added.push(
        ...table.columns.filter(({ name }) => !Object.hasOwn(known, name)).map((column) => ({ table, column })),
      );
    }
    columns[table.name] = { ...known, ...now };
  }
  const statements = added.map(({ table, column }) => addColumn(table, column));
  const contracts = [...new Set(added.map(({ table }) => table.contract))];
  const path = migrationPath(migrations, contracts);
  return { columns, migration: statements.length === 0 ? null : { path, text: migrationText(statements) } };
}

function refuseChanges(
  { name, isFilledByPlace }: WantedTable,
  known: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): void {
  const fault = (column: string, what: string) => new SafeError(`${name}: column ${column} ${what}`);
  for (const [column, type] of Object.entries(known)) {
    const wanted = now[column];
    if (wanted === undefined) {
      throw fault(column, 'is gone, but warehouses hold it: keep the field, optional, and let no source fill it');
    }
    if (wanted !== type) {
      throw fault(column, `was ${type} and would be ${wanted}: keep it as it is, and add a field of another name`);
    }
  }
  if (!isFilledByPlace) return;
  const order = Object.keys(now);
  const misplaced = Object.keys(known).findIndex((column, place) => column !== order[place]);
  if (misplaced === -1) return;
  throw fault(order[misplaced] ?? '', 'has another place than before: a new field stands behind those that were there');
}

/** One column a statement: https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html */
function addColumn({ name, whenOlder }: WantedTable, column: TableColumn): string {
  const definition = columnDefinition(column);
  if (column.nullable) return `ALTER TABLE ${name} ADD COLUMN ${definition}`;
  const value = whenOlder.get(column.name);
  if (value === undefined) {
    throw new SafeError(
      `${name}: column ${column.name} is new and may not be NULL, but rows that are older have no value: make the field optional`,
    );
  }
  return `ALTER TABLE ${name} ADD COLUMN ${definition} DEFAULT ${value} NOT NULL`;
}

/** The folder of migrations below `warehouse/`: written once, by codegen or by people, and never changed. */
export const migrationFolder = 'migrations';

/** Whether a file, by its path below `warehouse/`, is a migration. */
export function isMigration(path: string): boolean {
  return path.startsWith(`${migrationFolder}/`);
}

const numberOf = (path: string) => Number(/(\d+)-[^/]*$/.exec(path)?.[1] ?? 0);

function migrationPath(migrations: readonly string[], contracts: readonly string[]): string {
  const next = Math.max(0, ...migrations.map(numberOf)) + 1;
  const what = contracts.length > 3 ? `${contracts.length}-contracts` : contracts.join('-').replaceAll('_', '-');
  return `${migrationFolder}/${String(next).padStart(4, '0')}-${what}.sql`;
}

function migrationText(statements: readonly string[]): string {
  return `-- Written by \`npm run codegen\` when columns were added. It may have been applied somewhere: never change it.
${statements.map((statement) => `${statement};\n`).join('')}`;
}

/** The record of the columns, by its path below `warehouse/`. */
export const columnsFile = 'columns.json';

/** The record as a file: a column a line, so that a difference shows what was added. */
export function columnsText(columns: RecordedColumns): string {
  return `${JSON.stringify(columns, null, 2)}\n`;
}
