import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe } from 'vitest';
import type { clientEnvironments } from '../../tools/clients/install-clients.ts';
import { hasJdbcDrivers, type JdbcDriver, jdbcDriverPath } from '../../tools/clients/jdbc-drivers.ts';
import { ensurePython, hasPython } from '../../tools/python/python-environment.ts';
import { enginesRequired } from '../engines-required.ts';
import { openServedStar, type ServedStar } from './served-star.ts';

const run = promisify(execFile);
const largest = 64 * 1024 * 1024;

export type ClientEnvironment = (typeof clientEnvironments)[number];

/** What a client needs on this machine, and whether it is there. */
export interface Need {
  readonly name: string;
  readonly isMet: boolean;
}

export const pythonOf = async (environment: ClientEnvironment): Promise<Need> => ({
  name: `the Python environment "${environment}" (npm run clients)`,
  isMet: await hasPython(environment),
});
export const jdbcNeed = (): Need => ({
  name: 'the JDBC drivers and Java 17 (npm run clients)',
  isMet: hasJdbcDrivers() && hasProgram('java', '-version'),
});
export const psqlNeed = (): Need => ({
  name: 'psql (Debian: postgresql-client)',
  isMet: hasProgram('psql', '--version'),
});

function hasProgram(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Tests of a client on a served star. They skip where the client is missing, and say so; in CI none may. */
export function describeClient(client: string, need: Need, tests: (star: () => ServedStar) => void): void {
  const isSkipped = !need.isMet && !enginesRequired;
  if (isSkipped) process.stderr.write(`\nSKIPPED test/clients, ${client}: it needs ${need.name}.\n`);
  describe.skipIf(isSkipped)(client, () => {
    let star: ServedStar | undefined;
    beforeAll(async () => {
      star = await openServedStar();
    });
    afterAll(() => star?.end());
    tests(() => {
      if (star === undefined) throw new Error('the star is not served yet');
      return star;
    });
  });
}

/** What a client's program is told: JSON in the variable STAR, which no error message repeats. */
function facts({ host, port, database, analyst, authorityPath }: ServedStar): string {
  return JSON.stringify({ host, port, database, ...analyst, authority: authorityPath });
}

/** Runs a Python program of this folder against the star; what it prints is JSON. */
export async function askPython(
  environment: ClientEnvironment,
  program: string,
  star: ServedStar,
  { args = [], variables = {} }: { args?: readonly string[]; variables?: Readonly<Record<string, string>> } = {},
): Promise<unknown> {
  const python = join(await ensurePython(environment), 'python');
  const path = fileURLToPath(new URL(`python/${program}.py`, import.meta.url));
  const { stdout } = await run(python, ['-W', 'ignore', path, ...args], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', STAR: facts(star), ...variables },
    maxBuffer: largest,
  });
  return JSON.parse(stdout);
}

/** Runs the Java program with a driver; what it prints is JSON. */
export async function askJdbc(driver: JdbcDriver, star: ServedStar): Promise<unknown> {
  const program = fileURLToPath(new URL('java/Jdbc.java', import.meta.url));
  const { host, port, database, analyst, authorityPath } = star;
  const url = `jdbc:${driver}://${host}:${port}/${database}`;
  const { stdout } = await run('java', ['-cp', jdbcDriverPath(driver), program, url, analyst.user, authorityPath], {
    env: { ...process.env, PGPASSWORD: analyst.password },
    maxBuffer: largest,
  });
  return JSON.parse(stdout);
}

/** Runs any program with the analyst's password in PGPASSWORD. */
export async function runClient(
  program: string,
  args: readonly string[],
  star: ServedStar,
  variables: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, PGPASSWORD: star.analyst.password, PSQLRC: '/dev/null', ...variables };
  try {
    return { code: 0, ...(await run(program, args, { env, maxBuffer: largest })) };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { code, stdout, stderr };
  }
}
