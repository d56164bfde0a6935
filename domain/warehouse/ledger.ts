import type { SilverTable } from '../records/silver-table.ts';
import { isUnseen, supersedes } from './append.ts';
import { arrivedEvents, isSameEvent, loadedFingerprints, loadedObjects, loadId } from './conventions.ts';
import { fingerprintSql } from './key-tally.ts';
import type { Statement } from './sql-text.ts';

/**
 * Statements that write the load of a contract into the books. Duplicates are counted on their own, and a ledger row that
 * does not balance (I12), or objects that are not those of the manifest, abort the batch: a text that is no number is cast
 * to one. It hangs on counts, so that no planner can fold it into a constant. Events whose id came with other content are
 * counted as collisions: they are duplicates to every reader, but their producer meant something else.
 */
export function ledgerStatements({ name }: SilverTable): Statement[] {
  return [
    {
      name: `record the load of ${name} in audit.load_ledger`,
      sql: `INSERT INTO audit.load_ledger (load_id, contract, objects, staged, inserted, duplicates, collisions, loaded_at)
SELECT
  ${loadId},
  '${name}',
  -- An object without rows would never count as loaded; rows that carry another key would hide that key's object.
  CAST(
    CASE WHEN s.objects = ${loadedObjects} AND s.fingerprints = ${loadedFingerprints} THEN CAST(s.objects AS VARCHAR(20))
      ELSE 'invariant I12 of the manifest broken, rows of ${name}: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  s.staged,
  i.inserted,
  CAST(
    CASE WHEN s.staged = i.inserted + d.duplicates THEN CAST(d.duplicates AS VARCHAR(20))
      ELSE 'invariant I12 of staging broken, rows of ${name}: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  d.collisions,
  GETDATE()
FROM (
  SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged, SUM(${fingerprintSql('o.object_key')}) AS fingerprints
  FROM (SELECT object_key, COUNT(*) AS staged FROM staging.${name} GROUP BY object_key) o
) s
CROSS JOIN (
  -- Counted where the rows are now, so that it does not follow from what the events were compared to.
  SELECT COUNT(*) AS inserted
  FROM ${arrivedEvents} e
  JOIN history.${name} h ON ${isSameEvent('h', 'e')}
  WHERE h.load_id = ${loadId}
) i
CROSS JOIN (
  -- Rows that repeat an event of this load or of another one, and events of which one of them says something else.
  SELECT
    NVL(SUM(e.deliveries - CASE WHEN ${isUnseen} OR ${supersedes} THEN 1 ELSE 0 END), 0) AS duplicates,
    NVL(SUM(e.is_contradicted), 0) AS collisions
  FROM ${arrivedEvents} e
) d
LEFT JOIN audit.load_ledger known ON known.load_id = ${loadId} AND known.contract = '${name}'
WHERE known.load_id IS NULL`,
    },
    {
      name: `record the objects of ${name} in audit.loaded_object`,
      sql: `INSERT INTO audit.loaded_object (object_key, contract, load_id, row_count)
SELECT staged.object_key, '${name}', ${loadId}, staged.row_count
FROM (SELECT object_key, COUNT(*) AS row_count FROM staging.${name} GROUP BY object_key) staged
LEFT JOIN audit.loaded_object known ON known.object_key = staged.object_key
WHERE known.object_key IS NULL`,
    },
  ];
}
