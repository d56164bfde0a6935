import { settledAfterSeconds } from '../../contracts/platform/consumers.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { changeLogLateDays } from '../../contracts/platform/zones.ts';
import { jsonText } from '../json-text.ts';
import type { SilverTable } from '../records/silver-table.ts';
import { changeLogColumns, type LakeColumn } from './lake-columns.ts';
import type { MartParts } from './parts.ts';

/** `silver` and `gold` are stored tables; a query of `checks` gives no row when all is well, one of `totals` an object. */
export const modelFolders = ['silver', 'gold', 'checks', 'totals'] as const;
export type ModelFolder = (typeof modelFolders)[number];

/** Whether a model is a table; else it is a query that is asked when the tables it reads are built. */
export function isTable({ folder }: { readonly folder: ModelFolder }): boolean {
  return folder === 'silver' || folder === 'gold';
}

/**
 * What a run computes of a model when something changed. `affected`: the rows of the keys that changed; the model reads one
 * change log, itself or through others of the kind, and the rows of a key follow from that key's changes alone. Of a mart, the
 * parts of its sums that changed. `whole`: all.
 */
export const rebuilds = ['affected', 'whole'] as const;
export type Rebuild = (typeof rebuilds)[number];

/** What may be asked of a run: an audit when one is due, none, or one now. */
export const wantedRebuilds = ['due', ...rebuilds] as const;
export type WantedRebuild = (typeof wantedRebuilds)[number];

/** What the catalog says of a model; its SQL stands in `models/<folder>/<table, with - for _>.sql`. */
export interface CatalogModel {
  /** `<folder>.<table>` */
  readonly name: string;
  readonly folder: ModelFolder;
  readonly description: string;
  /** Columns that identify a row, NULL being a value like any other. */
  readonly grain: readonly string[];
  /** The `schema.table` names that the SQL reads. */
  readonly reads: readonly string[];
  readonly rebuild: Rebuild;
  /** Of a mart that a run computes from what changed in its parts. */
  readonly parts?: MartParts | undefined;
  readonly columns: readonly LakeColumn[];
}

/** A change log: Parquet objects below `changes/<contract>/`, whose columns are those of the contract. */
export interface CatalogChangeLog {
  /** `changes.<contract>` */
  readonly name: string;
  /** `silver.<contract>_changes`: where the Spark job keeps the rows of the small objects in few large files. */
  readonly table: string;
  readonly description: string;
  /** The column of the business key. */
  readonly key: string;
  /** Each may be NULL: an object older than a column lacks it. */
  readonly columns: readonly LakeColumn[];
}

/** Every table of the lake, as JSON for readers that have neither TypeScript nor YAML: the Spark job, the CDK app. */
export interface LakeCatalog {
  readonly changes: readonly CatalogChangeLog[];
  /** Days behind the newest day of a change log in which an object may still appear. */
  readonly lateDays: number;
  /** Age from which on a record counts in the totals, seconds. */
  readonly settledAfterSeconds: number;
  /** Age of the last audit from which on a run is one, seconds. */
  readonly auditEverySeconds: number;
  /** In dependency order: a model stands after those it reads. */
  readonly models: readonly CatalogModel[];
}

/**
 * The catalog of the lake.
 * @param models every model, in dependency order.
 */
export function lakeCatalog(tables: readonly SilverTable[], models: readonly CatalogModel[]): LakeCatalog {
  return {
    changes: tables.map((table) => ({
      name: `changes.${table.name}`,
      table: `silver.${table.name}_changes`,
      description: table.contract.description,
      key: table.key.name,
      columns: changeLogColumns(table).map((column) => ({ ...column, nullable: true })),
    })),
    lateDays: changeLogLateDays,
    settledAfterSeconds,
    auditEverySeconds: schedules.lakeModels.auditEverySeconds,
    models: models.map(({ name, folder, description, grain, reads, rebuild, parts, columns }) => ({
      name,
      folder,
      description,
      grain,
      reads,
      rebuild,
      ...(parts === undefined ? {} : { parts }),
      columns: columns.map(({ name, type, nullable, description }) => ({ name, type, nullable, description })),
    })),
  };
}

/** The text of `glue-scripts/catalog.json`. */
export function lakeCatalogText(catalog: LakeCatalog): string {
  return jsonText(catalog);
}
