import { hash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { holdsDatabase, initdbArgs } from '../postgres/database-directory.ts';
import type { WarehouseEngine } from './engine.ts';
import { shims } from './shims.ts';

/** What a new database holds from the start, beyond the shims. */
export interface InitialContent {
  /** Changes when the content does. */
  readonly key: string;
  readonly fill: (engine: WarehouseEngine) => Promise<void>;
}

/** Beside the dependencies it derives from, so that a fresh install drops it with them. */
const cacheDirectory = fileURLToPath(new URL('../../node_modules/.cache/medstream', import.meta.url));

/**
 * The directory of a database with this content, from which new ones are copied: initialising and filling one takes 1.5 s
 * of processor time, copying it a tenth of that. Made on the first use; undefined where the cache cannot be written, and
 * then every database is made anew.
 * @param open opens an engine in a directory that does not exist yet
 */
export async function templateOf(
  { key, fill }: InitialContent,
  open: (directory: string) => Promise<WarehouseEngine>,
): Promise<string | undefined> {
  const name = hash('sha256', [postgresVersion(), ...initdbArgs, shims.hash, key].join('\n'), 'hex').slice(0, 16);
  const template = join(cacheDirectory, `warehouse-${name}`);
  if (holdsDatabase(template)) return template;
  const part = join(cacheDirectory, `${randomUUID()}.part`);
  try {
    mkdirSync(part, { recursive: true });
  } catch {
    return undefined;
  }
  try {
    const made = join(part, 'warehouse');
    const engine = await open(made);
    try {
      await fill(engine);
      for (const statement of withoutTemplates) await engine.exec(statement);
    } finally {
      await engine.close();
    }
    try {
      renameSync(made, template);
    } catch (error) {
      // Another process was first: its template is as good.
      if (!holdsDatabase(template)) throw error;
    }
    return template;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Each database is 300 files that every new warehouse would copy, and nobody makes another from these. */
const withoutTemplates = [
  ...['template0', 'template1'].flatMap((name) => [
    `ALTER DATABASE ${name} IS_TEMPLATE false`,
    `DROP DATABASE ${name}`,
  ]),
  'CHECKPOINT',
];

function postgresVersion(): string {
  return JSON.stringify(manifest.optionalDependencies);
}
