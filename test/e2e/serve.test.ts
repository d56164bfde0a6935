import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import pg from 'pg';
import { expect, test } from 'vitest';
import { firstRun, medstream, query, start, summaryOf } from './cli.ts';

const psql = '/usr/bin/psql';

test('serve opens star and reporting to clients, read-only, while a run is refused with a clear message', async () => {
  const { data, outcome } = await firstRun('--events', '100');
  const { facts } = summaryOf(outcome);
  const server = start(['serve', '--data', data, '--port', '0']);
  const ended = new Promise<number | null>((resolve) => server.on('close', resolve));
  try {
    const greeting = await new Promise<string>((resolve, reject) => {
      server.stdout?.once('data', (chunk) => resolve(String(chunk)));
      server.once('close', () => reject(new Error('serve ended before it was open')));
    });
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(greeting)?.[1]);
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'analyst', database: 'medstream' });
    await client.connect();
    const counted = await client.query('SELECT COUNT(*) AS n FROM star.fact_encounter');
    expect(Number(counted.rows[0].n)).toBe(facts.fact_encounter);
    const byDepartment = await client.query(
      'SELECT department, encounter_count FROM reporting.encounters_by_department',
    );
    expect(byDepartment.rows.length).toBeGreaterThan(0);
    await expect(client.query('DELETE FROM star.fact_encounter')).rejects.toThrow();
    await expect(client.query('SELECT * FROM history.patient')).rejects.toThrow(/permission denied/);

    if (existsSync(psql)) {
      const { stdout } = await promisify(execFile)(psql, [
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-U',
        'analyst',
        '-d',
        'medstream',
        '-Atc',
        "SELECT DATEDIFF(day, CAST('2026-01-01' AS TIMESTAMP), CAST('2026-01-31' AS TIMESTAMP)), COUNT(*) FROM star.dim_payer WHERE payer_sk > 0",
      ]);
      expect(stdout).toMatch(/^30\|\d+\n$/);
    }

    const refused = await medstream('run', '--data', data);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('in use by "medstream serve"');
    await client.end();
  } finally {
    server.kill('SIGINT');
  }
  expect(await ended).toBe(0);
  const [left] = await query(data, 'SELECT COUNT(*) AS n FROM star.fact_encounter');
  expect(Number(left?.n)).toBe(facts.fact_encounter);
});
