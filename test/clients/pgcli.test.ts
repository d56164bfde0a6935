import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensurePython } from '../../tools/python/python-environment.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { describeClient, pythonOf, runClient } from './client.ts';
import { starFacts } from './star-facts.ts';

describeClient('pgcli', await pythonOf('clients'), (star) => {
  /** Runs commands as a user types them; the answer in full. */
  async function pgcli(...lines: readonly string[]) {
    const { host, port, analyst, database } = star();
    const home = await temporaryDirectory();
    const python = join(await ensurePython('clients'), 'python');
    const commands = lines.flatMap((line) => ['-c', line]);
    return runClient(
      python,
      ['-m', 'pgcli.main', '-h', host, '-p', String(port), '-U', analyst.user, '-d', database, ...commands],
      star(),
      { HOME: home, XDG_CONFIG_HOME: home },
    );
  }

  it('connects, and lists the star and the schemas with its own commands', async () => {
    const { code, stdout, stderr } = await pgcli(
      '\\dt',
      '\\dn',
      '\\d dim_patient',
      'SELECT COUNT(*) AS patients FROM dim_patient',
    );
    // It says there, too, that it found no key ring.
    expect(stderr).not.toMatch(/error|Traceback/);
    expect(code).toBe(0);
    for (const table of (await starFacts(star())).tables) expect(stdout).toContain(table);
    expect(stdout).toContain('patient_sk');
    expect(stdout).not.toMatch(/\b(?:staging|rs)\b/);
    const [[patients]] = (await star().truth('SELECT COUNT(*) FROM star.dim_patient')) as [[string]];
    expect(stdout).toMatch(new RegExp(`patients[^0-9]+${patients}\\b`));
  });
});
