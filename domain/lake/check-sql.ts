import type { LakeColumn } from './lake-columns.ts';

/** What every check returns: one row per broken promise, with a count and never a key. */
export const checkColumns: readonly LakeColumn[] = [
  { name: 'model', type: 'STRING', nullable: false, description: 'Model that breaks the promise' },
  { name: 'problem', type: 'STRING', nullable: false, description: 'What is wrong' },
  { name: 'rows_found', type: 'BIGINT', nullable: false, description: 'How many rows or keys show it' },
];

/** Something that a model promises. */
export interface Expectation {
  readonly model: string;
  readonly problem: string;
  /** A query with one row per violation. */
  readonly violations: string;
}

const findingSql = (promise: Expectation) => `  SELECT
    '${promise.model}' AS model,
    '${promise.problem}' AS problem,
    COUNT(*) AS rows_found
  FROM (
      ${promise.violations}
  ) AS violations`;

/** A query with a row for each promise that is broken, in the columns of {@link checkColumns}. */
export function checkSql(promises: readonly Expectation[]): string {
  return `SELECT
  model,
  problem,
  rows_found
FROM (
${promises.map(findingSql).join('\n  UNION ALL\n')}
) AS findings
WHERE rows_found > 0
`;
}
