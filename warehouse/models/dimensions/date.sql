CREATE TABLE IF NOT EXISTS star.dim_date (
  date_key INTEGER NOT NULL,
  date_day DATE,
  year INTEGER,
  quarter INTEGER,
  month INTEGER,
  month_name VARCHAR(9),
  month_start DATE,
  day_of_month INTEGER,
  iso_day_of_week INTEGER,
  day_name VARCHAR(16) NOT NULL,
  iso_week INTEGER,
  is_weekend BOOLEAN,
  fiscal_year INTEGER,
  PRIMARY KEY (date_key)
);

INSERT INTO star.dim_date (date_key, day_name)
SELECT m.date_key, m.day_name
FROM (
  SELECT -1 AS date_key, CAST('(unknown)' AS VARCHAR(16)) AS day_name
  UNION ALL SELECT -2 AS date_key, CAST('(not applicable)' AS VARCHAR(16)) AS day_name
  UNION ALL SELECT -3 AS date_key, CAST('(invalid)' AS VARCHAR(16)) AS day_name
) m
LEFT JOIN star.dim_date d ON d.date_key = m.date_key
WHERE d.date_key IS NULL;

-- Every day from 1900-01-01 to 2100-12-31, counted out with digits: GENERATE_SERIES runs on Redshift's leader node only.
INSERT INTO star.dim_date
WITH digit AS (
  SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
  UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
),
filled AS (
  SELECT COUNT(*) AS days FROM star.dim_date WHERE date_key > 0
),
day AS (
  SELECT CAST('1900-01-01' AS DATE) + (a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n) AS day
  FROM digit a
  CROSS JOIN digit b
  CROSS JOIN digit c
  CROSS JOIN digit d
  CROSS JOIN digit e
  CROSS JOIN filled
  WHERE filled.days = 0 AND e.n < 8
)
SELECT
  CAST(TO_CHAR(day, 'YYYYMMDD') AS INTEGER),
  day,
  CAST(EXTRACT(year FROM day) AS INTEGER),
  CAST(EXTRACT(quarter FROM day) AS INTEGER),
  CAST(EXTRACT(month FROM day) AS INTEGER),
  TRIM(TO_CHAR(day, 'Month')),
  CAST(DATE_TRUNC('month', CAST(day AS TIMESTAMP)) AS DATE),
  CAST(EXTRACT(day FROM day) AS INTEGER),
  CASE WHEN EXTRACT(dow FROM day) = 0 THEN 7 ELSE CAST(EXTRACT(dow FROM day) AS INTEGER) END,
  TRIM(TO_CHAR(day, 'Day')),
  CAST(EXTRACT(week FROM day) AS INTEGER),
  EXTRACT(dow FROM day) IN (0, 6),
  CAST(EXTRACT(year FROM day) AS INTEGER) + CASE WHEN EXTRACT(month FROM day) >= 10 THEN 1 ELSE 0 END
FROM day
WHERE day < CAST('2101-01-01' AS DATE);
