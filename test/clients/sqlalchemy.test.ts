import { beforeAll, expect, it } from 'vitest';
import { askPython, type ClientEnvironment, describeClient, pythonOf } from './client.ts';
import { starFacts } from './star-facts.ts';

const dialects: readonly (readonly [client: string, environment: ClientEnvironment, dialect: string])[] = [
  ['SQLAlchemy with psycopg 2', 'clients', 'postgresql+psycopg2'],
  ['SQLAlchemy with psycopg 3', 'clients', 'postgresql+psycopg'],
  ['sqlalchemy-redshift with psycopg 2', 'redshift-clients', 'redshift+psycopg2'],
  ['sqlalchemy-redshift with redshift_connector', 'redshift-clients', 'redshift+redshift_connector'],
];

for (const [client, environment, dialect] of dialects) {
  describeClient(client, await pythonOf(environment), (star) => {
    let answers: Readonly<Record<string, unknown>> = {};
    beforeAll(async () => {
      answers = (await askPython(environment, 'sqlalchemy_client', star(), { args: [dialect] })) as typeof answers;
    });

    it('lists what an analyst reads', async () => {
      const { tables, views } = await starFacts(star());
      expect(answers.schemas).toEqual(['information_schema', 'public', 'reporting', 'star', 'workspace']);
      expect(answers['default schema']).toBe('star');
      expect(answers.tables).toEqual(tables);
      expect(answers.views).toEqual(views);
      expect(answers.view).toBe(true);
    });

    it('reflects columns with their types and comments', async () => {
      const { columns, comment } = await starFacts(star());
      expect(answers.columns).toEqual(columns);
      expect(answers.type).toBe('NUMERIC(18, 2)');
      expect(answers['column comment']).toBe(comment);
    });

    it('reflects keys, and joins a fact to a dimension by them', async () => {
      const { keys } = await starFacts(star());
      expect(answers['primary key']).toEqual(['patient_sk']);
      expect(answers['foreign keys']).toEqual(keys);
      expect(answers['join by key']).toBe(
        await only(
          star(),
          'SELECT COUNT(*) FROM star.fact_encounter JOIN star.dim_patient USING (patient_sk) WHERE is_current',
        ),
      );
    });

    it('binds parameters', async () => {
      const sql = "SELECT COUNT(*) FROM star.dim_patient WHERE gender = 'F' AND patient_sk > 0";
      expect(answers.bound).toBe(await only(star(), sql));
    });

    it('gives pandas data frames, whole, in portions and by table', async () => {
      expect(answers.pandas).toEqual(
        await star().truth('SELECT encounter_class, COUNT(*) FROM star.fact_encounter GROUP BY 1 ORDER BY 1'),
      );
      expect(answers['pandas in portions']).toBe(await only(star(), 'SELECT COUNT(*) FROM star.dim_date'));
      expect(answers['pandas table']).toBe(await only(star(), 'SELECT COUNT(*) FROM star.dim_patient'));
    });
  });
}

async function only(star: Parameters<typeof starFacts>[0], sql: string): Promise<string | null | undefined> {
  return (await star.truth(sql))[0]?.[0];
}
