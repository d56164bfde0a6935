import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of `warehouse/schema`, `warehouse/reporting` or `warehouse/security`. */
export interface SchemaFile {
  /** Path below `warehouse/`. */
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the files to apply in name order: tables, then views, then who may use them.
 * @param root the folder `warehouse/`
 */
export function readSchemaFiles(root: string): SchemaFile[] {
  return ['schema', 'reporting', securityFolder].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.sql'))
      .sort()
      .map((file) => ({ name: `${folder}/${file}`, text: readFileSync(join(root, folder, file), 'utf8') })),
  );
}

const securityFolder = 'security';

/** Whether the file says who may do what. */
export function isSecurityFile({ name }: SchemaFile): boolean {
  return name.startsWith(`${securityFolder}/`);
}
