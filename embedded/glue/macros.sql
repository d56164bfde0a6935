-- Spark SQL functions that DuckDB lacks or gives another meaning, as DuckDB macros.
-- The meaning is Spark 3.5's with ANSI mode on: https://spark.apache.org/docs/3.5.6/api/sql/index.html
-- What a macro cannot do raises an error: a wrong value would go unseen until the models run on Spark.

CREATE MACRO nvl(a, b) AS coalesce(a, b);
CREATE MACRO nvl2(a, b, c) AS CASE WHEN a IS NOT NULL THEN b ELSE c END;

-- Text. Spark's concat is NULL when any part is; DuckDB's own skips NULL.
CREATE MACRO concat
  (a, b) AS a || b,
  (a, b, c) AS a || b || c,
  (a, b, c, d) AS a || b || c || d,
  (a, b, c, d, e) AS a || b || c || d || e;
CREATE MACRO sha2(a, bits) AS
  CASE WHEN bits IN (0, 256) THEN sha256(a) ELSE error('sha2: only 256 bits run on both engines') END;
CREATE MACRO startswith(a, b) AS starts_with(a, b);
CREATE MACRO endswith(a, b) AS ends_with(a, b);
CREATE MACRO regexp_like(a, pattern) AS regexp_matches(a, pattern);
CREATE MACRO locate
  (part, a) AS CAST(instr(a, part) AS INTEGER),
  (part, a, start) AS CAST(CASE WHEN start < 1 OR instr(substring(a, start), part) = 0 THEN 0
                                ELSE instr(substring(a, start), part) + start - 1 END AS INTEGER);
CREATE MACRO initcap(a) AS
  array_to_string(list_transform(string_split(lower(a), ' '), lambda word: upper(word[1:1]) || word[2:]), ' ');
CREATE MACRO substring_index(a, delimiter, n) AS
  CASE WHEN n = 0 OR delimiter = '' THEN CASE WHEN a IS NOT NULL THEN '' END
       WHEN n > 0 THEN array_to_string(string_split(a, delimiter)[1:n], delimiter)
       ELSE array_to_string(string_split(a, delimiter)[n:], delimiter) END;

-- Numbers. The remainder of pmod is never negative for a positive divisor.
CREATE MACRO pmod(a, b) AS CASE WHEN a % b < 0 THEN (a % b + b) % b ELSE a % b END;
CREATE MACRO percentile(a, fraction) AS CAST(quantile_cont(CAST(a AS DOUBLE), fraction) AS DOUBLE);

-- Arrays. Positions count from 1; with ANSI on, a position outside the array is an error.
CREATE MACRO size(a) AS CAST(array_length(a) AS INTEGER);
CREATE MACRO element_at(a, n) AS
  CASE WHEN n = 0 OR abs(n) > array_length(a) THEN error('element_at: the position is outside the array')
       ELSE list_extract(a, n) END;
CREATE MACRO explode(a) AS unnest(a);
CREATE MACRO sequence
  (first, last) AS CASE WHEN first <= last THEN generate_series(first, last) ELSE generate_series(first, last, -1) END,
  (first, last, step) AS generate_series(first, last, step);
CREATE MACRO sort_array
  (a) AS list_sort(a, 'ASC', 'NULLS FIRST'),
  (a, ascending) AS CASE WHEN ascending THEN list_sort(a, 'ASC', 'NULLS FIRST') ELSE list_sort(a, 'DESC', 'NULLS LAST') END;
CREATE MACRO array_join
  (a, delimiter) AS array_to_string(a, delimiter),
  (a, delimiter, replacement) AS
    array_to_string(list_transform(a, lambda item: coalesce(CAST(item AS VARCHAR), replacement)), delimiter);
CREATE MACRO collect_list(a) AS coalesce(list(a) FILTER (WHERE a IS NOT NULL), []);
CREATE MACRO collect_set(a) AS coalesce(list(DISTINCT a) FILTER (WHERE a IS NOT NULL), []);

-- JSON text that does not parse has no value at any path.
CREATE MACRO get_json_object(a, path) AS CASE WHEN json_valid(a) THEN json_extract_string(a, path) END;

-- Time. strftime wants a constant format, so the patterns that work are listed.
CREATE MACRO date_format(a, pattern) AS
  CASE pattern
    WHEN 'yyyy-MM-dd' THEN strftime(a, '%Y-%m-%d')
    WHEN 'yyyyMMdd' THEN strftime(a, '%Y%m%d')
    WHEN 'yyyy-MM' THEN strftime(a, '%Y-%m')
    WHEN 'yyyyMM' THEN strftime(a, '%Y%m')
    WHEN 'yyyy' THEN strftime(a, '%Y')
    WHEN 'MM' THEN strftime(a, '%m')
    WHEN 'dd' THEN strftime(a, '%d')
    WHEN 'HH' THEN strftime(a, '%H')
    WHEN 'HH:mm' THEN strftime(a, '%H:%M')
    WHEN 'HH:mm:ss' THEN strftime(a, '%H:%M:%S')
    WHEN 'yyyy-MM-dd HH:mm:ss' THEN strftime(a, '%Y-%m-%d %H:%M:%S')
    WHEN 'yyyy-MM-dd HH:mm:ss.SSSSSS' THEN strftime(a, '%Y-%m-%d %H:%M:%S.%f')
    ELSE error('date_format: the pattern is not one of the listed ones; see embedded/glue/macros.sql')
  END;
CREATE MACRO add_months(a, months) AS CAST(CAST(a AS DATE) + to_months(CAST(months AS INTEGER)) AS DATE);
CREATE MACRO date_add(a, days) AS CAST(CAST(a AS DATE) + CAST(days AS INTEGER) AS DATE);
CREATE MACRO datediff(later, earlier) AS CAST(date_diff('day', CAST(earlier AS DATE), CAST(later AS DATE)) AS INTEGER);
-- Whole seconds, rounded down, before 1970 too; in integers, because a double loses microseconds.
CREATE MACRO unix_timestamp(a) AS
  CAST((epoch_us(CAST(a AS TIMESTAMP)) - pmod(epoch_us(CAST(a AS TIMESTAMP)), 1000000)) // 1000000 AS BIGINT);
CREATE MACRO from_utc_timestamp(a, zone) AS
  CAST(CAST(a AS TIMESTAMP) AT TIME ZONE 'UTC' AT TIME ZONE zone AS TIMESTAMP);
CREATE MACRO to_utc_timestamp(a, zone) AS
  CAST(CAST(a AS TIMESTAMP) AT TIME ZONE zone AT TIME ZONE 'UTC' AS TIMESTAMP);
