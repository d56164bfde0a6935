-- Generated from contracts/ and the yml of the models by `npm run codegen`: change those and run it again.
-- record the load in audit.load_ledger
INSERT INTO audit.load_ledger (load_id, contract, objects, staged, inserted, duplicates, loaded_at)
SELECT
  CAST(:load_id AS VARCHAR(64)),
  found.contract,
  -- An object whose rows carry another key would never count as loaded.
  CASE WHEN SUM(found.objects) OVER () = CAST(:objects AS BIGINT) THEN found.objects
    ELSE CAST('invariant I12 of the manifests broken, rows of ' || found.contract || ': ' || CAST(found.staged AS VARCHAR(20)) AS BIGINT) END,
  found.staged,
  found.inserted,
  CASE WHEN found.staged = found.inserted + found.duplicates THEN found.duplicates
    ELSE CAST('invariant I12 of staging broken, rows of ' || found.contract || ': ' || CAST(found.staged AS VARCHAR(20)) AS BIGINT) END,
  GETDATE()
FROM (
  SELECT CAST('organization' AS VARCHAR(64)) AS contract, s.objects, s.staged, i.inserted, d.duplicates
  FROM (
    SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged
    FROM (SELECT object_key, COUNT(*) AS staged FROM staging.organization GROUP BY object_key) o
  ) s
  CROSS JOIN (
    SELECT COUNT(*) AS inserted FROM history.organization WHERE load_id = CAST(:load_id AS VARCHAR(64)) AND op <> 'I'
  ) i
  CROSS JOIN (
    SELECT NVL(SUM(event.deliveries - event.is_unseen), 0) AS duplicates
    FROM (
      SELECT e.deliveries, MIN(CASE WHEN earlier.event_id IS NULL THEN 1 ELSE 0 END) AS is_unseen
      FROM (
        SELECT event_source, event_id, MIN(sequence) AS sequence, COUNT(*) AS deliveries
        FROM staging.organization
        GROUP BY event_source, event_id
      ) e
      LEFT JOIN history.organization earlier
        ON earlier.event_source = e.event_source AND earlier.event_id = e.event_id
        AND earlier.sequence <= e.sequence AND earlier.load_id <> CAST(:load_id AS VARCHAR(64))
      GROUP BY e.event_source, e.event_id, e.deliveries
    ) event
  ) d
  UNION ALL
  SELECT CAST('provider' AS VARCHAR(64)) AS contract, s.objects, s.staged, i.inserted, d.duplicates
  FROM (
    SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged
    FROM (SELECT object_key, COUNT(*) AS staged FROM staging.provider GROUP BY object_key) o
  ) s
  CROSS JOIN (
    SELECT COUNT(*) AS inserted FROM history.provider WHERE load_id = CAST(:load_id AS VARCHAR(64)) AND op <> 'I'
  ) i
  CROSS JOIN (
    SELECT NVL(SUM(event.deliveries - event.is_unseen), 0) AS duplicates
    FROM (
      SELECT e.deliveries, MIN(CASE WHEN earlier.event_id IS NULL THEN 1 ELSE 0 END) AS is_unseen
      FROM (
        SELECT event_source, event_id, MIN(sequence) AS sequence, COUNT(*) AS deliveries
        FROM staging.provider
        GROUP BY event_source, event_id
      ) e
      LEFT JOIN history.provider earlier
        ON earlier.event_source = e.event_source AND earlier.event_id = e.event_id
        AND earlier.sequence <= e.sequence AND earlier.load_id <> CAST(:load_id AS VARCHAR(64))
      GROUP BY e.event_source, e.event_id, e.deliveries
    ) event
  ) d
  UNION ALL
  SELECT CAST('payer' AS VARCHAR(64)) AS contract, s.objects, s.staged, i.inserted, d.duplicates
  FROM (
    SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged
    FROM (SELECT object_key, COUNT(*) AS staged FROM staging.payer GROUP BY object_key) o
  ) s
  CROSS JOIN (
    SELECT COUNT(*) AS inserted FROM history.payer WHERE load_id = CAST(:load_id AS VARCHAR(64)) AND op <> 'I'
  ) i
  CROSS JOIN (
    SELECT NVL(SUM(event.deliveries - event.is_unseen), 0) AS duplicates
    FROM (
      SELECT e.deliveries, MIN(CASE WHEN earlier.event_id IS NULL THEN 1 ELSE 0 END) AS is_unseen
      FROM (
        SELECT event_source, event_id, MIN(sequence) AS sequence, COUNT(*) AS deliveries
        FROM staging.payer
        GROUP BY event_source, event_id
      ) e
      LEFT JOIN history.payer earlier
        ON earlier.event_source = e.event_source AND earlier.event_id = e.event_id
        AND earlier.sequence <= e.sequence AND earlier.load_id <> CAST(:load_id AS VARCHAR(64))
      GROUP BY e.event_source, e.event_id, e.deliveries
    ) event
  ) d
  UNION ALL
  SELECT CAST('patient' AS VARCHAR(64)) AS contract, s.objects, s.staged, i.inserted, d.duplicates
  FROM (
    SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged
    FROM (SELECT object_key, COUNT(*) AS staged FROM staging.patient GROUP BY object_key) o
  ) s
  CROSS JOIN (
    SELECT COUNT(*) AS inserted FROM history.patient WHERE load_id = CAST(:load_id AS VARCHAR(64)) AND op <> 'I'
  ) i
  CROSS JOIN (
    SELECT NVL(SUM(event.deliveries - event.is_unseen), 0) AS duplicates
    FROM (
      SELECT e.deliveries, MIN(CASE WHEN earlier.event_id IS NULL THEN 1 ELSE 0 END) AS is_unseen
      FROM (
        SELECT event_source, event_id, MIN(sequence) AS sequence, COUNT(*) AS deliveries
        FROM staging.patient
        GROUP BY event_source, event_id
      ) e
      LEFT JOIN history.patient earlier
        ON earlier.event_source = e.event_source AND earlier.event_id = e.event_id
        AND earlier.sequence <= e.sequence AND earlier.load_id <> CAST(:load_id AS VARCHAR(64))
      GROUP BY e.event_source, e.event_id, e.deliveries
    ) event
  ) d
  UNION ALL
  SELECT CAST('encounter' AS VARCHAR(64)) AS contract, s.objects, s.staged, i.inserted, d.duplicates
  FROM (
    SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged
    FROM (SELECT object_key, COUNT(*) AS staged FROM staging.encounter GROUP BY object_key) o
  ) s
  CROSS JOIN (
    SELECT COUNT(*) AS inserted FROM history.encounter WHERE load_id = CAST(:load_id AS VARCHAR(64)) AND op <> 'I'
  ) i
  CROSS JOIN (
    SELECT NVL(SUM(event.deliveries - event.is_unseen), 0) AS duplicates
    FROM (
      SELECT e.deliveries, MIN(CASE WHEN earlier.event_id IS NULL THEN 1 ELSE 0 END) AS is_unseen
      FROM (
        SELECT event_source, event_id, MIN(sequence) AS sequence, COUNT(*) AS deliveries
        FROM staging.encounter
        GROUP BY event_source, event_id
      ) e
      LEFT JOIN history.encounter earlier
        ON earlier.event_source = e.event_source AND earlier.event_id = e.event_id
        AND earlier.sequence <= e.sequence AND earlier.load_id <> CAST(:load_id AS VARCHAR(64))
      GROUP BY e.event_source, e.event_id, e.deliveries
    ) event
  ) d
) found
LEFT JOIN audit.load_ledger known ON known.load_id = CAST(:load_id AS VARCHAR(64)) AND known.contract = found.contract
WHERE found.staged > 0 AND known.load_id IS NULL;

-- record the objects in audit.loaded_object
INSERT INTO audit.loaded_object (object_key, contract, load_id, row_count)
SELECT staged.object_key, staged.contract, CAST(:load_id AS VARCHAR(64)), staged.row_count
FROM (
  SELECT object_key, CAST('organization' AS VARCHAR(64)) AS contract, COUNT(*) AS row_count
  FROM staging.organization
  GROUP BY object_key
  UNION ALL
  SELECT object_key, CAST('provider' AS VARCHAR(64)) AS contract, COUNT(*) AS row_count
  FROM staging.provider
  GROUP BY object_key
  UNION ALL
  SELECT object_key, CAST('payer' AS VARCHAR(64)) AS contract, COUNT(*) AS row_count
  FROM staging.payer
  GROUP BY object_key
  UNION ALL
  SELECT object_key, CAST('patient' AS VARCHAR(64)) AS contract, COUNT(*) AS row_count
  FROM staging.patient
  GROUP BY object_key
  UNION ALL
  SELECT object_key, CAST('encounter' AS VARCHAR(64)) AS contract, COUNT(*) AS row_count
  FROM staging.encounter
  GROUP BY object_key
) staged
LEFT JOIN audit.loaded_object known ON known.object_key = staged.object_key
WHERE known.object_key IS NULL;
