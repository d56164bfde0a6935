import { beforeAll, expect, it } from 'vitest';
import { askPython, describeClient, pythonOf } from './client.ts';
import { promises } from './promises.ts';
import { starFacts } from './star-facts.ts';

describeClient('redshift_connector', await pythonOf('redshift-clients'), (star) => {
  let answers: Readonly<Record<string, unknown>> = {};
  let patients = '';
  beforeAll(async () => {
    answers = (await askPython('redshift-clients', 'redshift_connector_client', star())) as typeof answers;
    patients = (await star().truth('SELECT COUNT(*) FROM star.dim_patient'))[0]?.[0] ?? '';
  });

  // It has no cancel and no cursor of the server.
  const { 'cancels a statement and goes on': _, 'reads many rows in portions': __, ...has } = promises.all;
  for (const [promise, keys] of Object.entries(has)) {
    it(promise, () => {
      for (const key of keys) expect({ [key]: answers[key] }).toEqual({ [key]: promises.expected(patients)[key] });
    });
  }

  it('goes on after a time limit', () => expect(answers['after timeout']).toEqual(['1']));

  it('gives data frames', async () => {
    const truth = await star().truth('SELECT encounter_class, COUNT(*) FROM star.fact_encounter GROUP BY 1 ORDER BY 1');
    expect(answers['data frame']).toEqual(truth);
  });

  it('lists databases, schemas, tables, columns and primary keys', async () => {
    const { tables, views, columns } = await starFacts(star());
    expect(answers.get_catalogs).toEqual(['medstream']);
    expect(answers.get_schemas).toEqual([
      'information_schema',
      'pg_catalog',
      'public',
      'reporting',
      'star',
      'workspace',
    ]);
    expect(answers.get_tables).toEqual(tables);
    expect(answers['get_tables of all']).toEqual([
      ...tables.map((name) => `star ${name}`),
      ...views.map((name) => `reporting ${name}`),
    ]);
    expect(answers.get_columns).toEqual(columns);
    expect(answers.get_primary_keys).toEqual(['patient_sk']);
    // Only for servers that know SHOW CONSTRAINTS, which a server says of itself.
    expect(answers.get_imported_keys).toBe('InterfaceError');
  });

  it('is refused with a wrong password, and refuses a server that it does not know', () => {
    // invalid_password
    expect(answers['wrong password']).toBe('28P01');
    expect(answers['unknown authority']).toMatch(/SSLCertVerificationError|InterfaceError/);
  });
});
