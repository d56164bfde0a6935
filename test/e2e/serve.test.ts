import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { expect, test } from 'vitest';
import { firstRun, type MedstreamProcess, medstream, query, start, summaryOf } from './cli.ts';

const psql = '/usr/bin/psql';

/** What `serve` prints before it can be used. */
async function greetingOf(server: MedstreamProcess): Promise<string> {
  let text = '';
  for await (const chunk of server.stdout) {
    text += chunk;
    if (text.includes('Ctrl-C closes it.')) return text;
  }
  throw new Error('serve ended before it was open');
}

const endOf = (server: MedstreamProcess) => new Promise<number | null>((resolve) => server.on('close', resolve));
const lineOf = (greeting: string, pattern: RegExp) => pattern.exec(greeting)?.[1] ?? '';

test('serve opens the warehouse to whoever has what it prints, beside questions of the command line, and keeps the password', async () => {
  const { data, outcome } = await firstRun('--events', '100');
  const { facts } = summaryOf(outcome);
  const server = start(['serve', '--data', data, '--port', '0']);
  const ended = endOf(server);
  const greeting = await greetingOf(server);
  const connectionString = lineOf(greeting, /^(postgresql:.*)$/m);
  const password = lineOf(greeting, /^password: (.*)$/m);
  try {
    expect(greeting).toContain('\nuser: analyst\n');
    for (const line of greeting.split('\n')) expect(line.length <= 80 || line.includes(data), line).toBe(true);

    const client = new pg.Client({ connectionString });
    // Behind the answer that tells it, the end of the connection is an event of its own.
    client.on('error', () => undefined);
    await client.connect();
    const counted = await client.query('SELECT COUNT(*) AS n FROM fact_encounter');
    expect(Number(counted.rows[0].n)).toBe(facts.fact_encounter);
    await expect(client.query('DELETE FROM star.fact_encounter')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('SELECT * FROM history.patient')).rejects.toMatchObject({ code: '42501' });

    const ca = readFileSync(lineOf(greeting, /^(.*ca\.pem)$/m), 'utf8');
    const stewardPassword = readFileSync(lineOf(greeting, /^user steward, password in (.*)$/m), 'utf8').trim();
    const steward = new pg.Client({
      host: 'localhost',
      port: client.port,
      database: 'medstream',
      user: 'steward',
      password: stewardPassword,
      ssl: { ca },
    });
    await steward.connect();
    expect((await steward.query('SELECT contract FROM audit.load_ledger LIMIT 1')).rows).toHaveLength(1);
    await steward.end();

    if (existsSync(psql)) {
      const days =
        "SELECT DATEDIFF(day, CAST('2026-01-01' AS TIMESTAMP), CAST('2026-01-31' AS TIMESTAMP)), COUNT(*) FROM dim_payer WHERE payer_sk > 0";
      const { stdout } = await promisify(execFile)(psql, [connectionString, '-Atc', days]);
      expect(stdout).toMatch(/^30\|\d+\n$/);
    }

    const [asked] = await query(data, 'SELECT COUNT(*) AS n FROM star.fact_encounter');
    expect(Number(asked?.n)).toBe(facts.fact_encounter);
    const refused = await medstream('run', '--data', data);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('in use by "medstream serve"');

    // A statement that runs and a transaction that is open do not keep it from ending.
    const busy = client.query('BEGIN; SELECT pg_sleep(600)').catch((error: { code?: string }) => error.code);
    server.kill('SIGINT');
    expect(await busy).toBe('57P01');
    expect(await ended).toBe(0);
  } finally {
    server.kill('SIGKILL');
  }

  const again = start(['serve', '--data', data, '--port', '0']);
  const againEnded = endOf(again);
  try {
    expect(lineOf(await greetingOf(again), /^password: (.*)$/m)).toBe(password);
  } finally {
    again.kill('SIGTERM');
  }
  expect(await againEnded).toBe(0);
  const log = readFileSync(join(data, 'logs', 'serve.ndjson'), 'utf8');
  expect(log).toContain('"message":"statement"');
  expect(log).not.toMatch(new RegExp(`dim_payer|pg_sleep|${password}`));
});

test('serve says what is missing: a warehouse, a free port, a password', async () => {
  const { data } = await firstRun('--events', '100');
  const nothing = await medstream('serve', '--data', join(data, 'nothing'));
  expect(nothing.code).toBe(1);
  expect(nothing.stderr).toContain('run "npm start" first');
  const noPassword = await medstream('serve', '--data', data, '--port', '0', '--password-file', join(data, 'none'));
  expect(noPassword.code).toBe(1);
  expect(noPassword.stderr).toContain('the password file');
  expect((await medstream('serve', '--data', data, '--port', 'x')).stderr).toContain('--port takes a whole number');
});
