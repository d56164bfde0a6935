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

const keyColumn = { name: 'key_value', lake: 'STRING', description: 'The key that they name' } as const;

const keysDescription = 'Keys that records name and that never came, or were deleted: by contract and field';

const description =
  'Records that name another one which never came, or was deleted: by contract and field, where there are any';

/** A select of two literals and the key that a record names, or of the kind of a record and its own key. */
const selectOf = (literals: Readonly<Record<string, string>>, key: string, rest: readonly string[]) =>
  [
    '  SELECT',
    ...Object.entries(literals).map(([name, value]) => `    '${value}' AS ${name},`),
    `    ${key} AS key_value`,
    ...rest.map((line) => `  ${line}`),
  ].join('\n');

/**
 * FROM and WHERE of what is named, less what is there. One join for all references: a join for each would want memory for each
 * at once, and what an engine has for a query is not made for ninety.
 */
const namedAndMissing = (named: readonly string[], present: readonly string[]) => `FROM (
${named.join('\n  UNION ALL\n')}
) AS named
LEFT JOIN (
${present.join('\n  UNION ALL\n')}
) AS present
  ON present.target = named.refers_to AND present.key_value = named.key_value
WHERE present.key_value IS NULL`;

const literalsOf = ({ contract, field, target }: ShownReference) => ({
  contract: contract.name,
  field,
  refers_to: target.name,
});

const targetsOf = (references: readonly ShownReference[]) => [...new Set(references.map(({ target }) => target))];

/** Rows of a dimension that tell of a thing as it is now, delivered and not deleted; a fact has no others. */
const isThere = ({ kind }: Contract) => (kind === 'event' ? [] : ['is_current', 'NOT is_deleted', 'NOT is_inferred']);

const starTable = ({ kind, name }: Contract) => `star.${kind === 'event' ? 'fact' : 'dim'}_${name}`;

function warehouseQuery(references: readonly ShownReference[]): string {
  const named = references.map((reference) => {
    const { contract, starColumn } = reference;
    const conditions = [`${starColumn} IS NOT NULL`, ...isThere(contract)].join(' AND ');
    return selectOf(literalsOf(reference), starColumn, [`FROM ${starTable(contract)}`, `WHERE ${conditions}`]);
  });
  const present = targetsOf(references).map((target) => {
    const conditions = isThere(target);
    const where = conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`];
    return selectOf({ target: target.name }, `${target.name}_bk`, [`FROM ${starTable(target)}`, ...where]);
  });
  return `SELECT
  named.contract,
  named.field,
  named.refers_to,
  COUNT(*) AS record_count,
  COUNT(DISTINCT named.key_value) AS missing_count
${namedAndMissing(named, present)}
GROUP BY named.contract, named.field, named.refers_to`;
}

/** Of the lake, the keys: what a run keeps up from what changed is a count for each, not that of distinct ones. */
function lakeQuery(references: readonly ShownReference[]): string {
  const named = references.map((reference) => {
    const { contract, field } = reference;
    return selectOf(literalsOf(reference), field, [`FROM silver.${contract.name}`, `WHERE ${field} IS NOT NULL`]);
  });
  const present = targetsOf(references).map((target) =>
    selectOf({ target: target.name }, keyColumnName(target.name), [`FROM silver.${target.name}`]),
  );
  return `WITH parts AS (
SELECT
  named.contract,
  named.field,
  named.refers_to,
  named.key_value,
  1 AS record_count
${namedAndMissing(named, present)}
)
SELECT
  contract,
  field,
  refers_to,
  key_value,
  CAST(SUM(record_count) AS BIGINT) AS record_count
FROM parts
GROUP BY contract, field, refers_to, key_value
HAVING CAST(SUM(record_count) AS BIGINT) <> 0`;
}

const countsQuery = `SELECT
  contract,
  field,
  refers_to,
  CAST(SUM(record_count) AS BIGINT) AS record_count,
  COUNT(*) AS missing_count
FROM gold.unresolved_keys
GROUP BY contract, field, refers_to`;

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
  const ymlOf = (column: (typeof columns)[number] | typeof keyColumn) =>
    `  - name: ${column.name}\n    type: ${column.lake}\n    nullable: false\n    description: ${JSON.stringify(column.description)}`;
  const [contractColumn, fieldColumn, targetColumn, countColumn] = columns;
  const keyColumns = [contractColumn, fieldColumn, targetColumn, keyColumn, countColumn];
  const links = references.map(
    ({ contract, field, target }) =>
      `    - { from: silver.${contract.name}, field: ${field}, to: silver.${target.name} }`,
  );
  return [
    {
      path: 'warehouse/models/reporting/unresolved-references.sql',
      text: `-- ${notice}
DROP VIEW IF EXISTS reporting.unresolved_references;

CREATE VIEW reporting.unresolved_references AS
${warehouseQuery(references)};
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
      path: 'glue-scripts/models/gold/unresolved-keys.sql',
      text: `-- ${notice}
${lakeQuery(references)}
`,
    },
    {
      path: 'glue-scripts/models/gold/unresolved-keys.yml',
      text: `# ${notice}
name: gold.unresolved_keys
description: ${JSON.stringify(keysDescription)}
grain: [contract, field, refers_to, key_value]
reads: [${reads.map((name) => `silver.${name}`).join(', ')}]
rebuild: affected
parts:
  sums: [record_count]
  links:
${links.join('\n')}
columns:
${keyColumns.map(ymlOf).join('\n')}
totals: []
${keysExample}`,
    },
    {
      path: 'glue-scripts/models/gold/unresolved-references.sql',
      text: `-- ${notice}
${countsQuery}
`,
    },
    {
      path: 'glue-scripts/models/gold/unresolved-references.yml',
      text: `# ${notice}
name: gold.unresolved_references
description: ${JSON.stringify(description)}
equals: reporting.unresolved_references
grain: [contract, field]
reads: [gold.unresolved_keys]
# It counts the rows of a table that has none where every record that is named came.
rebuild: whole
columns:
${columns.map(ymlOf).join('\n')}
totals: []
${example}`,
    },
  ];
}

/** Two claims of an encounter that never came, one of an encounter that did, and one of none. */
const keysExample = `given:
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
    key_value: missing
    record_count: 2
`;

const example = `given:
  gold.unresolved_keys:
    - { contract: claim, field: encounter_id, refers_to: encounter, key_value: a, record_count: 2 }
    - { contract: claim, field: encounter_id, refers_to: encounter, key_value: b, record_count: 1 }
    - { contract: claim, field: patient_id, refers_to: patient, key_value: a, record_count: 1 }
expect:
  - contract: claim
    field: encounter_id
    refers_to: encounter
    record_count: 3
    missing_count: 2
  - contract: claim
    field: patient_id
    refers_to: patient
    record_count: 1
    missing_count: 1
`;
