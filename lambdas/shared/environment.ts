import { SafeError } from '../../domain/safe-error.ts';

/**
 * Value of an environment variable of the function.
 * @throws SafeError that names the variable when it is missing or empty.
 */
export function requiredEnvironment(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new SafeError(`environment variable ${name} is not set`);
  return value;
}
