-- Schema rs: the Redshift functions that PostgreSQL lacks or computes differently.
-- It stands before pg_catalog in the search path, so a shim wins over a built-in of the same name and types.
-- Every statement can run again on an installed schema: views depend on these functions, so nothing is dropped.
-- Expected values are in test/embedded/redshift/rs-functions.test.ts, each with the page of the Redshift guide it comes from.

CREATE SCHEMA IF NOT EXISTS rs;
GRANT USAGE ON SCHEMA rs TO PUBLIC;

-- Dates -------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION rs.unknown_date_part(part text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RAISE EXCEPTION 'date part "%" not recognized', part USING ERRCODE = 'invalid_parameter_value';
END $$;

-- Names and abbreviations: https://docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html
-- (m is minutes). On a constant part the planner folds this away.
CREATE OR REPLACE FUNCTION rs.date_part_name(part text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE lower(part)
    WHEN 'year' THEN 'year' WHEN 'years' THEN 'year' WHEN 'y' THEN 'year' WHEN 'yr' THEN 'year' WHEN 'yrs' THEN 'year'
    WHEN 'quarter' THEN 'quarter' WHEN 'quarters' THEN 'quarter' WHEN 'qtr' THEN 'quarter' WHEN 'qtrs' THEN 'quarter'
    WHEN 'month' THEN 'month' WHEN 'months' THEN 'month' WHEN 'mon' THEN 'month' WHEN 'mons' THEN 'month'
    WHEN 'week' THEN 'week' WHEN 'weeks' THEN 'week' WHEN 'w' THEN 'week'
    WHEN 'day' THEN 'day' WHEN 'days' THEN 'day' WHEN 'd' THEN 'day'
    WHEN 'hour' THEN 'hour' WHEN 'hours' THEN 'hour' WHEN 'h' THEN 'hour' WHEN 'hr' THEN 'hour' WHEN 'hrs' THEN 'hour'
    WHEN 'minute' THEN 'minute' WHEN 'minutes' THEN 'minute' WHEN 'm' THEN 'minute' WHEN 'min' THEN 'minute'
    WHEN 'mins' THEN 'minute'
    WHEN 'second' THEN 'second' WHEN 'seconds' THEN 'second' WHEN 's' THEN 'second' WHEN 'sec' THEN 'second'
    WHEN 'secs' THEN 'second'
    WHEN 'millisecond' THEN 'millisecond' WHEN 'milliseconds' THEN 'millisecond' WHEN 'ms' THEN 'millisecond'
    WHEN 'msec' THEN 'millisecond' WHEN 'msecs' THEN 'millisecond' WHEN 'msecond' THEN 'millisecond'
    WHEN 'mseconds' THEN 'millisecond' WHEN 'millisec' THEN 'millisecond' WHEN 'millisecs' THEN 'millisecond'
    WHEN 'millisecon' THEN 'millisecond'
    WHEN 'microsecond' THEN 'microsecond' WHEN 'microseconds' THEN 'microsecond' WHEN 'microsec' THEN 'microsecond'
    WHEN 'microsecs' THEN 'microsecond' WHEN 'usecond' THEN 'microsecond' WHEN 'useconds' THEN 'microsecond'
    WHEN 'us' THEN 'microsecond' WHEN 'usec' THEN 'microsecond' WHEN 'usecs' THEN 'microsecond'
    WHEN 'decade' THEN 'decade' WHEN 'decades' THEN 'decade' WHEN 'dec' THEN 'decade' WHEN 'decs' THEN 'decade'
    WHEN 'century' THEN 'century' WHEN 'centuries' THEN 'century' WHEN 'c' THEN 'century' WHEN 'cent' THEN 'century'
    WHEN 'cents' THEN 'century'
    WHEN 'millennium' THEN 'millennium' WHEN 'millennia' THEN 'millennium' WHEN 'mil' THEN 'millennium'
    WHEN 'mils' THEN 'millennium'
    ELSE rs.unknown_date_part(part)
  END $$;

-- 29 February + 1 year is 1 March: https://docs.aws.amazon.com/redshift/latest/dg/r_DATEADD_function.html
CREATE OR REPLACE FUNCTION rs.add_years(years bigint, value timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE AS $$
  SELECT value + make_interval(years => years::int)
    + CASE WHEN extract(day FROM value + make_interval(years => years::int)) < extract(day FROM value)
           THEN interval '1 day' ELSE interval '0' END $$;

CREATE OR REPLACE FUNCTION rs.dateadd(part text, amount bigint, value timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE rs.date_part_name(part)
    WHEN 'day' THEN value + amount * interval '1 day'
    WHEN 'hour' THEN value + amount * interval '1 hour'
    WHEN 'minute' THEN value + amount * interval '1 minute'
    WHEN 'second' THEN value + amount * interval '1 second'
    WHEN 'millisecond' THEN value + amount * interval '1 millisecond'
    WHEN 'microsecond' THEN value + amount * interval '1 microsecond'
    WHEN 'week' THEN value + amount * interval '7 days'
    WHEN 'month' THEN value + make_interval(months => amount::int)
    WHEN 'quarter' THEN value + make_interval(months => 3 * amount::int)
    WHEN 'year' THEN rs.add_years(amount, value)
    WHEN 'decade' THEN rs.add_years(10 * amount, value)
    WHEN 'century' THEN rs.add_years(100 * amount, value)
    WHEN 'millennium' THEN rs.add_years(1000 * amount, value)
  END $$;

CREATE OR REPLACE FUNCTION rs.dateadd(part text, amount bigint, value date) RETURNS timestamp
LANGUAGE sql IMMUTABLE AS $$ SELECT rs.dateadd(part, amount, value::timestamp) $$;

-- A literal without a type is a timestamp, as in Redshift.
CREATE OR REPLACE FUNCTION rs.dateadd(part text, amount bigint, value text) RETURNS timestamp
LANGUAGE sql STABLE AS $$ SELECT rs.dateadd(part, amount, value::timestamp) $$;

CREATE OR REPLACE FUNCTION rs.dateadd(part text, amount bigint, value timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$ SELECT rs.dateadd(part, amount, value AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' $$;

CREATE OR REPLACE FUNCTION rs.dateadd(part text, amount bigint, value time) RETURNS time
LANGUAGE sql IMMUTABLE AS $$
  SELECT value + CASE rs.date_part_name(part)
    WHEN 'hour' THEN amount * interval '1 hour'
    WHEN 'minute' THEN amount * interval '1 minute'
    WHEN 'second' THEN amount * interval '1 second'
    WHEN 'millisecond' THEN amount * interval '1 millisecond'
    WHEN 'microsecond' THEN amount * interval '1 microsecond'
    ELSE rs.unknown_date_part(part)::interval
  END $$;

-- Counts the boundaries between the two, not the time that passed:
-- https://docs.aws.amazon.com/redshift/latest/dg/r_DATEDIFF_function.html. Weeks begin on Monday, as in DATE_TRUNC.
CREATE OR REPLACE FUNCTION rs.datediff(part text, first_value timestamp, second_value timestamp) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE rs.date_part_name(part)
    WHEN 'day' THEN (second_value::date - first_value::date)::bigint
    WHEN 'hour' THEN floor(extract(epoch FROM second_value) / 3600)::bigint
                   - floor(extract(epoch FROM first_value) / 3600)::bigint
    WHEN 'minute' THEN floor(extract(epoch FROM second_value) / 60)::bigint
                     - floor(extract(epoch FROM first_value) / 60)::bigint
    WHEN 'second' THEN floor(extract(epoch FROM second_value))::bigint - floor(extract(epoch FROM first_value))::bigint
    WHEN 'millisecond' THEN floor(extract(epoch FROM second_value) * 1000)::bigint
                          - floor(extract(epoch FROM first_value) * 1000)::bigint
    WHEN 'microsecond' THEN (extract(epoch FROM second_value) * 1000000)::bigint
                          - (extract(epoch FROM first_value) * 1000000)::bigint
    WHEN 'week' THEN ((date_trunc('week', second_value)::date - date_trunc('week', first_value)::date) / 7)::bigint
    WHEN 'month' THEN (12 * (extract(year FROM second_value) - extract(year FROM first_value))
                     + extract(month FROM second_value) - extract(month FROM first_value))::bigint
    WHEN 'quarter' THEN (4 * (extract(year FROM second_value) - extract(year FROM first_value))
                       + extract(quarter FROM second_value) - extract(quarter FROM first_value))::bigint
    WHEN 'year' THEN (extract(year FROM second_value) - extract(year FROM first_value))::bigint
    WHEN 'decade' THEN (extract(decade FROM second_value) - extract(decade FROM first_value))::bigint
    WHEN 'century' THEN (extract(century FROM second_value) - extract(century FROM first_value))::bigint
    WHEN 'millennium' THEN (extract(millennium FROM second_value) - extract(millennium FROM first_value))::bigint
  END $$;

CREATE OR REPLACE FUNCTION rs.datediff(part text, first_value date, second_value date) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT rs.datediff(part, first_value::timestamp, second_value::timestamp) $$;

CREATE OR REPLACE FUNCTION rs.datediff(part text, first_value text, second_value text) RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT rs.datediff(part, first_value::timestamp, second_value::timestamp) $$;

CREATE OR REPLACE FUNCTION rs.datediff(part text, first_value timestamptz, second_value timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT rs.datediff(part, first_value AT TIME ZONE 'UTC', second_value AT TIME ZONE 'UTC') $$;

CREATE OR REPLACE FUNCTION rs.datediff(part text, first_value time, second_value time) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT rs.datediff(part, date '2000-01-01' + first_value, date '2000-01-01' + second_value) $$;

-- PostgreSQL truncates a date to timestamptz: https://docs.aws.amazon.com/redshift/latest/dg/r_DATE_TRUNC.html
CREATE OR REPLACE FUNCTION rs.date_trunc(part text, value date) RETURNS timestamp
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.date_trunc(part, value::timestamp) $$;

-- Start of the statement, to the second: https://docs.aws.amazon.com/redshift/latest/dg/r_GETDATE.html
CREATE OR REPLACE FUNCTION rs.getdate() RETURNS timestamp LANGUAGE sql STABLE AS $$
  SELECT pg_catalog.date_trunc('second', statement_timestamp() AT TIME ZONE 'UTC') $$;

-- Start of the transaction: https://docs.aws.amazon.com/redshift/latest/dg/r_SYSDATE.html
CREATE OR REPLACE FUNCTION rs.sysdate() RETURNS timestamp LANGUAGE sql STABLE AS $$
  SELECT transaction_timestamp() AT TIME ZONE 'UTC' $$;

CREATE OR REPLACE FUNCTION rs.last_day(value timestamp) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT (pg_catalog.date_trunc('month', value) + interval '1 month - 1 day')::date $$;

-- The last day of a month stays the last day: https://docs.aws.amazon.com/redshift/latest/dg/r_ADD_MONTHS.html
CREATE OR REPLACE FUNCTION rs.add_months(value timestamp, months int) RETURNS timestamp LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN value::date = rs.last_day(value)
    THEN rs.last_day(value + make_interval(months => months)) + value::time
    ELSE value + make_interval(months => months) END $$;

-- Fractions count in months of 31 days: https://docs.aws.amazon.com/redshift/latest/dg/r_MONTHS_BETWEEN_function.html
CREATE OR REPLACE FUNCTION rs.months_between(first_value timestamp, second_value timestamp) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
  SELECT (12 * (extract(year FROM first_value) - extract(year FROM second_value))
        + extract(month FROM first_value) - extract(month FROM second_value))::double precision
    + CASE
        WHEN extract(day FROM first_value) = extract(day FROM second_value)
          OR (first_value::date = rs.last_day(first_value) AND second_value::date = rs.last_day(second_value)) THEN 0
        ELSE (extract(day FROM first_value) - extract(day FROM second_value)
            + extract(epoch FROM first_value::time - second_value::time) / 86400)::double precision / 31
      END $$;

CREATE OR REPLACE FUNCTION rs.trunc(value timestamp) RETURNS date LANGUAGE sql IMMUTABLE AS $$ SELECT value::date $$;

CREATE OR REPLACE FUNCTION rs.convert_timezone(source_zone text, target_zone text, value timestamp) RETURNS timestamp
LANGUAGE sql STABLE AS $$ SELECT (value AT TIME ZONE source_zone) AT TIME ZONE target_zone $$;

CREATE OR REPLACE FUNCTION rs.convert_timezone(target_zone text, value timestamp) RETURNS timestamp
LANGUAGE sql STABLE AS $$ SELECT (value AT TIME ZONE 'UTC') AT TIME ZONE target_zone $$;

-- Strings -----------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION rs.len(value text) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT length(value) $$;
CREATE OR REPLACE FUNCTION rs.len(value bpchar) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT length(value) $$;

CREATE OR REPLACE FUNCTION rs.charindex(part text, value text) RETURNS int
LANGUAGE sql IMMUTABLE AS $$ SELECT strpos(value, part) $$;

-- NULL if either is NULL: https://docs.aws.amazon.com/redshift/latest/dg/r_CONCAT.html
CREATE OR REPLACE FUNCTION rs.concat(first_value text, second_value text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT first_value || second_value $$;
CREATE OR REPLACE FUNCTION rs.concat(first_value text, second_value anyelement) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT first_value || CAST(second_value AS text) $$;
CREATE OR REPLACE FUNCTION rs.concat(first_value anyelement, second_value text) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT CAST(first_value AS text) || second_value $$;

CREATE OR REPLACE FUNCTION rs.nvl2(value anyelement, present anycompatible, absent anycompatible) RETURNS anycompatible
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN value IS NOT NULL THEN present ELSE absent END $$;
CREATE OR REPLACE FUNCTION rs.nvl2(value text, present anycompatible, absent anycompatible) RETURNS anycompatible
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN value IS NOT NULL THEN present ELSE absent END $$;

-- https://docs.aws.amazon.com/redshift/latest/dg/r_STRTOL.html
CREATE OR REPLACE FUNCTION rs.strtol(value text, base int) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  digits text;
  total numeric := 0;
  digit int;
BEGIN
  -- Up to 15 hexadecimal digits always fit: the path of every surrogate key.
  IF base = 16 AND value ~ '^[0-9a-fA-F]{1,15}$' THEN
    RETURN ('x' || lpad(value, 16, '0'))::bit(64)::bigint;
  END IF;
  IF base < 2 OR base > 36 THEN
    RAISE EXCEPTION 'STRTOL: base % is not between 2 and 36', base USING ERRCODE = 'invalid_parameter_value';
  END IF;
  digits := lower(ltrim(value));
  IF base = 16 THEN digits := regexp_replace(digits, '^([+-]?)0x', '\1'); END IF;
  FOR position IN 1 .. length(ltrim(digits, '+-')) LOOP
    digit := strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(ltrim(digits, '+-'), position, 1)) - 1;
    IF digit < 0 OR digit >= base OR digits ~ '^[+-]{2}' THEN
      RAISE EXCEPTION 'STRTOL: the input is not a number of base %', base USING ERRCODE = 'invalid_parameter_value';
    END IF;
    total := total * base + digit;
  END LOOP;
  IF left(digits, 1) = '-' THEN total := -total; END IF;
  IF total > 9223372036854775807 OR total < -9223372036854775808 THEN
    RAISE EXCEPTION 'STRTOL: the number is out of the range of BIGINT' USING ERRCODE = 'numeric_value_out_of_range';
  END IF;
  RETURN total::bigint;
END $$;

-- STRTOL(SUBSTRING(hash, first, digits), base) of a hash in hexadecimal digits, of which at most 15 are taken (rewrite.ts).
CREATE OR REPLACE FUNCTION rs.strtol(hash text, first int, digits int, base int) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CAST(CAST('x0' || substr(hash, first, digits) AS bit(64)) AS bigint) $$;

-- Every occurrence, not the first: https://docs.aws.amazon.com/redshift/latest/dg/REGEXP_REPLACE.html
CREATE OR REPLACE FUNCTION rs.regexp_replace(value text, pattern text, replacement text, start int, parameters text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN greatest(start, 1) > length(value) THEN value
    ELSE pg_catalog.regexp_replace(value, pattern, replacement, greatest(start, 1), 0,
      CASE WHEN strpos(parameters, 'i') > 0 THEN 'i' ELSE 'c' END) END $$;
CREATE OR REPLACE FUNCTION rs.regexp_replace(value text, pattern text, replacement text, start int) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT rs.regexp_replace(value, pattern, replacement, start, 'c') $$;
CREATE OR REPLACE FUNCTION rs.regexp_replace(value text, pattern text, replacement text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.regexp_replace(value, pattern, replacement, 'g') $$;
CREATE OR REPLACE FUNCTION rs.regexp_replace(value text, pattern text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.regexp_replace(value, pattern, '', 'g') $$;

-- Empty when nothing matches: https://docs.aws.amazon.com/redshift/latest/dg/REGEXP_SUBSTR.html
CREATE OR REPLACE FUNCTION rs.regexp_substr(value text, pattern text, start int, occurrence int, parameters text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN value IS NULL OR pattern IS NULL OR occurrence < 1 OR occurrence > length(value) THEN NULL
    WHEN greatest(start, 1) > length(value) THEN ''
    ELSE coalesce(pg_catalog.regexp_substr(value, pattern, greatest(start, 1), occurrence,
      CASE WHEN strpos(parameters, 'i') > 0 THEN 'i' ELSE 'c' END,
      CASE WHEN strpos(parameters, 'e') > 0 AND pattern ~ '\((?!\?)' THEN 1 ELSE 0 END), '')
  END $$;
CREATE OR REPLACE FUNCTION rs.regexp_substr(value text, pattern text, start int, occurrence int) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT rs.regexp_substr(value, pattern, start, occurrence, 'c') $$;
CREATE OR REPLACE FUNCTION rs.regexp_substr(value text, pattern text, start int) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT rs.regexp_substr(value, pattern, start, 1, 'c') $$;
CREATE OR REPLACE FUNCTION rs.regexp_substr(value text, pattern text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT rs.regexp_substr(value, pattern, 1, 1, 'c') $$;

-- Hashes ------------------------------------------------------------------------------------------------------------

-- Lower-case hex; empty for any other number of bits: https://docs.aws.amazon.com/redshift/latest/dg/SHA2.html
CREATE OR REPLACE FUNCTION rs.sha2(value text, bits int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE bits
    WHEN 0 THEN encode(sha256(convert_to(value, 'UTF8')), 'hex')
    WHEN 256 THEN encode(sha256(convert_to(value, 'UTF8')), 'hex')
    WHEN 224 THEN encode(sha224(convert_to(value, 'UTF8')), 'hex')
    WHEN 384 THEN encode(sha384(convert_to(value, 'UTF8')), 'hex')
    WHEN 512 THEN encode(sha512(convert_to(value, 'UTF8')), 'hex')
    ELSE ''
  END $$;

-- SHA-1 by FIPS 180-4 section 6.1; the core of PostgreSQL has none.
CREATE OR REPLACE FUNCTION rs.func_sha1(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  mask constant bigint := 4294967295;
  message bytea := convert_to(value, 'UTF8');
  size bigint := length(message);
  h bigint[] := ARRAY[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
  w bigint[];
  a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; word bigint;
BEGIN
  message := message || '\x80'::bytea || decode(repeat('00', ((119 - size % 64) % 64)::int), 'hex') || int8send(size * 8);
  FOR block IN 0 .. length(message) / 64 - 1 LOOP
    w := ARRAY[]::bigint[];
    FOR t IN 0 .. 79 LOOP
      IF t < 16 THEN
        word := (get_byte(message, block * 64 + t * 4)::bigint << 24) | (get_byte(message, block * 64 + t * 4 + 1) << 16)
          | (get_byte(message, block * 64 + t * 4 + 2) << 8) | get_byte(message, block * 64 + t * 4 + 3);
      ELSE
        word := w[t - 2] # w[t - 7] # w[t - 13] # w[t - 15];
        word := ((word << 1) | (word >> 31)) & mask;
      END IF;
      w := w || word;
    END LOOP;
    a := h[1]; b := h[2]; c := h[3]; d := h[4]; e := h[5];
    FOR t IN 0 .. 79 LOOP
      IF t < 20 THEN f := (b & c) | ((~b & mask) & d); k := 1518500249;
      ELSIF t < 40 THEN f := b # c # d; k := 1859775393;
      ELSIF t < 60 THEN f := (b & c) | (b & d) | (c & d); k := 2400959708;
      ELSE f := b # c # d; k := 3395469782;
      END IF;
      word := ((((a << 5) | (a >> 27)) & mask) + f + e + k + w[t + 1]) & mask;
      e := d; d := c; c := ((b << 30) | (b >> 2)) & mask; b := a; a := word;
    END LOOP;
    h := ARRAY[(h[1] + a) & mask, (h[2] + b) & mask, (h[3] + c) & mask, (h[4] + d) & mask, (h[5] + e) & mask];
  END LOOP;
  RETURN lpad(to_hex(h[1]), 8, '0') || lpad(to_hex(h[2]), 8, '0') || lpad(to_hex(h[3]), 8, '0')
    || lpad(to_hex(h[4]), 8, '0') || lpad(to_hex(h[5]), 8, '0');
END $$;

-- JSON and SUPER ----------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION rs.is_valid_json(value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT value IS JSON OBJECT $$;

CREATE OR REPLACE FUNCTION rs.json_parse(value text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$ SELECT value::jsonb $$;

-- Compact text; the rewriter qualifies the name, because PostgreSQL's grammar owns JSON_SERIALIZE.
CREATE OR REPLACE FUNCTION rs.json_serialize(value jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN CASE jsonb_typeof(value)
    WHEN 'object' THEN (SELECT '{' || coalesce(string_agg(to_json(member.key)::text || ':' || rs.json_serialize(member.value), ','), '') || '}'
                        FROM jsonb_each(value) AS member)
    WHEN 'array' THEN (SELECT '[' || coalesce(string_agg(rs.json_serialize(element), ','), '') || ']'
                       FROM jsonb_array_elements(value) AS element)
    ELSE value::text
  END;
END $$;

-- Empty when the path leads nowhere: https://docs.aws.amazon.com/redshift/latest/dg/JSON_EXTRACT_PATH_TEXT.html
CREATE OR REPLACE FUNCTION rs.json_extract_path_text(value text, VARIADIC path text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN value IS NULL THEN NULL ELSE coalesce(value::json #>> path, '') END $$;
-- In PL/pgSQL, because the planner would evaluate the cast of a constant before the test that guards it.
CREATE OR REPLACE FUNCTION rs.json_extract_path_text(value text, step text, null_if_invalid boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF null_if_invalid AND value IS NOT JSON THEN RETURN NULL; END IF;
  RETURN rs.json_extract_path_text(value, step);
END $$;
CREATE OR REPLACE FUNCTION rs.json_extract_path_text(value text, step text, next_step text, null_if_invalid boolean)
RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF null_if_invalid AND value IS NOT JSON THEN RETURN NULL; END IF;
  RETURN rs.json_extract_path_text(value, step, next_step);
END $$;

-- Aggregates --------------------------------------------------------------------------------------------------------

-- Interpolates between the two middle values: https://docs.aws.amazon.com/redshift/latest/dg/r_MEDIAN.html
CREATE OR REPLACE FUNCTION rs.median_of(items numeric[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT avg(item) FROM (
    SELECT item, row_number() OVER (ORDER BY item) AS place, count(*) OVER () AS size
    FROM unnest(items) AS item WHERE item IS NOT NULL) AS ordered
  WHERE place IN ((size + 1) / 2, (size + 2) / 2) $$;
CREATE OR REPLACE FUNCTION rs.median_of(items double precision[]) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY item) FROM unnest(items) AS item $$;
CREATE OR REPLACE FUNCTION rs.median_step(items numeric[], item bigint) RETURNS numeric[]
LANGUAGE sql IMMUTABLE AS $$ SELECT array_append(items, item::numeric) $$;
CREATE OR REPLACE AGGREGATE rs.median(numeric) (SFUNC = array_append, STYPE = numeric[], FINALFUNC = rs.median_of);
CREATE OR REPLACE AGGREGATE rs.median(double precision)
  (SFUNC = array_append, STYPE = double precision[], FINALFUNC = rs.median_of);
-- Without these two an integer would go to double precision, PostgreSQL's preferred number; Redshift answers a decimal.
CREATE OR REPLACE AGGREGATE rs.median(bigint) (SFUNC = rs.median_step, STYPE = numeric[], FINALFUNC = rs.median_of);
CREATE OR REPLACE FUNCTION rs.median_step(items numeric[], item int) RETURNS numeric[]
LANGUAGE sql IMMUTABLE AS $$ SELECT array_append(items, item::numeric) $$;
CREATE OR REPLACE AGGREGATE rs.median(int) (SFUNC = rs.median_step, STYPE = numeric[], FINALFUNC = rs.median_of);
