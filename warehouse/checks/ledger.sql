-- Generated from contracts/ and the yml of the models by `npm run codegen`: change those and run it again.
-- check the ledger
WITH broken AS (
  SELECT CAST('I12 of audit.load_ledger' AS VARCHAR(100)) AS invariant
  FROM audit.load_ledger
  WHERE staged <> inserted + duplicates
  UNION ALL
  SELECT CAST('I11 of history.organization' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.organization
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.organization' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.organization WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'organization') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I11 of history.provider' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.provider
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.provider' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.provider WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'provider') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I11 of history.payer' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.payer
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.payer' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.payer WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'payer') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I11 of history.patient' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.patient
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.patient' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.patient WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'patient') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I11 of history.encounter' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.encounter
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.encounter' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.encounter WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'encounter') recorded
  WHERE held.changes <> recorded.changes
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;
