/**
 * Value of an environment variable of the function.
 * @throws Error that names the variable when it is missing or empty.
 */
export function requiredEnvironment(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`environment variable ${name} is not set`);
  return value;
}
