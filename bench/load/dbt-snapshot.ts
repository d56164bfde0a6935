import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How a PostgreSQL client reaches the database; a host may be the folder of a socket. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** Where the project's snapshot is. */
export const snapshotTable = 'dbt.patient_snapshot';

/**
 * A dbt project with one snapshot: of the rows in a table, by the strategy that compares columns.
 * @param columns those that are compared
 */
export function writeDbtProject(
  project: string,
  { table, key, columns }: { readonly table: string; readonly key: string; readonly columns: readonly string[] },
): void {
  mkdirSync(join(project, 'snapshots'), { recursive: true });
  mkdirSync(join(project, 'home'));
  writeFileSync(join(project, 'dbt_project.yml'), JSON.stringify({ name: 'floor', profile: 'floor', version: '1.0' }));
  const config = `target_schema='dbt', unique_key='${key}', strategy='check', check_cols=${JSON.stringify(columns)}`;
  const select = `SELECT ${[key, ...columns].join(', ')} FROM ${table}`;
  const snapshot = `{% snapshot patient_snapshot %}{{ config(${config}) }} ${select} {% endsnapshot %}\n`;
  writeFileSync(join(project, 'snapshots', 'patient_snapshot.sql'), snapshot);
}

/**
 * Runs `dbt snapshot`, from the start of its process to its end.
 * @throws Error with what dbt said
 */
export async function dbtSnapshot(
  { project, python }: { readonly project: string; readonly python: string },
  { password, ...login }: Login,
): Promise<void> {
  const output = { type: 'postgres', ...login, dbname: 'medstream', schema: 'dbt', threads: 1 };
  const laptop = { ...output, password: "{{ env_var('PGPASSWORD') }}" };
  writeFileSync(join(project, 'profiles.yml'), JSON.stringify({ floor: { target: 'laptop', outputs: { laptop } } }));
  const options = ['--no-use-colors', '--no-send-anonymous-usage-stats', 'snapshot'];
  const place = ['--project-dir', project, '--profiles-dir', project];
  await run(python, ['-m', 'dbt.cli.main', ...options, ...place], {
    cwd: project,
    env: { ...process.env, HOME: join(project, 'home'), PGPASSWORD: password },
  }).catch((error: { readonly stdout?: string }) => {
    throw new Error(`dbt snapshot failed: ${error.stdout}`);
  });
}
