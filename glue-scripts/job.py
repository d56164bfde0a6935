"""Builds the lake models as Iceberg v2 tables: on AWS Glue 5.1 and on one machine alike.

A run adds the new objects of each change log to a table that keeps the log in few large files. It
computes each model from there and merges what differs into a branch of the model's table. It runs
the checks on the branches, and only then moves `main` of each table to its branch: a failure
publishes no model. A run of all models leaves the totals of the lake as an object, for the
reconciliation with the warehouse. Why, and the session that it needs: docs/decisions/0006-spark.md.
"""

import argparse
import contextlib
import json
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.functions import lit

# What the models' SQL relies on, set here so that no environment can leave one out.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",  # no zone, as in DuckDB and the Parquet objects
    "spark.sql.parser.escapedStringLiterals": "true",  # a backslash in a text is a backslash
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # one calendar, the Gregorian
}

# Where rows stand until the checks hold. One name for all runs, because the job runs once at a
# time: a run replaces what a killed one left.
BRANCH = "unpublished"

# Property of a kept change log: the columns it was read with, and the time, UTC, before which S3
# got every object that it has.
KEPT = "medstream.kept"

# S3 dates an object by the beginning of its upload, on another clock than this machine's.
CLOCK_MARGIN = timedelta(minutes=15)

# A key of the change log; nothing in it can end the literal that it stands in.
OBJECT_KEY = re.compile(r"changes/[a-z0-9_]+/[\w=./-]+\.parquet")

# Texts and comments, in which nothing is a name, and names with all of their dots.
SQL_PARTS = re.compile(
    r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/|[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*", re.DOTALL
)

Entry = Mapping[str, Any]  # a model or a column, as catalog.json describes it


class LakeError(Exception):
    """What stopped a run, in words that carry no value of a row."""


def job_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments of the job; those that Glue adds for itself are passed over."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--models", default="all", help="names, comma-separated, or all")
    parser.add_argument("--model_files", required=True, help="folder or zip with the models")
    parser.add_argument("--changes", required=True, help="root of the change log")
    parser.add_argument("--catalog", default="glue_catalog", help="Spark's name of the catalog")
    parser.add_argument("--silver_database", required=True)
    parser.add_argument("--gold_database", required=True)
    parser.add_argument("--totals", required=True, help="the object to leave the totals in")
    parser.add_argument("--set_aside", required=True, help="the object with what the warehouse left out")
    parser.add_argument("--arrived_before", help="the instant as of which the totals are, ISO 8601 in UTC")
    return parser.parse_known_args(arguments)[0]


def select_models(models: Sequence[Entry], wanted: str) -> list[Entry]:
    """The tables that `wanted` names, then the queries that read these and change logs alone."""
    tables = {model["name"]: model for model in models if model["folder"] in ("silver", "gold")}
    names = [name.strip() for name in wanted.split(",")] if wanted != "all" else list(tables)
    for name in names:
        if name not in tables:
            raise LakeError(f"no model is called {name}; known: all, {', '.join(tables)}")
    absent = tables.keys() - names
    queries = [model for model in models if model["name"] not in tables]
    return [tables[name] for name in tables if name in names] + [
        query for query in queries if absent.isdisjoint(query["reads"])
    ]


def replace_names(sql: str, places: Mapping[str, str]) -> str:
    """`sql` with each table name that `places` knows replaced by its place, and nothing else."""
    return SQL_PARTS.sub(lambda part: places.get(re.sub(r"\s", "", part[0]), part[0]), sql)


def schema(columns: Iterable[Entry]) -> str:
    """Columns as CREATE TABLE and the reader of files take them."""
    required = {True: "", False: " NOT NULL"}
    return ", ".join(f"`{c['name']}` {c['type']}{required[c['nullable']]}" for c in columns)


def agree(left: str, right: str, columns: Iterable[str]) -> str:
    """The condition that rows agree in `columns`, NULL being a value like any other."""
    return " AND ".join(f"{left}.`{column}` <=> {right}.`{column}`" for column in columns)


def safe_reason(error: Exception) -> str:
    """The message, when it is about the SQL text; else the kind alone: Spark quotes values."""
    if isinstance(error, (LakeError, AnalysisException)):
        return str(error).strip().splitlines()[0]
    kinds = [type(error).__name__]
    if isinstance(error, PySparkException):
        kinds += [error.getErrorClass(), error.getSqlState()]
    cause = error.java_exception if isinstance(error, Py4JJavaError) else None
    while cause is not None:
        kinds.append(cause.getClass().getSimpleName())
        with contextlib.suppress(Py4JError):  # only Spark's own exceptions have these
            kinds += [cause.getErrorClass(), cause.getSqlState()]
        cause = cause.getCause()
    return f"{' '.join(filter(None, kinds))} (the message may hold data and is left out)"


def attempt(what: str, work: Callable[..., Entry], *given: Any) -> None:
    """Does `work` and logs its facts. Raises LakeError in place of what may hold data."""
    started = time.monotonic()
    try:
        facts = work(*given)
    except Exception as error:
        raise LakeError(f"{what}: {safe_reason(error)}") from None
    print(json.dumps({**facts, "seconds": round(time.monotonic() - started, 2)}), flush=True)


def timestamp(instant: datetime) -> str:
    """An instant as a literal of the models' TIMESTAMP, which is UTC without a zone."""
    return f"TIMESTAMP_NTZ '{instant.replace(tzinfo=None).isoformat(' ', 'milliseconds')}'"


def iso(instant: datetime) -> str:
    """An instant in UTC as JSON has it."""
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def totals_text(
    began: datetime, settled: datetime, totals: Iterable[Row], unreadable: Iterable[str] = ()
) -> str:
    """The totals as one JSON object; `domain/reconciliation/totals.ts` says what it holds."""
    listed = [
        {
            "subject": row.subject,
            "month": row.month and str(row.month),
            "measure": row.measure,
            "total": format(row.total, "f"),
        }
        for row in totals
    ]
    listed.sort(key=lambda total: [total["subject"], total["month"] or "", total["measure"]])
    content = {"builtAt": iso(began), "arrivedBefore": iso(settled), "totals": listed}
    if unreadable := sorted(unreadable):
        content["unreadable"] = unreadable
    return json.dumps(content, separators=(",", ":")) + "\n"


class LakeRun:
    """One run of the job."""

    def __init__(self, spark: SparkSession, options: argparse.Namespace) -> None:
        self.spark = spark
        self.options = options
        self.databases = {"silver": options.silver_database, "gold": options.gold_database}
        given = Path(options.model_files)
        self.files = given if given.is_dir() else zipfile.Path(given)
        catalog = json.loads((self.files / "catalog.json").read_text(encoding="utf-8"))
        self.models = catalog["models"]
        self.logs = {log["name"]: log for log in catalog["changes"]}
        self.late = timedelta(days=catalog["lateDays"])
        self.branched: list[str] = []  # the tables, by that name, that have a branch
        self.began = datetime.now(timezone.utc)
        # The totals are as of an instant from before: what arrived since may still be on its way.
        self.settled = self.began - timedelta(seconds=catalog["settledAfterSeconds"])
        if options.arrived_before is not None:
            self.settled = datetime.fromisoformat(options.arrived_before).astimezone(timezone.utc)
        # Where this run reads a table, by its name in the models.
        self.places = {"totals.settled": f"(SELECT {timestamp(self.settled)} AS arrived_before)"}
        self.aside: list[str] | None = None  # keys that the warehouse has set aside, once read
        self.unreadable: list[str] = []  # keys of objects that this run is without
        self.totals: list[Row] | None = None  # of a run that built all that they are about

    def run(self) -> None:
        """Builds, checks and publishes what the arguments select."""
        try:
            for model in select_models(self.models, self.options.models):
                work = {"checks": self.check, "totals": self.count}.get(model["folder"], self.build)
                attempt(f"{model['name']} failed, nothing was published", work, model)
            for name in self.branched:
                attempt(f"{name} was not published, run the job again", self.publish, name)
            if self.totals is not None:
                attempt("the totals were not written, run the job again", self.write_totals)
        finally:
            for name in self.branched:
                with contextlib.suppress(Exception):  # the next run replaces one that stays
                    self.spark.sql(f"ALTER TABLE {self.table(name)} DROP BRANCH {BRANCH}")

    def table(self, name: str) -> str:
        """The full name of a model's table."""
        folder, table = name.split(".")
        return f"`{self.options.catalog}`.`{self.databases[folder]}`.`{table}`"

    def query(self, model: Entry) -> DataFrame:
        """The rows of a model's SQL, from where this run reads each table."""
        for name in model["reads"]:
            if name in self.places:
                continue
            if name in self.logs:
                attempt(f"{name} could not be kept", self.keep, self.logs[name])
            else:
                self.places[name] = self.table(name)
        path = model["name"].replace(".", "/").replace("_", "-")
        file = self.files / "models" / f"{path}.sql"
        places = {name: self.places[name] for name in model["reads"]}
        return self.spark.sql(replace_names(file.read_text(encoding="utf-8"), places))

    def keep(self, log: Entry) -> Entry:
        """Adds the rows of new objects to the table of a change log, in one commit.

        The log has an object for each batch of the stream, millions in a month: here each is
        opened once. All are read again when the table does not say so of the columns of today.
        What the warehouse has set aside is not added, and not shown where it was before. That, and
        what cannot be read, is remembered and tried again, however old it is by then.
        """
        table, columns = self.table(log["table"]), [column["name"] for column in log["columns"]]
        self.ensure_table(table, log["columns"])
        properties = dict(self.spark.sql(f"SHOW TBLPROPERTIES {table}").collect())
        kept = json.loads(properties.get(KEPT, "{}"))
        since = datetime.fromisoformat(kept["until"]) if kept.get("columns") == columns else None
        begun = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)
        own = [key for key in self.set_aside(table) if key.startswith(self.prefix(log))]
        again = [] if since is None else [key for key in kept.get("unread", []) if key not in own]
        listed, oldest, unread = self.arrivals(log, since, begun, again)
        arrived = listed.where(~listed.object_key.isin(own)) if own else listed
        arrived.createOrReplaceTempView("arrived")
        if oldest is not None and since is not None:
            # Rows of an object come and stay together, so its key tells whether they are there.
            arrived = self.spark.sql(
                f"SELECT arrived.* FROM arrived LEFT ANTI JOIN {table} AS kept"
                " ON kept.object_key = arrived.object_key"
                f" AND kept.arrived_at >= TIMESTAMP_NTZ '{oldest}'"
            )
        rows = arrived.count()
        if rows > 0:
            # By arrival, so that a file tells by its bounds that an object cannot be in it.
            writer = arrived.orderBy("arrived_at").writeTo(table)
            writer.overwrite(lit(True)) if since is None else writer.append()
        unread = sorted({*unread, *self.absent(table, own)})
        if rows > 0 or unread != kept.get("unread", []):
            kept = {"until": (begun - CLOCK_MARGIN).isoformat(), "columns": columns}
            kept |= {"unread": unread} if unread else {}
            self.spark.sql(f"ALTER TABLE {table} SET TBLPROPERTIES ('{KEPT}'='{json.dumps(kept)}')")
        listed.unpersist()
        self.unreadable += [key for key in unread if key not in own]
        shown = ", ".join(f"'{key}'" for key in own)
        hidden = f"(SELECT * FROM {table} WHERE object_key NOT IN ({shown}))"
        self.places[log["name"]] = hidden if own else table
        return {"log": log["name"], "added": rows, **({"unread": unread} if unread else {})}

    def prefix(self, log: Entry) -> str:
        """How the keys of a change log begin."""
        return f"changes/{log['name'].removeprefix('changes.')}/"

    def set_aside(self, table: str) -> list[str]:
        """The keys that the warehouse has set aside, read once, as the totals are written."""
        if self.aside is None:
            self.aside = []
            file = self.file_access(table).newInputFile(self.options.set_aside)
            if file.exists():
                stream = file.newStream()
                self.aside = json.loads(bytes(stream.readAllBytes()))["objects"]
                stream.close()
            if not all(OBJECT_KEY.fullmatch(key) for key in self.aside):
                raise LakeError("the keys of what is set aside have not the agreed form")
        return self.aside

    def absent(self, table: str, keys: Sequence[str]) -> list[str]:
        """Those of the keys of which the kept log has no row."""
        if not keys:
            return []
        some = ", ".join(f"'{key}'" for key in keys)
        query = f"SELECT DISTINCT object_key FROM {table} WHERE object_key IN ({some})"
        kept = {row.object_key for row in self.spark.sql(query).collect()}
        return [key for key in keys if key not in kept]

    def arrivals(
        self, log: Entry, since: datetime | None, now: datetime, again: Sequence[str]
    ) -> tuple[DataFrame, str | None, list[str]]:
        """New rows of a change log, the oldest arrival in them, and the keys that gave none.

        Objects are read strictly. Only when that fails, those that cannot be read are passed
        over, and found by their keys: an object has one batch of rows, so it gives all or none.
        """
        frame, unread = self.objects(log, since, now), []
        root = self.options.changes.rstrip("/").removesuffix("changes")
        for key in again:
            with contextlib.suppress(Exception):  # is not there, or is not whole yet
                old = self.spark.read.schema(schema(log["columns"])).parquet(f"{root}{key}")
                old.persist().count()
                frame = frame.unionByName(old)
                continue
            unread.append(key)
        listed = frame.persist()
        try:
            oldest = listed.selectExpr("CAST(MIN(arrived_at) AS STRING)").first()[0]
            return listed, oldest, unread
        except Exception:
            listed.unpersist()
            listed = self.objects(log, since, now, ignoreCorruptFiles=True, ignoreMissingFiles=True).persist()
            names = self.names(log, since, now)
            found = names.join(listed.select("object_key"), "object_key", "left_anti").collect()
            if not found:
                raise
            oldest = listed.selectExpr("CAST(MIN(arrived_at) AS STRING)").first()[0]
            # What was tried again counts in the next run, when nothing new stands in its way.
            return listed, oldest, sorted({*again, *(row.object_key for row in found)})

    def names(self, log: Entry, since: datetime | None, now: datetime) -> DataFrame:
        """The keys of the objects that `objects` reads."""
        path, options = self.range(log, since, now)
        files = self.spark.read.options(**options).format("binaryFile").load(path)
        return files.selectExpr(
            f"substring(path, locate('/{self.prefix(log)}', path) + 1) AS object_key"
        )

    def range(
        self, log: Entry, since: datetime | None, now: datetime
    ) -> tuple[str, dict[str, Any]]:
        """Where the objects are that S3 got after `since`, or all, and how to list them."""
        path = f"{self.options.changes.rstrip('/')}/{log['name'].removeprefix('changes.')}"
        # The dt= and hr= of the paths are arrival hours, not columns of a row.
        options = {"recursiveFileLookup": True, "pathGlobFilter": "*.parquet"}
        if since is not None:
            first, last = (since - self.late).date(), now.date() + timedelta(days=1)
            days = [str(first + timedelta(days=day)) for day in range((last - first).days + 1)]
            path = f"{path}/dt={{{','.join(days)}}}"
            options |= {"modifiedAfter": since.isoformat(), "timeZone": "UTC"}
        return path, options

    def objects(
        self, log: Entry, since: datetime | None, now: datetime, **reading: bool
    ) -> DataFrame:
        """The rows of a change log, of objects that S3 got after `since` alone where it is given.

        A column that an older object lacks is NULL; no object at all is a table without rows.
        """
        path, options = self.range(log, since, now)
        columns = schema(log["columns"])
        try:
            return self.spark.read.options(**options, **reading).schema(columns).parquet(path)
        except AnalysisException as error:
            if error.getErrorClass() != "PATH_NOT_FOUND":
                raise
            return self.spark.createDataFrame([], columns)

    def require_shape(self, model: Entry, computed: DataFrame) -> int:
        """Counts the rows that a model gave, which must be what the catalog says."""
        declared = self.spark.createDataFrame([], schema(model["columns"])).dtypes
        if computed.dtypes != declared:
            raise LakeError(f"the catalog says {declared}, the SQL gives {computed.dtypes}")
        required = [column["name"] for column in model["columns"] if not column["nullable"]]
        grain = ", ".join(model["grain"])
        rows, keys, *nulls = computed.selectExpr(
            "COUNT(*)",
            f"COUNT(DISTINCT struct({grain}))",
            *(f"COUNT_IF(`{column}` IS NULL)" for column in required),
        ).first()
        for column, found in zip(required, nulls):
            if found > 0:
                raise LakeError(f"{column} is NULL in {found} rows; the catalog says it never is")
        if keys < rows:
            raise LakeError(f"{rows - keys} rows repeat the grain ({grain})")
        return rows

    def ensure_table(self, table: str, columns: Sequence[Entry]) -> None:
        """Creates a table or evolves it; what only a person can decide is an error."""
        self.spark.sql(
            f"CREATE TABLE IF NOT EXISTS {table} ({schema(columns)})"
            " USING iceberg TBLPROPERTIES ('format-version' = '2')"
        )
        stored = {field.name: field for field in self.spark.table(table).schema}
        for column in columns:
            name = column["name"]
            if name not in stored:
                # Rows of before have no value, so the table requires none: `require_shape` does.
                self.spark.sql(f"ALTER TABLE {table} ADD COLUMN `{name}` {column['type']}")
            elif column["nullable"] and not stored[name].nullable:
                self.spark.sql(f"ALTER TABLE {table} ALTER COLUMN `{name}` DROP NOT NULL")
        declared = self.spark.createDataFrame([], schema(columns)).dtypes
        odd = set(self.spark.table(table).dtypes) ^ set(declared)
        if odd:
            raise LakeError(f"table and catalog differ in {sorted(odd)}; ALTER {table} by hand")

    def build(self, model: Entry) -> Entry:
        """Computes a model and merges what differs from its table into the table's branch."""
        name, grain, table = model["name"], model["grain"], self.table(model["name"])
        listed = ", ".join(f"`{column['name']}`" for column in model["columns"])
        computed = self.query(model).persist()
        rows = self.require_shape(model, computed)
        self.ensure_table(table, model["columns"])
        computed.selectExpr("struct(*) AS new").createOrReplaceTempView("computed")
        # MERGE rewrites each file with a row that it matches: so it gets the rows that differ
        # alone, and a table where none does gets no commit.
        difference = self.spark.sql(
            "SELECT entry.*, is_gone FROM ("
            "SELECT COALESCE(new, old) AS entry, new IS NULL AS is_gone FROM computed"
            f" FULL OUTER JOIN (SELECT struct({listed}) AS old FROM {table})"
            f" ON {agree('new', 'old', grain)} WHERE NOT new <=> old)"
        ).persist()
        difference.createOrReplaceTempView("difference")
        count = difference.selectExpr("COUNT_IF(NOT is_gone)", "COUNT_IF(is_gone)")
        written, deleted = count.first()
        self.places[name] = table
        if written + deleted > 0:
            self.spark.sql(f"ALTER TABLE {table} CREATE OR REPLACE BRANCH {BRANCH}")
            self.branched.append(name)
            self.places[name] = f"{table}.branch_{BRANCH}"
            self.spark.sql(
                f"MERGE INTO {self.places[name]} AS kept"
                f" USING difference ON {agree('kept', 'difference', grain)}"
                " WHEN MATCHED AND is_gone THEN DELETE"
                " WHEN MATCHED THEN UPDATE SET *"
                " WHEN NOT MATCHED THEN INSERT *"
            )
        difference.unpersist()
        computed.unpersist()
        return {"model": name, "rows": rows, "written": written, "deleted": deleted}

    def check(self, check: Entry) -> Entry:
        """Runs a check on what this run built; its rows say what is broken and how often."""
        broken = self.query(check).collect()
        if broken:
            found = (f"{row.model} has {row.rows_found} {row.problem}" for row in broken)
            raise LakeError("; ".join(found))
        return {"check": check["name"], "rows": 0}

    def count(self, totals: Entry) -> Entry:
        """Counts what this run built, while it is not published: nothing comes between."""
        self.totals = self.query(totals).collect()
        return {"totals": totals["name"], "rows": len(self.totals)}

    def write_totals(self) -> Entry:
        """Leaves the totals where the reconciliation finds them.

        Through the file access of an Iceberg table, which puts an object on S3 and needs no right
        beyond that one.
        """
        text = totals_text(self.began, self.settled, self.totals or [], self.unreadable)
        access = self.file_access(self.table(self.models[0]["name"]))
        stream = access.newOutputFile(self.options.totals).createOrOverwrite()
        stream.write(bytearray(text, "utf-8"))
        stream.close()
        return {"wrote": "totals", "bytes": len(text)}

    def file_access(self, table: str) -> Any:
        """The access to files that an Iceberg table has, on S3 and on one machine."""
        tables = self.spark._jvm.org.apache.iceberg.spark.Spark3Util
        return tables.loadIcebergTable(self.spark._jsparkSession, table).io()

    def publish(self, name: str) -> Entry:
        """Shows readers the branch of a table."""
        fast_forward = f"CALL `{self.options.catalog}`.system.fast_forward"
        self.spark.sql(f"{fast_forward}('{self.table(name)}', 'main', '{BRANCH}')")
        return {"published": name}


def main(arguments: Sequence[str]) -> None:
    """Runs the job in the present Spark session, or in one of the environment's settings."""
    options = job_arguments(arguments)
    spark = SparkSession.builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")  # Spark logs the message of a failed task, values too
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    LakeRun(spark, options).run()


if __name__ == "__main__":
    main(sys.argv[1:])
