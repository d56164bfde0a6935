import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { medstream, query, run, start, temporaryDirectory } from './cli.ts';

const minute = 60_000;

/** Everything a reader of the star could see, but for when and in which load it was written. */
async function endState(data: string): Promise<unknown> {
  const dimension = (name: string) =>
    query(
      data,
      `SELECT ${name}_sk, ${name}_bk, version_at, valid_from, valid_to, is_current, is_inferred, row_hash FROM star.dim_${name} ORDER BY ${name}_sk`,
    );
  return {
    patients: await dimension('patient'),
    organizations: await dimension('organization'),
    providers: await dimension('provider'),
    payers: await dimension('payer'),
    encounters: await query(
      data,
      `SELECT encounter_bk, patient_sk, organization_sk, provider_sk, payer_sk, started_at, ended_at, total_claim_cost, payer_coverage
       FROM star.fact_encounter ORDER BY encounter_bk`,
    ),
    gold: await query(data, 'SELECT * FROM gold.encounters_by_org_month ORDER BY ALL', '--lake'),
  };
}

describe('a run that is killed at any moment', () => {
  test(
    'ends, when run again, in the state of a run that was not',
    async () => {
      const events = ['--events', '6000', '--seed', '11'];
      const clean = await temporaryDirectory();
      await run(clean, ...events);
      const expected = await endState(clean);

      const killed = await temporaryDirectory();
      // The same key gives the same tokens, so that the two states can be compared.
      await cp(join(clean, 'keys'), join(killed, 'keys'), { recursive: true });
      let interrupted = 0;
      for (const afterMs of [900, 1500, 2100, 2700, 3300]) {
        const child = start(['run', '--data', killed, ...events]);
        const ended = new Promise<NodeJS.Signals | null>((resolve) =>
          child.on('close', (_code, signal) => resolve(signal)),
        );
        const timer = setTimeout(() => child.kill('SIGKILL'), afterMs + Math.random() * 500);
        if ((await ended) === 'SIGKILL') interrupted += 1;
        clearTimeout(timer);
      }
      expect(interrupted).toBeGreaterThan(0);

      const last = await medstream('run', '--data', killed, ...events, '--json');
      expect(last.stderr).not.toContain('NOT reconciled');
      expect(last.code).toBe(0);
      expect(await endState(killed)).toEqual(expected);
    },
    4 * minute,
  );
});
