import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWarehouseEngine, type WarehouseEngine } from '../../../embedded/redshift/engine.ts';
import type { InitialContent } from '../../../embedded/redshift/template.ts';

export interface TemporaryWarehouse {
  readonly engine: WarehouseEngine;
  /** Holds the database in `warehouse/` and is removed by `remove`. */
  readonly directory: string;
  remove(): Promise<void>;
}

/** A warehouse of its own in a temporary directory. */
export async function openTemporaryWarehouse(content?: InitialContent): Promise<TemporaryWarehouse> {
  const directory = mkdtempSync(join(tmpdir(), 'medstream-warehouse-'));
  const engine = await openWarehouseEngine({
    directory: join(directory, 'warehouse'),
    ...(content === undefined ? {} : { content }),
  });
  return {
    engine,
    directory,
    remove: async () => {
      await engine.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
