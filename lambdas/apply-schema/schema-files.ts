import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SafeError } from '../../domain/safe-error.ts';
import { applyOrderFile } from '../../domain/warehouse/apply-order.ts';

/** A file of `warehouse/` that is applied to a warehouse. */
export interface SchemaFile {
  /** Path below `warehouse/`. */
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the files to apply, in the order that codegen found: each behind what it needs.
 * @param root the folder `warehouse/`
 * @throws SafeError when the order is no list, or naming the file that cannot be read
 */
export function readSchemaFiles(root: string): SchemaFile[] {
  const order: unknown = JSON.parse(readWarehouseFile(root, applyOrderFile));
  if (!Array.isArray(order)) throw new SafeError(`warehouse/${applyOrderFile} is no list; run npm run codegen`);
  return order.map(String).map((name) => ({ name, text: readWarehouseFile(root, name) }));
}

function readWarehouseFile(root: string, path: string): string {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch (error) {
    throw new SafeError(`warehouse/${path} cannot be read; run npm run codegen and deploy the whole folder`, {
      cause: error,
    });
  }
}
