import { beforeAll, expect, it } from 'vitest';
import { askPython, describeClient, pythonOf } from './client.ts';
import { promises } from './promises.ts';

const python = await pythonOf('clients');

for (const [client, program, more] of [
  ['psycopg 2', 'psycopg2_client', {}],
  [
    'psycopg 3',
    'psycopg3_client',
    {
      'prepares what it asks often, on the server': ['prepared'],
      'reads values in binary': ['binary'],
      'copies rows out': ['copy out'],
    },
  ],
  ['asyncpg', 'asyncpg_client', {}],
] as const) {
  describeClient(client, python, (star) => {
    let answers: Readonly<Record<string, unknown>> = {};
    let patients = '';
    beforeAll(async () => {
      answers = (await askPython('clients', program, star())) as typeof answers;
      patients = (await star().truth('SELECT COUNT(*) FROM star.dim_patient'))[0]?.[0] ?? '';
    });
    for (const [promise, keys] of Object.entries({ ...promises.all, ...more })) {
      it(promise, () => {
        for (const key of keys) expect({ [key]: answers[key] }).toEqual({ [key]: promises.expected(patients)[key] });
      });
    }
  });
}
