"""The peer of the ingest bench: what the ingest function decides about an encounter, as a plain PySpark job.

Reads NDJSON of CloudEvents, validates, masks (HMAC-SHA256 tokens), scans what is left, and writes Parquet with lineage.
Native Spark expressions only: no Python runs per record, which is the fastest a PySpark job can be. Prints one line of
JSON: records, accepted, seconds and processor seconds (compiling and garbage collection among them) of the job, without
the start of the session.

Three things are left out, all in favour of this side: a field that the contract does not name is not refused, tokens
are written in hex instead of base32, and no raw copy (bronze) is kept.

usage: pyspark_ingest.py INPUT OUTPUT CORES [--no-scan]
"""

import json
import os
import sys
import time

from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F

FIELDS = [
    "encounter_id", "patient_id", "organization_id", "provider_id", "payer_id", "encounter_class", "code",
    "description", "reason_code", "reason_description", "started_at", "ended_at", "base_encounter_cost",
    "total_claim_cost", "payer_coverage",
]
OPTIONAL = {
    "organization_id", "provider_id", "payer_id", "code", "description", "reason_code", "reason_description", "ended_at",
}
IDENTIFIERS = {"encounter_id", "patient_id", "organization_id", "provider_id", "payer_id", "code", "reason_code"}
TEXTS = {"encounter_class": 32, "description": 1000, "reason_description": 1000}
INSTANTS = {"started_at", "ended_at"}
AMOUNTS = {"base_encounter_cost", "total_claim_cost", "payer_coverage"}
TOKENS = {"encounter_id", "patient_id"}

EVENT = (
    "specversion STRING, id STRING, source STRING, type STRING, time STRING, subject STRING, datacontenttype STRING, "
    "sourcefile STRING, sourceline INT, data STRUCT<" + ", ".join(f"{name}: STRING" for name in FIELDS) + ">"
)
INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"
RESIDUALS = "|".join([
    r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])",
    r"(?<![\w-])(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])",
    r"[\w.%+-]@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
    r"(?<!\w)[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d"
    r"-?[AC-HJKMNP-RT-Y]{2}\d{2}(?!\w)",
])


def hmac(key: bytes, message: Column) -> Column:
    """HMAC-SHA256 (RFC 2104) in hex, by two hashes over the padded key."""
    padded = key.ljust(64, b"\0")
    inner, outer = (F.lit(bytearray(byte ^ pad for byte in padded)) for pad in (0x36, 0x5C))
    digest = F.unhex(F.sha2(F.concat(inner, F.encode(message, "UTF-8")), 256))
    return F.sha2(F.concat(outer, digest), 256)


def is_valid(name: str) -> Column:
    """Whether a field of `data` satisfies the contract's schema."""
    value = F.col(f"e.data.{name}")
    if name in IDENTIFIERS:
        holds = value.rlike("^[A-Za-z0-9._:-]{1,64}$")
    elif name in TEXTS:
        holds = F.length(value).between(1, TEXTS[name]) & ~value.contains("\0")
    elif name in INSTANTS:
        holds = value.rlike(INSTANT) & F.expr(f"try_cast(e.data.{name} AS TIMESTAMP)").isNotNull()
    else:
        holds = value.rlike(r"^-?\d{1,15}(\.\d{1,2})?$")
    return value.isNull() | holds if name in OPTIONAL else F.coalesce(holds, F.lit(False))


def processor_seconds(pid: int) -> float:
    """User and system time that a process has taken (Linux, proc(5))."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def conjunction(conditions: list[Column]) -> Column:
    result = conditions[0]
    for condition in conditions[1:]:
        result = result & condition
    return result


def main(source: str, target: str, cores: str, scans: bool) -> None:
    spark = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "4g")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    spark.range(1).count()  # the session is up before the clock starts

    jvm = spark._jvm.java.lang.ProcessHandle.current().pid()
    started, started_cpu = time.monotonic(), processor_seconds(jvm)
    key = bytes([1]) * 32
    arrived_at = F.current_timestamp()
    events = spark.read.text(source).select("value", F.from_json("value", EVENT).alias("e"))

    envelope_holds = conjunction([
        F.col("e.specversion") == "1.0",
        F.col("e.id").rlike("^[A-Za-z0-9._:-]{1,128}$"),
        F.col("e.source").rlike("^[A-Za-z0-9._:/-]{1,128}$"),
        F.col("e.type").isin("org.medstream.encounter.changed", "org.medstream.encounter.deleted"),
        F.col("e.time").rlike(INSTANT),
        F.col("e.subject").isNull() | (F.length("e.subject") <= 128),
        F.col("e.sourcefile").isNull() | F.col("e.sourcefile").rlike("^[A-Za-z0-9._-]{1,128}$"),
        F.col("e.sourceline").isNull() | (F.col("e.sourceline") >= 1),
    ])
    started_at = F.expr("try_cast(e.data.started_at AS TIMESTAMP)")
    ended_at = F.expr("try_cast(e.data.ended_at AS TIMESTAMP)")
    rules_hold = conjunction([
        F.col("e.data.started_at") >= "1900",
        started_at <= arrived_at + F.expr("INTERVAL 5 MINUTES"),
        ended_at.isNull() | (ended_at >= started_at),
        *(~F.col(f"e.data.{name}").startswith("-") for name in sorted(AMOUNTS)),
    ])
    schema_holds = conjunction([is_valid(name) for name in FIELDS])
    op = F.when(F.col("e.type").endswith(".deleted"), "D").otherwise("U")

    masked = {
        name: F.concat(F.lit("v1_"), F.substring(hmac(key, F.concat_ws("\x1f", F.lit(name), F.lit("bench"), value)), 1, 32))
        if name in TOKENS
        else value
        for name in FIELDS
        for value in [F.col(f"e.data.{name}")]
    }
    tokens = events.select("*", *(masked[name].alias(f"m_{name}") for name in FIELDS))

    def escaped(name: str) -> Column:
        value = F.replace(F.replace(F.col(f"m_{name}"), F.lit("~"), F.lit("~0")), F.lit("|"), F.lit("~1"))
        return F.coalesce(value, F.lit("~"))

    searched = F.concat_ws("\n", *(f"m_{name}" for name in FIELDS if name not in INSTANTS | AMOUNTS))
    nothing_left = ~searched.rlike(RESIDUALS) & conjunction(
        [F.instr(searched, "\0") == 0] + [~searched.contains(F.col(f"e.data.{name}")) for name in sorted(TOKENS)]
    )
    conditions = [envelope_holds, schema_holds, rules_hold] + ([nothing_left] if scans else [])
    accepted = F.coalesce(conjunction(conditions), F.lit(False))

    def stored(name: str) -> Column:
        value = F.col(f"m_{name}")
        if name in INSTANTS:
            return F.expr(f"try_cast(m_{name} AS TIMESTAMP)")
        return F.expr(f"try_cast(m_{name} AS DECIMAL(18,2))") if name in AMOUNTS else value

    # A step of its own: in one with the rest, the conditions would be looked at for each column that needs them.
    decided = tokens.select("*", F.when(accepted, "accepted").otherwise("rejected").alias("outcome"))
    rows = decided.select(
        "outcome",
        F.when(F.col("outcome") == "rejected", F.col("value")).alias("payload"),
        F.col("e.source").alias("event_source"),
        F.col("e.id").alias("event_id"),
        op.alias("op"),
        started_at.alias("version_at"),
        F.lpad(F.monotonically_increasing_id().cast("string"), 64, "0").alias("sequence"),
        F.lit("shardId-000000000000").alias("shard_id"),
        arrived_at.alias("arrived_at"),
        F.col("e.sourcefile").alias("source_file"),
        F.col("e.sourceline").alias("source_line"),
        F.sha2(F.concat_ws("|", op, *(escaped(name) for name in FIELDS)), 256).alias("row_hash"),
        *(stored(name).alias(name) for name in FIELDS),
    )
    rows.write.partitionBy("outcome").parquet(target)
    seconds, cpu_seconds = time.monotonic() - started, processor_seconds(jvm) - started_cpu

    counts = {row.outcome: row["count"] for row in spark.read.parquet(target).groupBy("outcome").count().collect()}
    print(json.dumps({
        "records": sum(counts.values()),
        "accepted": counts.get("accepted", 0),
        "seconds": seconds,
        "cpuSeconds": cpu_seconds,
    }))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:4], scans="--no-scan" not in sys.argv)
