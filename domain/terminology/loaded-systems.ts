import { z } from 'zod';
import { loadableSystems } from '../../contracts/code-systems.ts';
import { SafeError } from '../safe-error.ts';

const loadedSchema = z.strictObject({
  systems: z.array(
    z.strictObject({
      system: z.enum(loadableSystems),
      /** SHA-256 of the object that holds its codes: a reader that has it need not read it again. */
      hash: z.string(),
    }),
  ),
});

/** A code system of which a deployment has loaded releases. */
export type LoadedSystem = z.infer<typeof loadedSchema>['systems'][number];

/**
 * Reads which systems are loaded.
 * @throws SafeError that says what is expected, without the content.
 */
export function parseLoadedSystems(stored: string): readonly LoadedSystem[] {
  try {
    return loadedSchema.parse(JSON.parse(stored)).systems;
  } catch {
    throw new SafeError(
      'the list of loaded code systems is not of its form; load them again: medstream terminology load',
    );
  }
}

export function formatLoadedSystems(systems: readonly LoadedSystem[]): string {
  return `${JSON.stringify({ systems }, null, 1)}\n`;
}
