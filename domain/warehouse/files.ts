import { fileNameOf } from '../../contracts/file-name.ts';
import { totalsSql } from '../reconciliation/totals-sql.ts';
import type { SilverTable } from '../records/silver-table.ts';
import { applyOrder, applyOrderFile, auditorGrantsFile, commentsFile, loaderGrantsFile } from './apply-order.ts';
import { commentStatements, type Described } from './comments.ts';
import { emptyFile, loadFile, totalsFile } from './conventions.ts';
import { dimensionTable } from './dimension.ts';
import { emptyStatements } from './empty.ts';
import { isMigration } from './evolution.ts';
import { factTable } from './fact.ts';
import { loaderGrants } from './grants.ts';
import { dimensionCheck, factCheck, ledgerCheck } from './invariants.ts';
import { dimensionLoad, factLoad } from './load.ts';
import { lookupsFile, lookupsOf, lookupsText } from './lookups.ts';
import type { SqlFile, WrittenWarehouse } from './model.ts';
import { generatedHeader, type Statement, statementsText } from './sql-text.ts';
import { historyTable, stagingTable } from './staging.ts';
import { type Star, starOf } from './star.ts';
import { auditFile, auditorGrants } from './whole-check.ts';

/**
 * Every generated file of `warehouse/`, from the contracts' tables and what people wrote.
 * @throws Error naming the contract or file that does not fit the others
 */
export function generateWarehouse(tables: readonly SilverTable[], written: WrittenWarehouse): SqlFile[] {
  const star = starOf(tables, written);
  const schemas = [
    ...star.dimensions.map((dimension) => schemaFile(dimension.table, 'dimensions', dimensionTable(dimension))),
    ...star.facts.map((fact) => schemaFile(fact.table, 'facts', factTable(fact))),
  ];
  const loads = [
    ...star.dimensions.map((dimension) => ({
      name: dimension.table.name,
      statements: dimensionLoad(dimension, star.facts),
    })),
    ...star.facts.map((fact) => ({ name: fact.table.name, statements: factLoad(fact) })),
  ];
  const comments = fromEverything(commentsFile, `${described(star, written).map(commentStatements).join('\n\n')}\n`);
  const scans = fullScans(star);
  const grants = [
    fromEverything(auditorGrantsFile, auditorGrants(scans)),
    fromEverything(loaderGrantsFile, loaderGrants(star)),
  ];
  const views = written.files.filter(({ path }) => path.startsWith('models/reporting/'));
  const migrations = written.files.filter(({ path }) => isMigration(path));
  const others = written.files.filter((file) => !views.includes(file) && !migrations.includes(file));
  // A view may show a column that a migration adds.
  const order = applyOrder([...others, ...schemas, ...migrations, ...views, comments, ...grants]);
  return [
    ...schemas,
    ...loads.map(({ name, statements }) => fromEverything(loadFile(name), statementsText(statements))),
    comments,
    ...grants,
    fromEverything(auditFile, statementsText(scans)),
    fromEverything(emptyFile, statementsText(emptyStatements(star))),
    fromEverything(totalsFile, totalsSql(tables, 'warehouse')),
    { path: lookupsFile, text: lookupsText(lookupsOf(star)) },
    { path: applyOrderFile, text: `${JSON.stringify(order, null, 2)}\n` },
  ];
}

/** Every invariant of every table as full scans, a statement for each table: a row for each invariant that is broken. */
export function fullScans({ tables, dimensions, facts }: Star): Statement[] {
  return [
    ...dimensions.map((dimension) => dimensionCheck(dimension, 'everything')),
    ...facts.map((fact) => factCheck(fact, 'everything')),
    ...tables.map((table) => ledgerCheck([table])),
    ledgerCheck([]),
  ];
}

/** The tables and views that BI tools see: their descriptions are also comments of the database. */
export function described({ dimensions, facts }: Star, { tables }: Pick<WrittenWarehouse, 'tables'>): Described[] {
  return [
    ...[...dimensions, ...facts].map(({ name, model, columns }) => ({
      name: `star.${name}`,
      description: model.description,
      grain: model.grain,
      columns,
    })),
    ...tables
      .map(({ model, description, grain, columns }) => ({ name: model, description, grain, columns }))
      .filter(({ name }) => name.startsWith('star.') || name.startsWith('reporting.')),
  ];
}

function schemaFile(table: SilverTable, folder: string, starTable: string): SqlFile {
  const noun = fileNameOf(table.name);
  const source = `contracts/records/${noun}.ts and warehouse/models/${folder}/${noun}.yml`;
  return {
    path: `generated/schema/${noun}.sql`,
    text: `${generatedHeader('--', source)}${stagingTable(table)};\n\n${historyTable(table)};\n\n${starTable}`,
  };
}

const fromEverything = (path: string, text: string): SqlFile => ({
  path,
  text: `${generatedHeader('--', 'contracts/records and warehouse/models')}${text}`,
});
