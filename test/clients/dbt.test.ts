import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { ensurePython } from '../../tools/python/python-environment.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { describeClient, pythonOf, runClient } from './client.ts';

/** A project on the star: sources with tests, a table, a view, an incremental table and a seed. */
const project = fileURLToPath(new URL('dbt', import.meta.url));

const minute = 60_000;

for (const adapter of ['postgres', 'redshift'] as const) {
  describeClient(`dbt-${adapter}`, await pythonOf('dbt'), (star) => {
    let directory = '';
    beforeAll(async () => {
      directory = await temporaryDirectory();
      cpSync(project, directory, { recursive: true });
      mkdirSync(join(directory, 'home'));
      const { host, port, analyst, database } = star();
      const output = {
        type: adapter,
        host,
        port,
        user: analyst.user,
        dbname: database,
        schema: 'workspace',
        threads: 2,
      };
      const more = adapter === 'redshift' ? { sslmode: 'disable' } : {};
      const password = "{{ env_var('PGPASSWORD') }}";
      const profiles = { star: { target: 'laptop', outputs: { laptop: { ...output, ...more, password } } } };
      writeFileSync(join(directory, 'profiles.yml'), JSON.stringify(profiles));
    });

    async function dbt(...args: readonly string[]) {
      const python = join(await ensurePython('dbt'), 'python');
      const run = ['-m', 'dbt.cli.main', '--no-use-colors', '--no-send-anonymous-usage-stats', ...args];
      const { code, stdout, stderr } = await runClient(
        python,
        [...run, '--project-dir', directory, '--profiles-dir', directory],
        star(),
        { HOME: join(directory, 'home') },
      );
      return { code, said: stdout + stderr };
    }

    it(
      'connects',
      async () => {
        const { code, said } = await dbt('debug');
        expect(said).toContain('Connection test: [OK connection ok]');
        expect(code).toBe(0);
      },
      5 * minute,
    );

    it(
      'tests the star as its source',
      async () => {
        expect((await dbt('test', '--select', 'source:*')).said).toMatch(/PASS=5 WARN=0 ERROR=0 SKIP=0/);
      },
      5 * minute,
    );

    it(
      'builds tables, views, seeds and increments in the workspace, twice',
      async () => {
        for (const _ of ['first', 'second']) {
          expect((await dbt('build', '--exclude', 'source:*')).said).toMatch(/PASS=5 WARN=0 ERROR=0 SKIP=0/);
        }
        const sql =
          'SELECT encounter_class, COUNT(*), SUM(total_claim_cost) FROM star.fact_encounter GROUP BY 1 ORDER BY 1';
        const truth = await star().truth(sql);
        expect(
          await star().truth('SELECT encounter_class, encounters, cost FROM workspace.encounters_by_class ORDER BY 1'),
        ).toEqual(truth);
        expect(await star().truth('SELECT COUNT(*) FROM workspace.dearest_encounters')).toEqual([['10']]);
      },
      10 * minute,
    );

    it(
      'generates documents of the star with its columns and comments',
      async () => {
        expect((await dbt('docs', 'generate')).code).toBe(0);
        const catalog = JSON.parse(readFileSync(join(directory, 'target/catalog.json'), 'utf8'));
        const patient = catalog.sources['source.star.star.dim_patient'];
        expect(Object.keys(patient.columns)).toEqual(
          (
            await star().truth(
              "SELECT attname FROM pg_attribute WHERE attrelid = 'star.dim_patient'::regclass AND attnum > 0 ORDER BY attnum",
            )
          ).flat(),
        );
        expect(patient.metadata.comment).toMatch(/^Patients/);
        expect(catalog.nodes['model.star.encounters_by_class'].metadata.schema).toBe('workspace');
      },
      5 * minute,
    );
  });
}
