import { beforeAll, expect, it } from 'vitest';
import { askJdbc, describeClient, jdbcNeed } from './client.ts';
import { promises } from './promises.ts';
import { starFacts } from './star-facts.ts';

for (const driver of ['postgresql', 'redshift'] as const) {
  describeClient(`${driver} JDBC`, jdbcNeed(), (star) => {
    let answers: Readonly<Record<string, unknown>> = {};
    let patients = '';
    beforeAll(async () => {
      answers = (await askJdbc(driver, star())) as typeof answers;
      patients = (await star().truth('SELECT COUNT(*) FROM star.dim_patient'))[0]?.[0] ?? '';
    });

    for (const [promise, keys] of Object.entries(promises.all)) {
      it(promise, () => {
        for (const key of keys) expect({ [key]: answers[key] }).toEqual({ [key]: promises.expected(patients)[key] });
      });
    }

    it('prepares what it asks often, on the server', () => expect(answers['prepared alike']).toBe('1'));

    it('names the database and the schemas that an analyst reads', () => {
      expect(answers.catalog).toBe('medstream');
      expect(answers.schema).toBe('star');
      expect(answers.getCatalogs).toEqual(['medstream']);
      expect(answers.getSchemas).toEqual([
        'information_schema',
        'pg_catalog',
        'public',
        'reporting',
        'star',
        'workspace',
      ]);
    });

    it('lists the tables of the star and the views of reporting, with their comments, and nothing that is not for readers', async () => {
      const { tables, views } = await starFacts(star());
      expect(answers.getTables).toEqual(tables);
      expect(answers['getTables of views']).toEqual(views);
      expect(answers['getTables of all']).toEqual([
        ...tables.map((name) => `star ${name}`),
        ...views.map((name) => `reporting ${name}`),
      ]);
      expect(answers['getTables remark']).toEqual(
        (await star().truth("SELECT obj_description('star.dim_patient'::regclass)")).flat(),
      );
    });

    it('lists columns with their types', async () => {
      expect(answers.getColumns).toEqual((await starFacts(star())).columns);
      // java.sql.Types.NUMERIC (18, 2), nullable.
      expect(answers['getColumns of a type']).toEqual(['2 18 2 1']);
    });

    it('lists the keys that join a fact to its dimensions', async () => {
      expect(answers.getPrimaryKeys).toEqual(['patient_sk']);
      const { keys } = await starFacts(star());
      expect(keys.length).toBeGreaterThan(4);
      expect([...(answers.getImportedKeys as string[])].sort()).toEqual(keys);
      expect(answers.getExportedKeys).toContain('fact_encounter');
    });

    it('lists parameters of procedures only as PostgreSQL’s driver asks for them', () => {
      // feature_not_supported: a function that returns rows, within CASE.
      expect(answers.getProcedureColumns).toBe(driver === 'redshift' ? '0A000' : 'not refused');
    });

    it('finds Redshift’s functions from another schema', () =>
      expect(answers['with another schema']).toEqual(['t', '2']));

    it('writes nothing in a read-only connection', () => {
      // https://www.postgresql.org/docs/18/errcodes-appendix.html: read_only_sql_transaction
      expect(answers['read only']).toBe('25006');
      expect(answers['after read only']).toEqual(['1']);
    });

    it('refuses a server that it does not know', () => {
      // connection_failure; Redshift's driver wraps it in an error of its own.
      expect(answers['unknown authority']).toMatch(/^08/);
    });
  });
}
