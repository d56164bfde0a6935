import { registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { silverTable } from '../../domain/records/silver-table.ts';
import { snapshotTable, writeDbtProject } from './dbt-snapshot.ts';
import type { Answer, Step } from './steps.ts';

const { key, masked } = silverTable(registry.contractNamed('patient'), policyOfZone('silver'));
const attributes = masked.map(({ name }) => name).filter((name) => name !== key.name);

/** Full extracts of all patients, one after the other, as folders of objects. */
export interface Extract {
  readonly folder: string;
  readonly rows: number;
}

/** A way to keep the versions of patients. */
export interface Way {
  readonly name: string;
  /** What is done with the extracts: three loads, or pieces of work, and a digest after each. */
  readonly steps: (extracts: readonly Extract[]) => Step[];
}

/** What one extract took, in seconds, without the COPY; that is beside. */
export interface ExtractTook {
  readonly wall: number;
  readonly cpu: number;
  readonly copyWall: number;
  readonly copyCpu: number;
  /** Of key, attributes and whether it is current, of all versions. */
  readonly digest: string;
}

/** The load of medstream, in the form that its functions run it. */
export function medstreamWay(name: string): Way {
  const from = 'star.dim_patient WHERE patient_sk > 0';
  return {
    name,
    steps: (extracts) =>
      extracts.flatMap(({ folder, rows }): Step[] => [
        { kind: 'settle' },
        { kind: 'load', folder, rows },
        { kind: 'digest', of: { [from]: ['patient_bk', ...attributes, 'is_current'] } },
      ]),
  };
}

/**
 * A plain MERGE and INSERT of an extract: closes the current versions whose hash is another, and inserts new ones. It knows
 * no late, repeated or unordered delivery, keeps no history and checks nothing. An extract brings no hash, so the statements
 * compute it, and the table has a primary key.
 */
export const plainMergeWay: Way = mergeWay('MERGE + INSERT', {
  identity: ', ADD COLUMN version_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  hash: `MD5(CONCAT_WS('|', ${attributes.map((name) => `COALESCE(CAST(${name} AS text), '~')`).join(', ')}))`,
});

/** The same into a table without a key, by the hash that silver brings: less work is not possible. */
export const bareMergeWay: Way = mergeWay('the same, hash given, no key', { identity: '', hash: 'row_hash' });

function mergeWay(name: string, { identity, hash }: { readonly identity: string; readonly hash: string }): Way {
  const own = [key.name, ...attributes].join(', ');
  const delivered = `(SELECT ${own}, version_at, ${hash} AS hash FROM floor.delivered)`;
  const mergeAndInsert = `
    MERGE INTO floor.patient v
    USING ${delivered} d ON v.${key.name} = d.${key.name} AND v.is_current
    WHEN MATCHED AND v.hash <> d.hash THEN UPDATE SET valid_to = d.version_at, is_current = false;
    INSERT INTO floor.patient (${own}, hash, valid_from, is_current)
    SELECT ${[key.name, ...attributes].map((column) => `d.${column}`).join(', ')}, d.hash, d.version_at, true
    FROM ${delivered} d
    LEFT JOIN floor.patient v ON v.${key.name} = d.${key.name} AND v.is_current
    WHERE v.${key.name} IS NULL`;
  const create = `
    CREATE SCHEMA floor;
    CREATE TABLE floor.delivered (LIKE staging.patient);
    CREATE TABLE floor.patient AS SELECT ${own} FROM floor.delivered;
    ALTER TABLE floor.patient ADD COLUMN hash VARCHAR(64), ADD COLUMN valid_from TIMESTAMP, ADD COLUMN valid_to TIMESTAMP,
      ADD COLUMN is_current BOOLEAN${identity}`;
  return {
    name,
    steps: (extracts) => [
      { kind: 'prepare', sql: create },
      ...extracts.flatMap(({ folder }): Step[] => [
        { kind: 'copy', folder, table: 'floor.delivered' },
        { kind: 'settle' },
        { kind: 'work', sql: mergeAndInsert },
        { kind: 'digest', of: { 'floor.patient': [key.name, ...attributes, 'is_current'] } },
      ]),
    ],
  };
}

/** The whole process of `dbt snapshot` on the same server; `python` is that of an environment with dbt. */
export function dbtWay(python: string, newProject: () => string): Way {
  const table = 'dbt.delivered';
  return {
    name: 'dbt snapshot',
    steps: (extracts) => {
      const project = newProject();
      writeDbtProject(project, { table, key: key.name, columns: attributes });
      return [
        // The memory for sorts that the sessions of the others have.
        {
          kind: 'prepare',
          sql: `CREATE SCHEMA dbt; CREATE TABLE ${table} (LIKE staging.patient); ALTER DATABASE medstream SET work_mem = '32MB'`,
        },
        ...extracts.flatMap(({ folder }): Step[] => [
          { kind: 'copy', folder, table },
          { kind: 'settle' },
          { kind: 'snapshot', project, python },
          { kind: 'digest', of: { [snapshotTable]: [key.name, ...attributes, 'dbt_valid_to IS NULL'] } },
        ]),
      ];
    },
  };
}

/** What each extract took, from the answers to a way's steps. */
export function tookOf(answers: readonly Answer[]): ExtractTook[] {
  const digests = answers.filter((answer) => answer.kind === 'digest').map(({ digests }) => Object.values(digests)[0]);
  const copies = answers.filter((answer) => answer.kind === 'copy');
  const works = answers.filter(
    (answer) => answer.kind === 'load' || answer.kind === 'work' || answer.kind === 'snapshot',
  );
  return works.map((work, at) => {
    const digest = digests[at] ?? '';
    if (work.kind === 'load') {
      const { copy } = work;
      return { wall: work.wall - copy.wall, cpu: work.cpu - copy.cpu, copyWall: copy.wall, copyCpu: copy.cpu, digest };
    }
    // The sessions of dbt end with it.
    const cpu = work.kind === 'snapshot' ? work.cpu + work.ended : work.cpu;
    return { wall: work.wall, cpu, copyWall: copies[at]?.wall ?? 0, copyCpu: copies[at]?.cpu ?? 0, digest };
  });
}
