import { fileURLToPath } from 'node:url';

/** The releases of code systems that this repository ships. */
export const repositoryTerminology = fileURLToPath(new URL('../terminology/', import.meta.url));
