"""Builds the lake models as Iceberg v2 tables: on AWS Glue 5.1 and on one machine alike.

A run adds the new objects of each change log to a table that keeps the log in few large files, and
marks how far it came in an object of its own. Of the models whose rows follow from the changes of
their key it computes the keys that changed since the run before, of marts that sum parts those that
changed, of the others all, and merges what differs into a branch of the model's table. It runs the checks on the branches, and only then moves
`main` of each table to its branch: a failure publishes no model. `--rebuild whole` is the audit: it
computes every row again, and fails when any differs from what the runs before left. A run of all models leaves the
totals of the lake as an object, for the reconciliation with the warehouse. Why, and the session that
it needs: docs/decisions/0006-spark.md.
"""

import argparse
import contextlib
import hashlib
import json
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.functions import broadcast, col, expr, lit

# What the models' SQL relies on, set here so that no environment can leave one out.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",  # no zone, as in DuckDB and the Parquet objects
    "spark.sql.parser.escapedStringLiterals": "true",  # a backslash in a text is a backslash
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # one calendar, the Gregorian
    # Each query writes its plan down as a text, which nobody reads here.
    "spark.sql.maxPlanStringLength": "10000",
    # Spark 3.5 fails where it infers conditions over a union of rows that it computed before.
    "spark.sql.constraintPropagation.enabled": "false",
}

# Where rows stand until the checks hold. One name for all runs, because the job runs once at a
# time: a run replaces what a killed one left.
BRANCH = "unpublished"

# Rows that go are noted by their places, and files stay: one hour's changes are in nearly every file.
ROW_DELTAS = "'format-version'='2', 'write.merge.mode'='merge-on-read'"

# Commits that add rows or rewrite files without changing any; behind others everything is built.
ADDING = {"append", "replace"}

# Property of a kept change log in which the mark stood before it was an object.
FORMER_MARK = "medstream.kept"

# A log whose mark is older is read a day at a time. Those whose runs are an hour apart never are.
FRESH = timedelta(days=1)

# While days are read in less than `QUICK` seconds, the next time they are twice as many.
QUICK = 60

# S3 dates an object by the beginning of its upload, on another clock than this machine's.
CLOCK_MARGIN = timedelta(minutes=15)

# How objects are read when reading all of them has failed.
LENIENT = {"ignoreCorruptFiles": True, "ignoreMissingFiles": True}

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
    parser.add_argument("--tables", default="deployed", choices=["deployed", "own"], help="who makes them")
    parser.add_argument("--kept", required=True, help="folder of the marks of the kept change logs")
    parser.add_argument("--totals", required=True, help="the object to leave the totals in")
    parser.add_argument("--set_aside", required=True, help="the object with what the warehouse left out")
    parser.add_argument("--rebuild", default="due", choices=["due", "affected", "whole"], help="whole: an audit")
    parser.add_argument("--arrived_before", help="the instant as of which the totals are, ISO 8601 in UTC")
    return parser.parse_known_args(arguments)[0]


def select_models(models: Sequence[Entry], wanted: str) -> list[Entry]:
    """The tables that `wanted` names, then the queries that read these and change logs alone.

    Totals of a part of the lake would be compared with those of the whole warehouse: they are of a
    run that builds everything.
    """
    tables = {model["name"]: model for model in models if model["folder"] in ("silver", "gold")}
    names = [name.strip() for name in wanted.split(",")] if wanted != "all" else list(tables)
    for name in names:
        if name not in tables:
            raise LakeError(f"no model is called {name}; known: all, {', '.join(tables)}")
    absent = tables.keys() - names
    queries = [model for model in models if model["name"] not in tables]
    return [tables[name] for name in tables if name in names] + [
        query
        for query in queries
        if absent.isdisjoint(query["reads"]) and (query["folder"] != "totals" or not absent)
    ]


def replace_names(sql: str, places: Mapping[str, str]) -> str:
    """`sql` with each table name that `places` knows replaced by its place, and nothing else."""
    return SQL_PARTS.sub(lambda part: places.get(re.sub(r"\s", "", part[0]), part[0]), sql)


def schema(columns: Iterable[Entry]) -> str:
    """Columns as CREATE TABLE and the reader of files take them."""
    required = {True: "", False: " NOT NULL"}
    return ", ".join(f"`{c['name']}` {c['type']}{required[c['nullable']]}" for c in columns)


def without(frame: DataFrame, keys: Sequence[str]) -> DataFrame:
    """Rows but for those of some objects."""
    return frame.where(~frame.object_key.isin(list(keys))) if keys else frame


def settled(frame: DataFrame) -> DataFrame:
    """The rows of a frame, computed now, without what they were computed from.

    A query over what is cached carries the plan of that, and of what that came from: those of marts
    would carry hundreds, and Spark walks through all of them for the text of each plan. When a machine
    with such rows is lost the run fails, and the next one repeats it.
    """
    return frame.localCheckpoint()


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
        self.entries = {model["name"]: model for model in self.models}
        self.logs = {log["name"]: log for log in catalog["changes"]}
        self.late = timedelta(days=catalog["lateDays"])
        self.audit_after = timedelta(seconds=catalog["auditEverySeconds"])
        self.branched: list[str] = []  # the tables, by that name, that have a branch
        self.began = datetime.now(timezone.utc)
        # The totals are as of an instant from before: what arrived since may still be on its way.
        self.settled = self.began - timedelta(seconds=catalog["settledAfterSeconds"])
        if options.arrived_before is not None:
            self.settled = datetime.fromisoformat(options.arrived_before).astimezone(timezone.utc)
        # Where this run reads a table, by its name in the models.
        self.places = {"totals.settled": f"(SELECT {timestamp(self.settled)} AS arrived_before)"}
        self.identities: dict[str, str] = {}
        self.some_table = ""  # one that is known to be there
        self.aside: list[str] | None = None  # keys that the warehouse has set aside, once read
        self.unreadable: list[str] = []  # keys of objects that this run is without
        self.totals: list[Row] = []  # of a run that builds everything
        self.kept: dict[str, KeptLog] = {}  # the logs that this run has brought up to date
        # By contract, the keys to build; None where everything is built.
        self.affected: dict[str, DataFrame] | None = None
        self.changed: set[str] = set()  # tables that are others than before this run
        self.narrowed: set[str] = set()  # tables of which this run computed the affected keys
        self.gone: dict[str, DataFrame] = {}  # by table, the rows of these keys as they were
        self.columns_of_parts: dict[str, list[str]] = {}
        self.ways: set[str] = set()  # how parts divide whose rows are shown
        self.differing: dict[str, int] = {}  # by table, the rows that an audit found to be others

    def run(self) -> None:
        """Builds, checks and publishes what the arguments select."""
        mark = BuiltMark(self)
        selected = select_models(self.models, self.options.models)
        if self.options.models == "all" and mark.holds():
            attempt("what changed could not be told, nothing was published", self.find_affected, mark)
        is_audit = self.affected is not None and (
            self.options.rebuild == "whole" or (self.options.rebuild == "due" and mark.is_audit_due())
        )
        self.build_all(mark, [model for model in selected if not (is_audit and model["folder"] == "totals")])
        if is_audit:
            # On the same logs, so that both ways lead to the same end.
            before, self.affected = self.changed, None
            self.changed = set()
            for model in selected:
                self.places.pop(model["name"], None)
            self.build_all(mark, selected)
            if self.changed:
                found = ", ".join(f"{name} in {self.differing[name]} rows" for name in sorted(self.changed))
                raise LakeError(
                    f"the audit found that {found} differed from what all changes give; the tables are"
                    " right now, but find out why"
                )
            self.changed = before
        # A session that goes on would look for each later query among what is cached.
        self.spark.catalog.clearCache()

    def build_all(self, mark: "BuiltMark", selected: Sequence[Entry]) -> None:
        """Builds, checks and publishes these models, as far as anything changed."""
        self.branched = []
        try:
            for model in selected:
                work = {"checks": self.check, "totals": self.count}.get(model["folder"], self.build)
                attempt(f"{model['name']} failed, nothing was published", work, model)
            if self.branched or self.options.models != "all":
                mark.remove()
            for name in self.branched:
                attempt(f"{name} was not published, run the job again", self.publish, name)
            if self.options.models == "all":
                mark.write()
            if self.totals:
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
            if name in self.places or name.startswith("before_"):
                continue
            if name in self.logs:
                attempt(f"{name} could not be kept", self.keep, self.logs[name])
            else:
                self.places[name] = self.table(name)
        text = self.text(model)
        if self.affected is not None and "parts" in model:
            settled(self.moved_parts(model)).createOrReplaceTempView("moved_parts")
            text = text.replace(model["parts"]["sql"], "SELECT * FROM moved_parts", 1)
        places = {name: self.place_for(model, name) for name in model["reads"]}
        return self.spark.sql(replace_names(text, places))

    def text(self, model: Entry) -> str:
        """The SQL of a model."""
        path = model["name"].replace(".", "/").replace("_", "-")
        return (self.files / "models" / f"{path}.sql").read_text(encoding="utf-8")

    def place_for(self, model: Entry, name: str) -> str:
        """Where a model reads a table: what was narrowed to some keys, or where all of it is."""
        if any(read.startswith("gold.") for read in model["reads"]) and model["folder"] == "checks":
            return self.place_for_check(model, name)
        if self.affected is not None and model["rebuild"] == "affected" and "parts" not in model:
            return narrowed_view(name)
        if self.affected is not None and model["folder"] == "totals" and name in self.kept:
            self.kept[name].rows_since(self.settled).createOrReplaceTempView(f"recent_{narrowed_view(name)}")
            return f"recent_{narrowed_view(name)}"
        return self.places[name]

    def place_for_check(self, check: Entry, name: str) -> str:
        """Where the check of a mart reads a table: the parts of the mart that changed, now or before."""
        own = name.removeprefix("before_")
        mart = next(model for model in self.models if model["name"] in check["reads"] and model["folder"] == "gold")
        is_before = own != name
        if own.startswith("gold."):
            if not is_before:
                return self.places[own]
            return self.table(own) if self.affected is not None else f"(SELECT * FROM {self.table(own)} WHERE false)"
        if self.affected is not None and "parts" in mart:
            return parts_view("before" if is_before else "now", mart["parts"], own)
        return f"(SELECT * FROM {self.places[own]} WHERE false)" if is_before else self.places[own]

    def moved_parts(self, mart: Entry) -> DataFrame:
        """What a mart sums in place of all of its parts: what it summed before, and what went and came."""
        parts, types = mart["parts"], {column["name"]: column["type"] for column in mart["columns"]}
        way = parts.get("by", "links")
        if way not in self.ways:
            self.ways.add(way)
            show = self.show_parts_by if "by" in parts else self.show_linked_parts
            show(mart)
        moved = self.spark.table(self.table(mart["name"])).select(*mart["grain"], *parts["sums"])
        for sign, moment in (("-", "before"), ("", "now")):
            places = {name: parts_view(moment, parts, name) for name in parts["reads"]}
            rows = self.spark.sql(replace_names(parts["sql"], places))
            sums = [f"CAST({sign}`{name}` AS {types[name]}) AS `{name}`" for name in parts["sums"]]
            moved = moved.unionByName(rows.selectExpr(*mart["grain"], *sums))
        return moved

    def part_columns(self, table: str) -> list[str]:
        """The key of a table, and its columns that parts of marts, or their checks, name."""
        if table not in self.columns_of_parts:
            readers = [model for model in self.models if table in model.get("parts", {"reads": []})["reads"]]
            marts = {model["name"] for model in readers}
            readers += [model for model in self.models if not marts.isdisjoint(model["reads"])]
            words = {word for model in readers for word in re.findall(r"\w+", self.text(model))}
            entry = self.entries[table]
            words.add(entry["grain"][0])
            self.columns_of_parts[table] = [column["name"] for column in entry["columns"] if column["name"] in words]
        return self.columns_of_parts[table]

    def gone_rows(self, table: str) -> DataFrame:
        """The rows of the affected keys of a table as they were, in the columns of parts."""
        if table not in self.gone:
            entry = self.entries[table]
            keys, key = self.affected[self.contract_of(entry)], entry["grain"][0]
            stored = self.spark.table(self.table(table)).select(self.part_columns(table))
            self.gone[table] = settled(stored.join(broadcast(keys), stored[key] == keys.record_key, "left_semi"))
        return self.gone[table]

    def came_rows(self, table: str) -> DataFrame:
        """The rows of the affected keys of a table as they are, in the columns of parts."""
        return self.spark.table(narrowed_view(table)).select(self.part_columns(table))

    def staying_rows(self, table: str) -> DataFrame:
        """The rows of a table of keys that are not affected, in the columns of parts."""
        stored = self.spark.table(self.table(table)).select(self.part_columns(table))
        if table not in self.narrowed:
            return stored
        entry = self.entries[table]
        keys = self.affected[self.contract_of(entry)]
        return stored.join(broadcast(keys), stored[entry["grain"][0]] == keys.record_key, "left_anti")

    def no_rows(self, table: str) -> DataFrame:
        """A relation without rows, which takes no task to read."""
        entry = self.entries[table]
        types = {column["name"]: column["type"] for column in entry["columns"]}
        columns = ", ".join(f"CAST(NULL AS {types[name]}) AS `{name}`" for name in self.part_columns(table))
        return self.spark.sql(f"SELECT {columns} WHERE false")

    def show_moments(self, parts: Entry, table: str, stayed: DataFrame | None) -> None:
        """Shows a table before and now: rows that stayed beside those that went, and those that came."""
        for moment, rows in (("before", self.gone_rows), ("now", self.came_rows)):
            shown = [] if stayed is None else [stayed]
            if table in self.narrowed:
                shown.append(rows(table))
            frame = shown[0] if shown else self.no_rows(table)
            for more in shown[1:]:
                frame = frame.unionByName(more)
            frame.createOrReplaceTempView(parts_view(moment, parts, table))

    def show_parts_by(self, mart: Entry) -> None:
        """Shows of each table the rows of affected parts: those of which a row came or went in any table."""
        parts = mart["parts"]
        by, keys = parts["by"], None
        for table in parts["reads"]:
            for rows in (self.gone_rows, self.came_rows) if table in self.narrowed else ():
                own = rows(table).select(by).where(f"`{by}` IS NOT NULL")
                keys = own if keys is None else keys.union(own)
        affected = None if keys is None else settled(keys.distinct())
        for table in parts["reads"]:
            stayed = None
            if affected is not None:
                stayed = settled(self.staying_rows(table).join(broadcast(affected), by, "left_semi"))
            self.show_moments(parts, table, stayed)

    def show_linked_parts(self, mart: Entry) -> None:
        """Shows of each table the rows that came or went, and the records that these name.

        Besides, rows that name a record which itself came or went, as far as that changes anything: one
        that came and was not missed was named by none.
        """
        parts = mart["parts"]
        links, keys = parts["links"], {name: entry["grain"][0] for name, entry in self.entries.items()}
        missed = self.spark.table(self.table(mart["name"]))
        turned: dict[str, str] = {}
        for table in sorted({link["to"] for link in links} & self.narrowed):
            was, now = (rows(table).select(keys[table]) for rows in (self.gone_rows, self.came_rows))
            target = table.removeprefix("silver.")
            wanted = missed.where(f"refers_to = '{target}'").select("key_value")
            frame = settled(was.subtract(now).union(now.subtract(was).intersect(wanted)).toDF("key_value"))
            if frame.take(1):
                turned[table] = f"turned_{target}"
                frame.createOrReplaceTempView(turned[table])
        naming: dict[str, DataFrame] = {}
        for table in parts["reads"]:
            named = [
                f"`{link['field']}` IN (SELECT key_value FROM {turned[link['to']]})"
                for link in links
                if link["from"] == table and link["to"] in turned
            ]
            if named:
                naming[table] = settled(self.staying_rows(table).where(" OR ".join(named)))
        for table in parts["reads"]:
            stayed, asked = naming.get(table), None
            for link in links:
                if link["to"] != table:
                    continue
                source = link["from"]
                moved = [self.gone_rows(source), self.came_rows(source)] if source in self.narrowed else []
                for rows in moved + ([naming[source]] if source in naming else []):
                    own = rows.select(col(link["field"]).alias("key_value"))
                    asked = own if asked is None else asked.union(own)
            if asked is not None:
                there = self.staying_rows(table).select(keys[table])
                there = there.join(broadcast(asked.distinct()), there[keys[table]] == col("key_value"), "left_semi")
                # There as what is named; what it names itself is no part of what moved.
                there = settled(self.no_rows(table).unionByName(there, allowMissingColumns=True))
                stayed = there if stayed is None else stayed.unionByName(there)
            self.show_moments(parts, table, stayed)

    def find_affected(self, mark: "BuiltMark") -> Entry:
        """Brings every log up to date, and finds the keys of each that its changes affect."""
        for name in self.logs:
            attempt(f"{name} could not be kept", self.keep, self.logs[name])
        affected, sql = {}, (self.files / "affected-keys.sql").read_text(encoding="utf-8")
        for name, kept in self.kept.items():
            if kept.is_as_in(mark.logs[name]):
                continue
            deliveries = kept.deliveries_since(mark.logs[name])
            if deliveries is None:
                return {"affected": "all", "because": f"{name} was not only added to"}
            deliveries.createOrReplaceTempView("deliveries")
            keys = settled(self.spark.sql(replace_names(sql, {"affected.deliveries": "deliveries"})))
            if keys.take(1):
                affected[name.removeprefix("changes.")] = keys
                settled(kept.counted_rows(keys)).createOrReplaceTempView(narrowed_view(name))
        self.affected = affected
        return {"affected": len(affected)}

    def is_affected(self, model: Entry) -> bool:
        """Whether something changed in what a model reads, or in what that comes from."""
        if self.affected is None:
            return True
        return any(
            name in self.changed or name.removeprefix("changes.") in self.affected for name in model["reads"]
        )

    def keep(self, log: Entry) -> Entry:
        """Brings a kept change log up to date and lets the models of this run read it."""
        table = self.table(log["table"])
        self.ensure_table(table, log["columns"])
        kept = KeptLog(self, log, table)
        facts = kept.bring_up_to_date()
        self.unreadable += kept.unreadable
        self.places[log["name"]] = kept.rows_shown
        self.kept[log["name"]] = kept
        return facts

    def set_aside(self) -> list[str]:
        """The keys that the warehouse has set aside, read once."""
        if self.aside is None:
            self.aside = json.loads(self.read_text(self.options.set_aside) or '{"objects":[]}')["objects"]
            if not all(OBJECT_KEY.fullmatch(key) for key in self.aside):
                raise LakeError("the keys of what is set aside have not the agreed form")
        return self.aside

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
        """Requires a table with these columns; where no deployment makes tables, makes it so.

        A column that only the table has is of a newer release, which was rolled back: it is left as
        it is, and is NULL in rows that this run writes.
        """
        if self.options.tables == "own":
            self.make_table(table, columns)
        self.some_table = table
        stored = {field.name: field for field in self.spark.table(table).schema}
        types = dict(self.spark.table(table).dtypes)
        declared = self.spark.createDataFrame([], schema(columns)).dtypes
        if odd := [name for name, of_type in declared if types.get(name) != of_type]:
            raise LakeError(f"{table} lacks {odd} or has them of another type; deploy the tables first")
        known = {name for name, _ in declared}
        if odd := [name for name in stored if name not in known and not stored[name].nullable]:
            raise LakeError(f"{table} requires {odd}, which the catalog does not have")

    def make_table(self, table: str, columns: Sequence[Entry]) -> None:
        """Creates a table or adds what it lacks."""
        self.spark.sql(
            f"CREATE TABLE IF NOT EXISTS {table} ({schema(columns)})"
            f" USING iceberg TBLPROPERTIES ({ROW_DELTAS})"
        )
        stored = {field.name: field for field in self.spark.table(table).schema}
        for column in columns:
            name = column["name"]
            if name not in stored:
                # Rows of before have no value, so the table requires none: `require_shape` does.
                self.spark.sql(f"ALTER TABLE {table} ADD COLUMN `{name}` {column['type']}")
            elif column["nullable"] and not stored[name].nullable:
                self.spark.sql(f"ALTER TABLE {table} ALTER COLUMN `{name}` DROP NOT NULL")

    def widened(self, frame: DataFrame, table: str) -> DataFrame:
        """A frame with every column that the table has, NULL where the frame has none."""
        more = [field for field in self.spark.table(table).schema if field.name not in frame.columns]
        return frame.select("*", *(lit(None).cast(field.dataType).alias(field.name) for field in more))

    def build(self, model: Entry) -> Entry:
        """Computes a model and merges what differs from its table into the table's branch."""
        name, grain, table = model["name"], model["grain"], self.table(model["name"])
        if not self.is_affected(model):
            self.places[name] = table
            return {"model": name, "unaffected": True}
        listed = ", ".join(f"`{column['name']}`" for column in model["columns"])
        is_narrowed = self.affected is not None and model["rebuild"] == "affected" and "parts" not in model
        computed = settled(self.query(model)) if is_narrowed else self.query(model).persist()
        rows = self.require_shape(model, computed)
        self.ensure_table(table, model["columns"])
        if is_narrowed:
            computed.createOrReplaceTempView(narrowed_view(name))
            self.narrowed.add(name)
            difference = self.replacement(model, computed)
            return self.merge(model, difference, rows)
        computed.selectExpr("struct(*) AS new").createOrReplaceTempView("computed")
        # MERGE rewrites each file with a row that it matches: so it gets the rows that differ
        # alone, and a table where none does gets no commit.
        difference = self.spark.sql(
            "SELECT entry.*, is_gone FROM ("
            "SELECT COALESCE(new, old) AS entry, new IS NULL AS is_gone FROM computed"
            f" FULL OUTER JOIN (SELECT struct({listed}) AS old FROM {table})"
            f" ON {agree('new', 'old', grain)} WHERE NOT new <=> old)"
        )
        facts = self.merge(model, difference, rows)
        computed.unpersist()
        return facts

    def replacement(self, model: Entry, computed: DataFrame) -> DataFrame:
        """The computed rows of the affected keys, and of their stored rows those that have no successor.

        Of the table this reads the columns of the grain alone.
        """
        grain = model["grain"]
        keys = self.affected[self.contract_of(model)]
        stored = self.spark.table(self.table(model["name"])).select(grain)
        stored = stored.join(broadcast(keys), stored[grain[0]] == keys.record_key, "left_semi").alias("old")
        new = computed.select(grain).alias("new")
        is_same = [stored[column].eqNullSafe(new[column]) for column in grain]
        gone = stored.join(new, is_same, "left_anti").withColumn("is_gone", lit(True))
        return computed.withColumn("is_gone", lit(False)).unionByName(gone, allowMissingColumns=True)

    def contract_of(self, model: Entry) -> str:
        """The contract whose log a model with affected rows comes from."""
        read = model["reads"][0]
        if read in self.logs:
            return read.removeprefix("changes.")
        return self.contract_of(self.entries[read])

    def merge(self, model: Entry, difference: DataFrame, rows: int) -> Entry:
        """Merges rows, some of which are gone, into the branch of a model's table."""
        name, grain, table = model["name"], model["grain"], self.table(model["name"])
        difference = self.widened(difference, table).persist()
        difference.createOrReplaceTempView("difference")
        count = difference.selectExpr("COUNT_IF(NOT is_gone)", "COUNT_IF(is_gone)")
        written, deleted = count.first()
        self.places[name] = table
        if written + deleted > 0:
            self.changed.add(name)
            self.differing[name] = written + deleted
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
        return {"model": name, "rows": rows, "written": written, "deleted": deleted}

    def check(self, check: Entry) -> Entry:
        """Runs a check on what this run built; its rows say what is broken and how often."""
        if not self.is_affected(check):
            return {"check": check["name"], "unaffected": True}
        broken = self.query(check).collect()
        if broken:
            found = (f"{row.model} has {row.rows_found} {row.problem}" for row in broken)
            raise LakeError("; ".join(found))
        return {"check": check["name"], "rows": 0}

    def count(self, totals: Entry) -> Entry:
        """Counts what this run built, while it is not published: nothing comes between."""
        rows = self.query(totals).collect()
        self.totals += rows
        return {"totals": totals["name"], "rows": len(rows)}

    def write_totals(self) -> Entry:
        """Leaves the totals where the reconciliation finds them.

        Through the file access of an Iceberg table, which puts an object on S3 and needs no right
        beyond that one.
        """
        text = totals_text(self.began, self.settled, self.totals, self.unreadable)
        self.write_text(self.options.totals, text)
        return {"wrote": "totals", "bytes": len(text)}

    def identity(self, table: str) -> str:
        """What tells a table from one of the same name that was made anew; asked of the catalog once."""
        if table not in self.identities:
            self.identities[table] = str(self.iceberg(table).uuid())
        return self.identities[table]

    def iceberg(self, table: str) -> Any:
        """A table as Iceberg itself knows it, as it is now."""
        loaded = self.spark._jvm.org.apache.iceberg.spark.Spark3Util.loadIcebergTable(
            self.spark._jsparkSession, table
        )
        loaded.refresh()
        return loaded

    def file_access(self) -> Any:
        """The access to files that an Iceberg table has, on S3 and on one machine."""
        return self.iceberg(self.some_table).io()

    def read_text(self, address: str) -> str | None:
        """The text of an object, None when there is none.

        Found by listing. The job may list only what it names as a prefix, which a HEAD does not
        send, and to those who may not list S3 says "forbidden" of an object that is not there
        (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html).
        """
        access = self.file_access()
        try:
            if not access.listPrefix(address).iterator().hasNext():
                return None
        except Py4JJavaError as error:
            cause = error.java_exception.getCause()
            if cause is not None and cause.getClass().getSimpleName() == "FileNotFoundException":
                return None  # a disk says so, S3 lists nothing
            raise
        stream = access.newInputFile(address).newStream()
        try:
            return bytes(stream.readAllBytes()).decode("utf-8")
        finally:
            stream.close()

    def write_text(self, address: str, text: str) -> None:
        """Puts an object, whole or not at all."""
        stream = self.file_access().newOutputFile(address).createOrOverwrite()
        stream.write(bytearray(text, "utf-8"))
        stream.close()

    def publish(self, name: str) -> Entry:
        """Shows readers the branch of a table."""
        fast_forward = f"CALL `{self.options.catalog}`.system.fast_forward"
        self.spark.sql(f"{fast_forward}('{self.table(name)}', 'main', '{BRANCH}')")
        return {"published": name}


def narrowed_view(name: str) -> str:
    """What shows of a table the affected keys alone."""
    return f"affected_{name.replace('.', '_')}"


def parts_view(moment: str, parts: Entry, name: str) -> str:
    """What shows of a table the parts that changed, before or now."""
    return f"{moment}_{parts.get('by', 'links')}_{name.replace('.', '_')}"


class BuiltMark:
    """What the tables were built from, all of them in one run: the JSON object `kept/built.json`.

    While tables and models are as it says, a run has to look at nothing but what each log got since.
    It is emptied before tables are published and written after, so a run that dies in between is
    followed by one that builds everything. A run of some of the models empties it.
    """

    def __init__(self, run: LakeRun) -> None:
        self.run = run
        self.address = f"{run.options.kept.rstrip('/')}/built.json"
        self.tables = [model["name"] for model in run.models if model["folder"] in ("silver", "gold")]
        self.release = hashlib.sha256(
            json.dumps(
                [
                    [model["name"], run.text(model), model["grain"], model["rebuild"], model.get("parts")]
                    + [[column["name"], column["type"]] for column in model["columns"]]
                    for model in run.models
                    if model["name"] in self.tables
                ]
            ).encode()
        ).hexdigest()
        self.logs: Mapping[str, Any] = {}
        self.audited_at = run.began  # when every row was computed last

    def is_audit_due(self) -> bool:
        """Whether it is long ago that every row was computed."""
        return self.run.began - self.audited_at >= self.run.audit_after

    def holds(self) -> bool:
        """Whether these models built every table that there is now."""
        try:
            run = self.run
            run.some_table = run.table(self.tables[0])
            stored = json.loads(run.read_text(self.address) or "{}")
            self.logs = stored["logs"]
            self.audited_at = datetime.fromisoformat(stored["audited_at"])
            return (
                stored["release"] == self.release
                and self.logs.keys() == run.logs.keys()
                and stored["tables"] == {name: run.identity(run.table(name)) for name in self.tables}
                and {name: log["table"] for name, log in self.logs.items()}
                == {name: run.identity(run.table(log["table"])) for name, log in run.logs.items()}
            )
        except Exception:  # a table that is not there, a text that makes no sense: to build anew is right
            return False

    def remove(self) -> None:
        """From here on tables may be some of one run, some of another."""
        self.run.write_text(self.address, "{}\n")

    def write(self) -> None:
        """Says of the tables that they were built of the logs as this run read them."""
        run = self.run
        if run.affected is None:
            self.audited_at = run.began
        content = {
            "release": self.release,
            "audited_at": self.audited_at.isoformat(),
            "tables": {name: run.identity(run.table(name)) for name in self.tables},
            "logs": {name: kept.state() for name, kept in run.kept.items()},
        }
        run.write_text(self.address, json.dumps(content, separators=(",", ":")) + "\n")


@dataclass(frozen=True)
class Mark:
    """What a kept change log holds: the JSON object `kept/<contract>.json`.

    Of what S3 got before `until` it has everything, or, where `through` is a day, everything of the
    days up to that one; what is `unread` aside. Another object than the rows, so it may be older than
    they are, never newer: it is written after their commit.
    """

    until: str  # UTC, ISO 8601
    columns: Mapping[str, int]  # those that every row was read with, and Iceberg's ids of them
    rows: int = 0  # of the table when this was written: with fewer it is not that table any more
    unread: Sequence[str] = ()
    through: str | None = None  # the last day that was read, "" before the first
    # While older releases read fewer columns: those of the days up to one, and that day.
    wider: Mapping[str, Any] | None = None


class KeptLog:
    """A change log in the few large files of a table.

    The log has an object for each batch of the stream, millions in a month: here each is opened once.
    What the warehouse has set aside is not added, and not shown where it was before. That, and what
    cannot be read, is remembered and tried again, however old it is by then.
    """

    def __init__(self, run: LakeRun, log: Entry, table: str) -> None:
        self.run, self.spark, self.log, self.table = run, run.spark, log, table
        contract = log["name"].removeprefix("changes.")
        self.prefix = f"changes/{contract}/"  # how its keys begin
        self.folder = f"{run.options.changes.rstrip('/')}/{contract}"
        self.mark_address = f"{run.options.kept.rstrip('/')}/{contract}.json"
        self.columns = [column["name"] for column in log["columns"]]
        self.aside = [key for key in run.set_aside() if key.startswith(self.prefix)]
        self.unreadable: list[str] = []
        self.has_former_mark = False
        self.snapshot: int | None = None  # the newest of the table when it was up to date

    @property
    def rows_shown(self) -> str:
        """What models read: every row but those of objects that are set aside."""
        if not self.aside:
            return self.table
        keys = ", ".join(f"'{key}'" for key in self.aside)
        return f"(SELECT * FROM {self.table} WHERE object_key NOT IN ({keys}))"

    def state(self) -> Entry:
        """What a run read of the log: the snapshot, and what it did not show of it."""
        return {"table": self.run.identity(self.table), "snapshot": self.snapshot, "aside": sorted(self.aside)}

    def shown(self) -> DataFrame:
        """The rows that models read, as this run does."""
        return without(self.spark.table(self.table), self.aside)

    def added_since(self, snapshot: int | None) -> DataFrame | None:
        """The rows that commits behind a snapshot added; None when one did something else, or is forgotten."""
        if snapshot is None:
            return self.spark.table(self.table)
        commits = {
            row.snapshot_id: row
            for row in self.spark.sql(f"SELECT snapshot_id, parent_id, operation FROM {self.table}.snapshots").collect()
        }
        at = self.snapshot
        while at != snapshot:
            if at not in commits or commits[at].operation not in ADDING:
                return None
            at = commits[at].parent_id
        reader = self.spark.read.option("start-snapshot-id", snapshot).option("end-snapshot-id", self.snapshot)
        return reader.table(self.table)

    def is_as_in(self, state: Entry) -> bool:
        """Whether nothing came or went since a run that read this."""
        return state["snapshot"] == self.snapshot and state["aside"] == sorted(self.aside)

    def deliveries_since(self, state: Entry) -> DataFrame | None:
        """Every row of the events of which a row came or went since, and whether it was there and is.

        @returns None when that cannot be told any more.
        """
        moved = set(self.aside) ^ set(state["aside"])
        rows = self.spark.table(self.table)
        added = rows.limit(0)
        if state["snapshot"] != self.snapshot:
            added = self.added_since(state["snapshot"])
            if added is None:
                return None
        # Rows of an object come together, so its key tells whether they were there.
        fresh = added.select("object_key").distinct().withColumn("is_fresh", lit(True))
        event = ["event_source", "event_id"]
        touched = added.select(event)
        if moved:
            touched = touched.union(rows.where(rows.object_key.isin(sorted(moved))).select(event))
        before, now = list(state["aside"]), list(self.aside)
        return (
            rows.join(broadcast(touched.distinct()), event, "left_semi")
            .join(broadcast(fresh), "object_key", "left")
            .select(
                *event,
                "sequence",
                "row_hash",
                col(self.log["key"]).alias("record_key"),
                (col("is_fresh").isNull() & ~col("object_key").isin(before)).alias("was_there"),
                (~col("object_key").isin(now)).alias("is_there"),
            )
        )

    def of_events_of(self, keys: DataFrame) -> DataFrame:
        """Every row of every event of some keys, because a row under another key may be the one that counts."""
        rows, event = self.shown(), ["event_source", "event_id"]
        events = rows.join(broadcast(keys), rows[self.log["key"]] == keys.record_key, "left_semi").select(event)
        return rows.join(broadcast(events.distinct()), event, "left_semi")

    def counted_rows(self, keys: DataFrame) -> DataFrame:
        """The rows that count, under some keys: what is made of them is of these keys alone."""
        delivery = expr(
            "ROW_NUMBER() OVER (PARTITION BY event_source, event_id"
            " ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST)"
        )
        counted = self.of_events_of(keys).withColumn("delivery", delivery).where("delivery = 1").drop("delivery")
        return counted.join(broadcast(keys), counted[self.log["key"]] == keys.record_key, "left_semi")

    def rows_since(self, instant: datetime) -> DataFrame:
        """What totals as of an instant need: the keys with changes since, in all of their changes."""
        rows = self.shown()
        recent = rows.where(f"arrived_at >= {timestamp(instant)}")
        if not recent.take(1):
            return rows.limit(0)
        return self.of_events_of(recent.select(col(self.log["key"]).alias("record_key")).distinct())

    def bring_up_to_date(self) -> Entry:
        """Reads what the table lacks, and marks each part of it as soon as it is there.

        A run that ends anywhere is gone on with where the last mark stands, so a log of any length
        is read in some number of runs. A part that is read twice is added once.
        """
        begun = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) - CLOCK_MARGIN
        mark, added, span = self.starting_point(self.stored_mark(), begun), 0, 1
        silent: set[str] = set()  # objects that gave nothing in this run
        narrowed = self.narrowed(mark)
        if narrowed != mark:
            # Before any row: after a death behind them nobody would know which lack a column.
            mark = self.write_mark(narrowed, mark.unread)
        days = self.days() if mark.through is not None else []
        while mark.through is not None:
            started = time.monotonic()
            part = [day for day in days if day > mark.through][:span]
            rows, unread = self.replace_days(mark.through, part) if part else (0, [])
            is_last = not part or part[-1] == days[-1]
            mark = replace(mark, through=None if is_last else part[-1])
            mark = self.write_mark(mark, {*mark.unread, *unread})
            added += rows
            silent.update(unread)
            if not is_last:
                print(json.dumps({"log": self.log["name"], "through": part[-1], "added": rows}), flush=True)
            span = span * 2 if time.monotonic() - started < QUICK else max(1, span // 2)
        since = datetime.fromisoformat(mark.until)
        if since < begun or mark.unread:
            again = [key for key in mark.unread if key not in self.aside]
            rows, unread = self.append_new(since, again)
            added += rows
            silent.update(unread)
            mark = self.write_mark(replace(mark, until=begun.isoformat()), unread)
        self.unreadable = [key for key in mark.unread if key not in self.aside]
        snapshot = self.run.iceberg(self.table).currentSnapshot()
        self.snapshot = None if snapshot is None else snapshot.snapshotId()
        return {"log": self.log["name"], "added": added, "unread": len(silent)}

    def stored_mark(self) -> Mark | None:
        """The mark, as far as it holds for the table as it is; None when the log must be read again.

        To read it again is right whatever is the matter, so a mark that makes no sense is none.
        """
        text = self.run.read_text(self.mark_address)
        if text is None:
            properties = dict(self.spark.sql(f"SHOW TBLPROPERTIES {self.table}").collect())
            self.has_former_mark = FORMER_MARK in properties
            text = properties.get(FORMER_MARK, "{}")
        try:
            stored = json.loads(text)
            if self.has_former_mark:  # which names columns alone
                ids = self.column_ids()
                stored["columns"] = {name: ids.get(name) for name in stored["columns"]}
            mark = Mark(**stored)
            datetime.fromisoformat(mark.until)
        except (KeyError, TypeError, ValueError):
            return None
        return None if self.row_count() < mark.rows else mark

    def starting_point(self, mark: Mark | None, begun: datetime) -> Mark:
        """The mark from which this run goes on."""
        ids = self.column_ids()
        wanted = {name: ids[name] for name in self.columns}
        if mark is None:
            return Mark(begun.isoformat(), wanted, through="")
        if not wanted.items() <= mark.columns.items():
            wider = mark.wider or {"columns": {}, "through": ""}
            through = wider["through"] if wanted.items() <= wider["columns"].items() else ""
            return Mark(begun.isoformat(), wanted, mark.rows, mark.unread, through)
        until = datetime.fromisoformat(mark.until)
        if mark.through is None and until < begun - FRESH:
            mark = replace(mark, until=begun.isoformat(), through=self.last_day_before(until))
        return mark

    def narrowed(self, mark: Mark) -> Mark:
        """The mark from which on this release reads, when others read with more columns before."""
        through = mark.through
        if through is None:  # what is tried again may be of any day
            through = "" if mark.unread else self.last_day_before(datetime.fromisoformat(mark.until))
        own = {name: known for name, known in mark.columns.items() if name in self.columns}
        wider = mark.wider or {"columns": mark.columns, "through": through}
        if own == wider["columns"]:
            return mark
        return replace(mark, columns=own, wider={**wider, "through": min(wider["through"], through)})

    def write_mark(self, mark: Mark, unread: Iterable[str]) -> Mark:
        """Writes the mark for the table as it is."""
        lacking = self.absent({*unread, *self.aside})
        mark = replace(mark, rows=self.row_count(), unread=lacking)
        self.run.write_text(self.mark_address, json.dumps(asdict(mark), separators=(",", ":")) + "\n")
        if self.has_former_mark:
            self.spark.sql(f"ALTER TABLE {self.table} UNSET TBLPROPERTIES ('{FORMER_MARK}')")
            self.has_former_mark = False
        return mark

    def column_ids(self) -> dict[str, int]:
        """Iceberg's ids of the table's columns."""
        fields = self.run.iceberg(self.table).schema().columns()
        return {field.name(): field.fieldId() for field in fields}

    def row_count(self) -> int:
        """Rows of the table, as its newest snapshot says; whoever commits may leave that out."""
        snapshot = self.run.iceberg(self.table).currentSnapshot()
        if snapshot is None:
            return 0
        total = snapshot.summary().get("total-records")
        return self.spark.table(self.table).count() if total is None else int(total)

    def absent(self, keys: Iterable[str]) -> list[str]:
        """Those of the keys of which the table has no row, sorted."""
        wanted = sorted(keys)
        if not wanted:
            return []
        rows = self.spark.table(self.table).select("object_key")
        found = {row.object_key for row in rows.where(rows.object_key.isin(wanted)).distinct().collect()}
        return [key for key in wanted if key not in found]

    def last_day_before(self, instant: datetime) -> str:
        """The last day in which no object can have appeared after an instant."""
        return str((instant - self.run.late).date() - timedelta(days=1))

    def days(self) -> list[str]:
        """The days that the log has objects of, by their folders."""
        path = self.spark._jvm.org.apache.hadoop.fs.Path(f"{self.folder}/dt=*")
        files = path.getFileSystem(self.spark._jsc.hadoopConfiguration())
        return sorted(found.getPath().getName()[3:] for found in files.globStatus(path) or [])

    def replace_days(self, behind: str, days: Sequence[str]) -> tuple[int, list[str]]:
        """Makes the rows of the days behind one, up to the last of `days`, those that their objects hold.

        In one commit, and only of objects that differ: as a rule those that an older release read
        with fewer columns, and those that are not there. What cannot be read keeps the rows it had.
        @returns the rows that were written, and the keys that gave none.
        """
        listed, _, unread = self.arrivals(*self.objects_of(days), [])
        arrived = self.run.widened(without(listed, self.aside), self.table)
        # A day's keys go on with "/", which stands before "0".
        within = f">= '{self.prefix}dt={behind}0' AND kept.object_key < '{self.prefix}dt={days[-1]}0'"
        kept = self.spark.table(self.table).alias("kept").where(f"kept.object_key {within}")
        there = without(kept, [*self.aside, *unread])
        if not there.take(1):
            return self.append(arrived, listed), unread
        old, new = there.select(self.columns), arrived.select(self.columns)
        changed = new.exceptAll(old).union(old.exceptAll(new)).select("object_key").distinct().persist()
        rows = arrived.join(changed, "object_key", "left_semi").select("*", lit(None).cast("string").alias("stale"))
        source = rows.unionByName(changed.withColumnRenamed("object_key", "stale"), allowMissingColumns=True)
        source = source.persist()
        source.createOrReplaceTempView("arrived")
        written = source.where("stale IS NULL").count()
        if source.take(1):
            names = ", ".join(f"`{name}`" for name in arrived.columns)
            self.spark.sql(
                f"MERGE INTO {self.table} AS kept USING arrived"
                f" ON kept.object_key = arrived.stale AND kept.object_key {within}"
                " WHEN MATCHED THEN DELETE"
                f" WHEN NOT MATCHED AND arrived.stale IS NULL THEN INSERT ({names}) VALUES ({names})"
            )
        for frame in (source, changed, listed):
            frame.unpersist()
        return written, unread

    def append_new(self, since: datetime, again: Sequence[str]) -> tuple[int, list[str]]:
        """Adds the rows of objects that S3 got after an instant and of those to try again, in one commit.

        @returns the rows that were added, and the keys that gave none.
        """
        listed, oldest, unread = self.arrivals(*self.objects_since(since), again)
        arrived = without(listed, self.aside)
        if oldest is not None:
            # Rows of an object come and stay together, so its key tells whether they are there.
            there = self.spark.table(self.table).where(f"arrived_at >= TIMESTAMP_NTZ '{oldest}'")
            arrived = arrived.join(there.select("object_key").distinct(), "object_key", "left_anti")
        return self.append(self.run.widened(arrived, self.table), listed), unread

    def append(self, arrived: DataFrame, listed: DataFrame) -> int:
        """Adds rows that are not there. @returns how many."""
        rows = arrived.count()
        if rows > 0:
            # By arrival, so that a file tells by its bounds that an object cannot be in it.
            arrived.orderBy("arrived_at").writeTo(self.table).append()
        listed.unpersist()
        return rows

    def arrivals(
        self, path: str, options: Mapping[str, Any], again: Sequence[str]
    ) -> tuple[DataFrame, str | None, list[str]]:
        """Rows of objects, the oldest arrival in them, and the keys that gave none.

        Objects are read strictly. Only when that fails, those that cannot be read are passed
        over, and found by their keys: an object has one batch of rows, so it gives all or none. One
        without any row is whole all the same.
        """
        # What was put right is new to S3, and would come twice.
        frame, unread = without(self.objects(path, options), again), []
        for key in again:
            rows = self.object(key)
            if rows is None:
                unread.append(key)
            else:
                frame = frame.unionByName(rows)
        listed = frame.persist()
        try:
            oldest = listed.selectExpr("CAST(MIN(arrived_at) AS STRING)").first()[0]
            return listed, oldest, unread
        except Exception:
            listed.unpersist()
            listed = self.objects(path, {**options, **LENIENT}).persist()
            names = self.names(path, options)
            silent = names.join(listed.select("object_key"), "object_key", "left_anti").collect()
            broken = [row.object_key for row in silent if self.object(row.object_key) is None]
            if not broken:
                raise
            oldest = listed.selectExpr("CAST(MIN(arrived_at) AS STRING)").first()[0]
            # What was tried again counts in the next run, when nothing new stands in its way.
            return listed, oldest, sorted({*again, *broken})

    def object(self, key: str) -> DataFrame | None:
        """The rows of one object; None when it is not there or not whole."""
        root = self.run.options.changes.rstrip("/").removesuffix("changes")
        try:
            rows = self.spark.read.schema(schema(self.log["columns"])).parquet(f"{root}{key}").persist()
            rows.count()
            return rows
        except Exception:
            return None

    def names(self, path: str, options: Mapping[str, Any]) -> DataFrame:
        """The keys of objects."""
        files = self.spark.read.options(**options).format("binaryFile").load(path)
        return files.selectExpr(f"substring(path, locate('/{self.prefix}', path) + 1) AS object_key")

    def objects_of(self, days: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """Where the objects of days are, and how to list them."""
        # The dt= and hr= of the paths are arrival hours, not columns of a row.
        options = {"recursiveFileLookup": True, "pathGlobFilter": "*.parquet"}
        return f"{self.folder}/dt={{{','.join(days)}}}", options

    def objects_since(self, since: datetime) -> tuple[str, dict[str, Any]]:
        """Where the objects are that S3 got after an instant, and how to list them."""
        first, last = (since - self.run.late).date(), self.run.began.date() + timedelta(days=1)
        path, options = self.objects_of([str(first + timedelta(days=day)) for day in range((last - first).days + 1)])
        return path, options | {"modifiedAfter": since.isoformat(), "timeZone": "UTC"}

    def objects(self, path: str, options: Mapping[str, Any]) -> DataFrame:
        """The rows of objects.

        A column that an older object lacks is NULL; no object at all is a table without rows.
        """
        columns = schema(self.log["columns"])
        try:
            return self.spark.read.options(**options).schema(columns).parquet(path)
        except AnalysisException as error:
            if error.getErrorClass() != "PATH_NOT_FOUND":
                raise
            return self.spark.createDataFrame([], columns)


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
