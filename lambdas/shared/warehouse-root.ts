import { fileURLToPath } from 'node:url';

/** The folder `warehouse/` of the repository; a deployed function is told where its copy is (WAREHOUSE_ROOT). */
export const repositoryWarehouse = fileURLToPath(new URL('../../warehouse/', import.meta.url));
