"""What every program of this folder asks, and how it tells what came: as JSON of texts."""
import datetime
import decimal
import json
import os

facts = json.loads(os.environ["STAR"])

VALUES = """SELECT CAST(-32768 AS SMALLINT) AS small, CAST(9007199254740993 AS BIGINT) AS big,
  CAST(1234567890123456.78 AS DECIMAL(18, 2)) AS money, CAST(0.1 AS DOUBLE PRECISION) AS ratio,
  CAST('2024-02-29' AS DATE) AS day, CAST('2024-02-29 23:59:59.123456' AS TIMESTAMP) AS moment,
  true AS flag, CAST('Zoë''s "Ω"' AS VARCHAR(64)) AS words, CAST(NULL AS VARCHAR(64)) AS nothing"""

# One of each type that a query may take.
PARAMETERS = (
    7,
    9007199254740993,
    decimal.Decimal("1234567890123456.78"),
    datetime.date(2024, 2, 29),
    datetime.datetime(2024, 2, 29, 23, 59, 59, 123456),
    True,
    "Zoë's \"Ω\"; DROP TABLE x --",
    None,
)
ECHO = """SELECT CAST({} AS INTEGER), CAST({} AS BIGINT), CAST({} AS DECIMAL(18, 2)), CAST({} AS DATE),
  CAST({} AS TIMESTAMP), CAST({} AS BOOLEAN), CAST({} AS VARCHAR(64)), CAST({} AS VARCHAR(64))"""

REDSHIFT = """SELECT DATEADD(month, 1, CAST('2024-01-31' AS DATE)), DATEDIFF(day, CAST('2024-02-28' AS DATE), CAST('2024-03-01' AS DATE)),
  NVL(NULL, 'b'), DECODE(2, 1, 'one', 2, 'two'), LEN('four')"""

# Answers in a moment or never.
ENDLESS = "SELECT COUNT(*) FROM dim_date a, dim_date b, dim_date c"


def text(value):
    """A value as everybody writes it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    return str(value)


def texts(row):
    return [text(value) for value in row]


def refusal(call, code):
    """The SQLSTATE that a call is refused with; what it returns when it is not."""
    try:
        return ["not refused", str(call())]
    except Exception as error:
        return code(error)


def answer(result):
    print(json.dumps(result, default=str))
