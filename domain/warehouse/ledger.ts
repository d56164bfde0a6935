import type { Contract } from '../../contracts/contract.ts';
import { inferredOperation, loadId } from './conventions.ts';

// Depends on a count, so that no planner can fold the failing cast into a constant.
const described = "found.contract || ': ' || CAST(found.staged AS VARCHAR(20))";
const isBalanced = 'found.staged = found.inserted + found.duplicates';

/**
 * Statements that write the load into the ledger. Duplicates are counted on their own, and a ledger row that does not
 * balance (I12), or objects that are not those of the manifests, abort the batch.
 */
export function recordLoadStatements(contracts: readonly Contract[]): string {
  return `-- record the load in audit.load_ledger
INSERT INTO audit.load_ledger (load_id, contract, objects, staged, inserted, duplicates, loaded_at)
SELECT
  ${loadId},
  found.contract,
  -- An object whose rows carry another key would never count as loaded.
  CASE WHEN SUM(found.objects) OVER () = CAST(:objects AS BIGINT) THEN found.objects
    ELSE CAST('invariant I12 of the manifests broken, rows of ' || ${described} AS BIGINT) END,
  found.staged,
  found.inserted,
  CASE WHEN ${isBalanced} THEN found.duplicates
    ELSE CAST('invariant I12 of staging broken, rows of ' || ${described} AS BIGINT) END,
  GETDATE()
FROM (
${contracts.map(countsOf).join('\n  UNION ALL\n')}
) found
LEFT JOIN audit.load_ledger known ON known.load_id = ${loadId} AND known.contract = found.contract
WHERE found.staged > 0 AND known.load_id IS NULL;

-- record the objects in audit.loaded_object
INSERT INTO audit.loaded_object (object_key, contract, load_id, row_count)
SELECT staged.object_key, staged.contract, ${loadId}, staged.row_count
FROM (
${contracts.map(objectsOf).join('\n  UNION ALL\n')}
) staged
LEFT JOIN audit.loaded_object known ON known.object_key = staged.object_key
WHERE known.object_key IS NULL;
`;
}

/** Rows staged and inserted, and, counted apart, rows that repeat an event of this load or of an earlier one. */
function countsOf({ name }: Contract): string {
  return `  SELECT CAST('${name}' AS VARCHAR(64)) AS contract, s.objects, s.staged, i.inserted, d.duplicates
  FROM (
    SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged
    FROM (SELECT object_key, COUNT(*) AS staged FROM staging.${name} GROUP BY object_key) o
  ) s
  CROSS JOIN (
    SELECT COUNT(*) AS inserted FROM history.${name} WHERE load_id = ${loadId} AND op <> '${inferredOperation}'
  ) i
  CROSS JOIN (
    SELECT NVL(SUM(event.deliveries - event.is_unseen), 0) AS duplicates
    FROM (
      SELECT e.deliveries, MIN(CASE WHEN earlier.event_id IS NULL THEN 1 ELSE 0 END) AS is_unseen
      FROM (
        SELECT event_source, event_id, MIN(sequence) AS sequence, COUNT(*) AS deliveries
        FROM staging.${name}
        GROUP BY event_source, event_id
      ) e
      LEFT JOIN history.${name} earlier
        ON earlier.event_source = e.event_source AND earlier.event_id = e.event_id
        AND earlier.sequence <= e.sequence AND earlier.load_id <> ${loadId}
      GROUP BY e.event_source, e.event_id, e.deliveries
    ) event
  ) d`;
}

function objectsOf({ name }: Contract): string {
  return `  SELECT object_key, CAST('${name}' AS VARCHAR(64)) AS contract, COUNT(*) AS row_count
  FROM staging.${name}
  GROUP BY object_key`;
}

/** Full scan of I12 and of the history's grain: what the ledger says is what history holds. */
export function ledgerCheck(contracts: readonly Contract[]): string {
  const branches = contracts.flatMap(({ name }) => [
    `SELECT CAST('I11 of history.${name}' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.${name}
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated`,
    `SELECT CAST('I12 of history.${name}' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.${name} WHERE op <> '${inferredOperation}') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = '${name}') recorded
  WHERE held.changes <> recorded.changes`,
  ]);
  return `-- check the ledger
WITH broken AS (
  SELECT CAST('I12 of audit.load_ledger' AS VARCHAR(100)) AS invariant
  FROM audit.load_ledger
  WHERE staged <> inserted + duplicates
  UNION ALL
  ${branches.join('\n  UNION ALL\n  ')}
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;
`;
}
