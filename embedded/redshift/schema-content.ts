import { hash } from 'node:crypto';
import { readSchemaFiles } from '../../lambdas/apply-schema/schema-files.ts';
import { tableLayout } from './rewrite-table.ts';
import type { InitialContent } from './template.ts';
import { repositoryWarehouse } from './warehouse-root.ts';

/**
 * The schema of the warehouse as the content of a new database, put in by the function that deploys it. A database that
 * is older than the schema files is brought up to date by the same function, at the start of a run.
 */
export function schemaContent(): InitialContent {
  return {
    key: hash('sha256', JSON.stringify([readSchemaFiles(repositoryWarehouse), tableLayout]), 'hex'),
    fill: async (engine) => {
      // Most starts need none of it: the template is there.
      const { applySchemaTo } = await import('./apply-schema-to.ts');
      await applySchemaTo(engine);
      await engine.exec('VACUUM ANALYZE');
    },
  };
}
