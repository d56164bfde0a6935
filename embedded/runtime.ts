import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import { openWarehouseEngine } from './redshift/engine.ts';
import { schemaContent } from './redshift/schema-content.ts';
import type { EmbeddedServices, EmbeddedWarehouse } from './services.ts';

/** The whole platform on one machine, held by this process until `close`. */
export interface Runtime {
  readonly directory: DataDirectory;
  readonly services: EmbeddedServices;
  readonly warehouse: EmbeddedWarehouse;
  close(): Promise<void>;
}

/** Empties a data directory that this process holds, except for its keys: the same people keep the same tokens. */
export async function emptyDataDirectory({ path, s3Path, streamPath, warehousePath }: DataDirectory): Promise<void> {
  for (const part of [s3Path, streamPath, warehousePath, join(path, 'logs')]) {
    await rm(part, { recursive: true, force: true });
  }
}

/**
 * Opens the whole runtime. The warehouse's server is a process of its own and takes longest: it starts first, and the
 * modules of the twins are loaded meanwhile.
 * @param purpose what this process does, for whoever finds the directory locked: `medstream run`.
 * @throws DataDirectoryInUseError when another process holds the directory.
 */
export async function openRuntime(
  path: string,
  purpose: string,
  options: { readonly fresh?: boolean } = {},
): Promise<Runtime> {
  const directory = await openDataDirectory(path, purpose);
  try {
    if (options.fresh === true) await emptyDataDirectory(directory);
    const engine = openWarehouseEngine({ directory: directory.warehousePath, content: schemaContent() });
    const closeEngine = async () => (await engine.catch(() => undefined))?.close();
    // Whoever asks for the database is told.
    engine.catch(() => undefined);
    try {
      const { openServices, warehouseOver } = await import('./services.ts');
      const services = await openServices(directory);
      return {
        directory,
        services,
        warehouse: warehouseOver(engine, directory.s3Path),
        close: async () => {
          try {
            await services.kinesis.close();
            await services.glue.idle();
            await closeEngine();
          } finally {
            directory.release();
          }
        },
      };
    } catch (error) {
      await closeEngine();
      throw error;
    }
  } catch (error) {
    directory.release();
    throw error;
  }
}
