import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, it } from 'vitest';
import { describeClient } from './client.ts';
import { promises } from './promises.ts';
import type { ServedStar } from './served-star.ts';

/** Types as texts: JavaScript's numbers and dates would lose digits. */
const types = { getTypeParser: () => (value: string) => value };

const config = ({ host, port, database, analyst }: ServedStar): pg.ClientConfig => ({
  host,
  port,
  database,
  ...analyst,
  types,
});

const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'not refused',
    (error: { code?: string }) => error.code,
  );

describeClient('npm pg', { name: 'nothing', isMet: true }, (star) => {
  /** Lets `use` ask on a connection of its own. */
  async function connected<T>(use: (client: pg.Client) => Promise<T>, more: pg.ClientConfig = {}): Promise<T> {
    const client = new pg.Client({ ...config(star()), ...more });
    await client.connect();
    try {
      return await use(client);
    } finally {
      await client.end();
    }
  }

  it('takes parameters of every type, in statements that it prepares by name too', async () => {
    const sql = `SELECT CAST($1 AS INTEGER), CAST($2 AS BIGINT), CAST($3 AS DECIMAL(18, 2)), CAST($4 AS DATE),
      CAST($5 AS TIMESTAMP), CAST(CAST($6 AS BOOLEAN) AS VARCHAR(8)), CAST($7 AS VARCHAR(64)), CAST($8 AS VARCHAR(64))`;
    const expected = promises.expected('').parameters as (string | null)[];
    await connected(async (client) => {
      for (const name of [undefined, 'echo', 'echo']) {
        const query = {
          text: sql,
          values: expected,
          rowMode: 'array' as const,
          ...(name === undefined ? {} : { name }),
        };
        expect((await client.query(query)).rows).toEqual([expected]);
      }
    });
  });

  it('asks with a pool of 20 connections at once', async () => {
    const pool = new pg.Pool({ ...config(star()), max: 20 });
    const sql = 'SELECT COUNT(*) AS n, pg_backend_pid() AS pid FROM dim_patient, pg_sleep(0.2)';
    const rows = await Promise.all(Array.from({ length: 20 }, async () => (await pool.query(sql)).rows[0]));
    await pool.end();
    expect(new Set(rows.map(({ pid }) => pid)).size).toBe(20);
    expect(new Set(rows.map(({ n }) => n))).toEqual(
      new Set((await star().truth('SELECT COUNT(*) FROM star.dim_patient')).flat()),
    );
  });

  it('ends a statement that takes too long', async () => {
    const endless = 'SELECT COUNT(*) FROM dim_date a, dim_date b, dim_date c';
    const code = await connected((client) => refusal(client.query(endless)), { statement_timeout: 300 });
    expect(code).toBe('57014');
  });

  it('cannot write the star', async () => {
    expect(await connected((client) => refusal(client.query('DELETE FROM dim_patient')))).toBe('42501');
  });

  it('verifies the server by its own authority over TLS, and refuses one that it does not know', async () => {
    const ca = readFileSync(star().authorityPath, 'utf8');
    expect(await connected(async (client) => (await client.query('SELECT 1 AS one')).rows, { ssl: { ca } })).toEqual([
      { one: '1' },
    ]);
    expect(await refusal(connected(async () => undefined, { ssl: true }))).toMatch(/SELF_SIGNED|UNABLE_TO/);
  });
});
