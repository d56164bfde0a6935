import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../../domain/safe-error.ts';

const run = promisify(execFile);

/** The tools that Python brings; the file of the same name beside this one pins what is installed. */
export type PythonTool =
  | 'cfn-lint'
  | 'clients'
  | 'datacontract'
  | 'dbt'
  | 'emulator'
  | 'presidio'
  | 'producer'
  | 'redshift-clients'
  | 'spark';

const cache = fileURLToPath(new URL('../../node_modules/.cache/medstream/python/', import.meta.url));

/**
 * The `bin` folder of a virtual environment with the tool. It is made on first use, from PyPI, and kept with the
 * installed dependencies until its pins change.
 * @throws UserError when there is no Python 3.11 or newer, or the packages cannot be installed.
 */
export async function ensurePython(tool: PythonTool): Promise<string> {
  const home = await environmentHome(tool);
  if (existsSync(home)) return join(home, 'bin');
  await requirePython();
  // Renamed only when complete, so a cut-off install is not taken for an environment.
  const unfinished = `${home}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  try {
    // Packages are run as modules and through `python`, so the folder may be renamed.
    await run('python3', ['-m', 'venv', unfinished]);
    await run(join(unfinished, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '-r', requirementsOf(tool)]);
    await rename(unfinished, home);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (existsSync(home)) return join(home, 'bin'); // another process was faster
    const reason = error instanceof Error ? error.message.split('\n').slice(-3).join(' ') : String(error);
    throw new UserError(`${tool} could not be installed from tools/python/${tool}.txt: ${reason}`);
  }
  return join(home, 'bin');
}

/** Whether `ensurePython` has the tool already and would download nothing. */
export async function hasPython(tool: PythonTool): Promise<boolean> {
  return existsSync(await environmentHome(tool));
}

async function environmentHome(tool: PythonTool): Promise<string> {
  const pins = hash('sha256', await readFile(requirementsOf(tool)), 'hex').slice(0, 12);
  return join(cache, `${tool}-${pins}`);
}

function requirementsOf(tool: PythonTool): string {
  return fileURLToPath(new URL(`${tool}.txt`, import.meta.url));
}

async function requirePython(): Promise<void> {
  try {
    await run('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 11))']);
  } catch {
    throw new UserError('this needs Python 3.11 or newer as python3, with its venv module (Debian: python3-venv)');
  }
}
