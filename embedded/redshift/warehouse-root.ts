import { fileURLToPath } from 'node:url';

/** The folder `warehouse/` of the repository: what a deployed function is told in WAREHOUSE_ROOT. */
export const repositoryWarehouse = fileURLToPath(new URL('../../warehouse/', import.meta.url));
