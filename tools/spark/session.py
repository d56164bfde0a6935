"""One Spark session that runs the job of glue-scripts/ as often as it is asked to.

Starting a session costs seconds, so one serves many runs. Requests and answers are lines of JSON on
stdin and stdout: {"run": [argument, ...]}, {"rows": query}, {"export": query, "to": directory}; an
answer has either "result" or "error". Nothing else writes to stdout.

Usage: session.py JAR WAREHOUSE
"""

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "glue-scripts"))
sys.dont_write_bytecode = True  # the folder is shipped as it is

import job  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402


EXTENSIONS = "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"


def start_session(jar: str, warehouse: str) -> SparkSession:
    """A session on two cores whose catalog `lake` keeps Iceberg tables below `warehouse`."""
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", "2g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.jars", jar)
        .config("spark.sql.extensions", EXTENSIONS)
        .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
        .config("spark.sql.catalog.lake.type", "hadoop")
        .config("spark.sql.catalog.lake.warehouse", warehouse)
        # The default of 200 is for a cluster.
        .config("spark.sql.shuffle.partitions", "2")
        # Dates of exported rows count in the proleptic Gregorian calendar, as everywhere else.
        .config("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED")
        .config("spark.sql.warehouse.dir", f"{warehouse}/unused")
        .getOrCreate()
    )


def answer(spark: SparkSession, request: dict[str, Any]) -> Any:
    """Does what one request asks for."""
    if "run" in request:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            job.main(request["run"])
        return [json.loads(line) for line in printed.getvalue().splitlines()]
    if "export" in request:
        rows = spark.sql(request["export"])
        rows.coalesce(1).write.parquet(request["to"])
        return [{"name": field.name, "nullable": field.nullable} for field in rows.schema]
    return [row.asDict() for row in spark.sql(request["rows"]).collect()]


def serve(jar: str, warehouse: str) -> None:
    """Answers requests until stdin ends."""
    # Spark's own processes inherit stdout: they get stderr, so the answers are alone on theirs.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    spark = start_session(jar, warehouse)
    for line in sys.stdin:
        try:
            reply = {"result": answer(spark, json.loads(line))}
        except Exception as error:
            reply = {"error": str(error)}
        print(json.dumps(reply, default=str), file=answers, flush=True)
    spark.stop()


if __name__ == "__main__":
    serve(*sys.argv[1:])
