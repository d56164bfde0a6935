import { isSignificant, tokenizeSql } from '../sql/sql-tokens.ts';
import type { Statement } from './sql-text.ts';

/** Path below `warehouse/` of the statements of the audit: every invariant as full scans, a statement for each table. */
export const auditFile = 'generated/audit.sql';

/** The role of whoever audits; warehouse/security/roles.sql creates it. */
export const auditorRole = 'medstream_auditor';

/** Where the audit writes what it found. Rows are only added. */
export const wholeChecks = 'audit.whole_check';

/** The view that tells when each table was last checked, and when it last held; one of its rows is about all of them. */
export const auditedTables = 'reporting.audited_table';
export const allTables = 'all tables';

/** An invariant of a table: `I1` of `star.dim_patient`. */
export interface Invariant {
  readonly invariant: string;
  readonly table: string;
}

/** What a full scan looks for, each once, as its text names them: a scan returns a row only for those that are broken. */
export function invariantsOf(scan: string): Invariant[] {
  const named = new Set(scan.match(/(?<=')I\d+ of [a-z]+\.[a-z0-9_]+(?=')/g));
  return [...named].map(invariantNamed);
}

/** @param name as a scan gives it: `I1 of star.dim_patient`. */
export function invariantNamed(name: string): Invariant {
  const [invariant = '', table = ''] = name.split(' of ');
  return { invariant, table };
}

/** What the audit needs, table by table, and no more: it reads what its scans read, and adds rows to its own books. */
export function auditorGrants(scans: readonly Statement[]): string {
  const read = [...new Set(scans.flatMap(({ sql }) => tablesRead(sql)))]
    .filter((table) => table !== wholeChecks)
    .sort();
  const schemas = [...new Set([...read, wholeChecks, auditedTables].map((table) => table.replace(/\..*$/, '')))].sort();
  return [
    '-- What an audit of whole tables touches, and no more.',
    `GRANT USAGE ON SCHEMA ${schemas.join(', ')} TO ROLE ${auditorRole};`,
    `GRANT SELECT ON ${[...read, auditedTables].join(', ')} TO ROLE ${auditorRole};`,
    `GRANT SELECT, INSERT ON ${wholeChecks} TO ROLE ${auditorRole};`,
    '',
  ].join('\n');
}

/** The tables behind FROM and JOIN, `schema.name`; what a common table expression is called has no schema. */
function tablesRead(sql: string): string[] {
  const words = tokenizeSql(sql)
    .filter(isSignificant)
    .map(({ text }) => text.toLowerCase());
  return words.flatMap((word, at) =>
    (word === 'from' || word === 'join') && words[at + 2] === '.' ? [`${words[at + 1]}.${words[at + 3]}`] : [],
  );
}
