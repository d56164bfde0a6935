import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pull } from '../../../tools/emulator/pull.ts';
import { type Outcome, outcomeOf, root } from '../../e2e/cli.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

/** Runs `npm run emulator --` with these arguments to its end. */
function emulator(...args: readonly string[]): Promise<Outcome> {
  return outcomeOf(spawn(process.execPath, [join(root, 'tools/emulator/main.ts'), ...args], { cwd: root }));
}

/** Nothing listens on port 1 of a machine that is used for development. */
const nobody = 'http://127.0.0.1:1';

describe('npm run emulator', () => {
  test('tells its commands and options', async () => {
    const { code, stdout } = await emulator('--help');
    expect(code).toBe(0);
    for (const word of ['start', 'deploy', 'pull', 'destroy', '--port', '--data', '--into', '--endpoint']) {
      expect(stdout).toContain(word);
    }
  });

  test('what is called wrongly is said, without a stack', async () => {
    for (const args of [['strat'], ['deploy', 'more'], ['--port', 'x'], ['--port', '70000'], ['--prot', '1']]) {
      const { code, stderr } = await emulator(...args);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^emulator: /);
      expect(stderr).not.toContain('    at ');
    }
  });

  test('commands for a running emulator say when there is none', async () => {
    for (const command of ['deploy', 'destroy', 'pull']) {
      const { code, stderr } = await emulator(command, '--endpoint', nobody, '--into', await temporaryDirectory());
      expect(code).toBe(1);
      expect(stderr).toContain(`nothing answers at ${nobody}; start it with: npm run emulator`);
    }
  });

  test('a pull does not touch a data directory with data of its own', async () => {
    const data = await temporaryDirectory();
    await mkdir(join(data, 's3/bronze'), { recursive: true });
    await writeFile(join(data, 's3/bronze/kept'), '');
    await expect(pull(nobody, data, () => undefined)).rejects.toThrow('holds data of its own');
    expect(existsSync(join(data, 's3/bronze/kept'))).toBe(true);
  });
});
