DROP VIEW IF EXISTS reporting.audited_table;

-- A table is as the last of its checks found it that came to its end. All of them held when the one held that was checked
-- first: of what came after that check of it, nobody knows.
CREATE VIEW reporting.audited_table AS
WITH ended AS (
  SELECT
    table_name,
    began_at,
    COUNT(*) AS invariants,
    SUM(CASE WHEN violations > 0 THEN 1 ELSE 0 END) AS broken_count,
    LISTAGG(CASE WHEN violations > 0 THEN invariant || ' of ' || table_name END, ', ')
      WITHIN GROUP (ORDER BY invariant) AS broken
  FROM audit.whole_check
  WHERE violations IS NOT NULL
  GROUP BY table_name, began_at
),
checked AS (
  SELECT
    table_name,
    MAX(began_at) AS checked_at,
    MAX(CASE WHEN broken_count = 0 THEN began_at END) AS held_at
  FROM ended
  GROUP BY table_name
),
stands AS (
  SELECT c.table_name, e.invariants, e.broken_count, NULLIF(e.broken, '') AS broken, c.checked_at, c.held_at
  FROM checked c
  JOIN ended e ON e.table_name = c.table_name AND e.began_at = c.checked_at
)
SELECT
  CAST(table_name AS VARCHAR(128)) AS table_name,
  CAST(invariants AS BIGINT) AS invariants,
  CAST(broken_count AS BIGINT) AS broken_count,
  CAST(broken AS VARCHAR(16000)) AS broken,
  checked_at,
  held_at
FROM stands
UNION ALL
SELECT
  CAST('all tables' AS VARCHAR(128)) AS table_name,
  CAST(SUM(invariants) AS BIGINT) AS invariants,
  CAST(SUM(broken_count) AS BIGINT) AS broken_count,
  CAST(LISTAGG(broken, ', ') WITHIN GROUP (ORDER BY table_name) AS VARCHAR(16000)) AS broken,
  MIN(checked_at) AS checked_at,
  CASE WHEN COUNT(held_at) = COUNT(*) THEN MIN(held_at) END AS held_at
FROM stands
HAVING COUNT(*) > 0;
