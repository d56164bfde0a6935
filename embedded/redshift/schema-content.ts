import { hash } from 'node:crypto';
import { warehouse } from '../../contracts/platform/deployed-names.ts';
import { applySchema } from '../../lambdas/apply-schema/apply-schema.ts';
import { readSchemaFiles } from '../../lambdas/apply-schema/schema-files.ts';
import { withDatabaseUsers } from '../../lambdas/apply-schema/security-files.ts';
import { createWarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import type { InitialContent } from './engine.ts';
import { EmbeddedRedshiftData } from './redshift-data.ts';
import { repositoryWarehouse } from './warehouse-root.ts';

/**
 * The schema of the warehouse as the content of a new database, put in by the function that deploys it. A database that
 * is older than the schema files is brought up to date by the same function, at the start of a run.
 */
export function schemaContent(): InitialContent {
  const files = withDatabaseUsers(readSchemaFiles(repositoryWarehouse), {});
  return {
    key: hash('sha256', JSON.stringify(files), 'hex'),
    fill: async (engine) => {
      const noObjects = () => {
        throw new Error('the schema loads no objects');
      };
      const client = new EmbeddedRedshiftData({ engine, resolveObject: noObjects, listPrefix: noObjects });
      const sql = createWarehouseSql({ client, workgroupName: warehouse.workgroup, database: warehouse.database });
      const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
      await applySchema({ warehouse: sql, log: silent }, files);
    },
  };
}
