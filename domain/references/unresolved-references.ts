import { type Contract, keyColumnName } from '../../contracts/contract.ts';
import { referencesOf } from '../../contracts/references.ts';
import type { Star } from '../warehouse/star.ts';

/**
 * Referential rules. A record may come before the one that it names, so none is refused for that; what still names nothing
 * is a finding, counted in the warehouse and in the lake alike: `reporting.unresolved_references` and the mart
 * `gold.unresolved_references`, which a run compares row by row.
 */

/** A reference of a contract that both stores show. */
interface ShownReference {
  readonly contract: Contract;
  readonly field: string;
  readonly target: Contract;
  /** The column of the star, which the lake calls as the field. */
  readonly starColumn: string;
}

/** The references whose field is kept by masking and is a column of the star. */
function shownReferences({ tables, facts, dimensions }: Star): ShownReference[] {
  const contracts = new Map(tables.map(({ contract }) => [contract.name, contract]));
  return [...dimensions, ...facts].flatMap(({ table: { contract }, columns }) =>
    referencesOf(contract).flatMap(({ field, role, target }): ShownReference[] => {
      const starColumn = contract.kind === 'event' ? `${role}_bk` : field;
      const named = contracts.get(target);
      if (named === undefined || columns.every(({ name }) => name !== starColumn)) return [];
      return [{ contract, field, target: named, starColumn }];
    }),
  );
}

const columns = [
  { name: 'contract', lake: 'STRING', description: 'Kind of record that names another one' },
  { name: 'field', lake: 'STRING', description: 'Its field that holds the key of the other one' },
  { name: 'refers_to', lake: 'STRING', description: 'Kind of record that it names' },
  { name: 'record_count', lake: 'BIGINT', description: 'Records that name one which is not there' },
  { name: 'missing_count', lake: 'BIGINT', description: 'Distinct keys that they name' },
] as const;

const description =
  'Records that name another one which never came, or was deleted: by contract and field, where there are any';

const selectOf = ({ contract, field, target }: ShownReference, column: string, rest: readonly string[]) =>
  [
    '  SELECT',
    `    '${contract.name}' AS contract,`,
    `    '${field}' AS field,`,
    `    '${target.name}' AS refers_to,`,
    '    COUNT(*) AS record_count,',
    `    COUNT(DISTINCT named.${column}) AS missing_count`,
    ...rest.map((line) => `  ${line}`),
  ].join('\n');

const unionOf = (selects: readonly string[]) => `SELECT
${columns.map(({ name }) => `  ${name}`).join(',\n')}
FROM (
${selects.join('\n  UNION ALL\n')}
) AS unresolved
WHERE record_count > 0`;

/** Rows of a dimension that tell of a thing as it is now, delivered and not deleted. */
const isThere = (alias: string) => `${alias}.is_current AND NOT ${alias}.is_deleted AND NOT ${alias}.is_inferred`;

function warehouseSelect(reference: ShownReference): string {
  const { contract, target, starColumn } = reference;
  const tableOf = ({ kind, name }: Contract) => `star.${kind === 'event' ? 'fact' : 'dim'}_${name}`;
  const key = `${target.name}_bk`;
  return selectOf(reference, starColumn, [
    `FROM ${tableOf(contract)} named`,
    `LEFT JOIN ${tableOf(target)} other`,
    `  ON other.${key} = named.${starColumn}${target.kind === 'event' ? '' : ` AND ${isThere('other')}`}`,
    `WHERE named.${starColumn} IS NOT NULL AND other.${key} IS NULL${contract.kind === 'event' ? '' : ` AND ${isThere('named')}`}`,
  ]);
}

function lakeSelect(reference: ShownReference): string {
  const { contract, target, field } = reference;
  const key = keyColumnName(target.name);
  return selectOf(reference, field, [
    `FROM silver.${contract.name} AS named`,
    `LEFT JOIN silver.${target.name} AS other`,
    `  ON other.${key} = named.${field}`,
    `WHERE named.${field} IS NOT NULL AND other.${key} IS NULL`,
  ]);
}

const notice = 'Generated from contracts/records by `npm run codegen`; do not edit.';

/** A file of the repository, by its path below the root. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** The view of the warehouse and the mart of the lake, each with its yml. */
export function unresolvedReferenceFiles(star: Star): readonly GeneratedFile[] {
  const references = shownReferences(star);
  const named = references.map(({ contract }) => contract.name);
  const reads = [...new Set([...named, ...references.map(({ target }) => target.name)])].sort();
  const viewColumns = columns.map(
    (column) => `  - name: ${column.name}\n    description: ${JSON.stringify(column.description)}`,
  );
  const martColumns = columns.map(
    (column) =>
      `  - name: ${column.name}\n    type: ${column.lake}\n    nullable: false\n    description: ${JSON.stringify(column.description)}`,
  );
  return [
    {
      path: 'warehouse/models/reporting/unresolved-references.sql',
      text: `-- ${notice}
DROP VIEW IF EXISTS reporting.unresolved_references;

CREATE VIEW reporting.unresolved_references AS
${unionOf(references.map(warehouseSelect))};
`,
    },
    {
      path: 'warehouse/models/reporting/unresolved-references.yml',
      text: `# ${notice}
model: reporting.unresolved_references
description: ${JSON.stringify(`${description}.`)}
grain: one row per contract and field
key: [contract, field]
columns:
${viewColumns.join('\n')}
`,
    },
    {
      path: 'glue-scripts/models/gold/unresolved-references.sql',
      text: `-- ${notice}
${unionOf(references.map(lakeSelect))}
`,
    },
    {
      path: 'glue-scripts/models/gold/unresolved-references.yml',
      text: `# ${notice}
name: gold.unresolved_references
description: ${JSON.stringify(description)}
equals: reporting.unresolved_references
grain: [contract, field]
reads: [${reads.map((name) => `silver.${name}`).join(', ')}]
columns:
${martColumns.join('\n')}
totals: []
${example}`,
    },
  ];
}

/** Two claims of an encounter that never came, one of an encounter that did, and one of none. */
const example = `given:
  silver.patient:
    - { patient_id: p }
  silver.encounter:
    - { encounter_id: came, patient_id: p }
  silver.claim:
    - { claim_id: a, patient_id: p, encounter_id: came }
    - { claim_id: b, patient_id: p, encounter_id: missing }
    - { claim_id: c, patient_id: p, encounter_id: missing }
    - { claim_id: d, patient_id: p }
expect:
  - contract: claim
    field: encounter_id
    refers_to: encounter
    record_count: 2
    missing_count: 1
`;
