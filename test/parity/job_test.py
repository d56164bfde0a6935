"""The parts of glue-scripts/job.py that need no session. Run by parity.test.ts."""

import json
import sys
import unittest
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from pyspark.sql import Row

SCRIPTS = Path(__file__).parents[2] / "glue-scripts"
sys.path.insert(0, str(SCRIPTS))
sys.dont_write_bytecode = True

import job  # noqa: E402

MODELS = json.loads((SCRIPTS / "catalog.json").read_text(encoding="utf-8"))["models"]
FILES = ["--model_files", "m", "--changes", "c"]
REQUIRED = [*FILES, "--silver_database", "s", "--gold_database", "g", "--totals", "t"]
REQUIRED += ["--set_aside", "a", "--kept", "k"]


def selected(wanted: str) -> list[str]:
    return [model["name"] for model in job.select_models(MODELS, wanted)]


class Arguments(unittest.TestCase):
    def test_those_of_glue_are_passed_over(self) -> None:
        glue = ["--JOB_NAME", "x", "--enable-metrics", "--model", "y"]
        options = job.job_arguments([*glue, *REQUIRED])
        self.assertEqual((options.models, options.catalog), ("all", "glue_catalog"))


class Selection(unittest.TestCase):
    def test_all_is_every_model_with_the_queries_over_the_tables_at_the_end(self) -> None:
        self.assertEqual(sorted(selected("all")), sorted(model["name"] for model in MODELS))
        kinds = [name.startswith(("checks.", "totals.")) for name in selected("all")]
        self.assertEqual(kinds, sorted(kinds))

    def test_models_come_in_dependency_order_with_the_checks_that_they_suffice_for(self) -> None:
        both = "silver.payer, silver.payer_history"
        self.assertEqual(selected(both), ["silver.payer_history", "silver.payer", "checks.payer"])
        self.assertEqual(selected("silver.payer"), ["silver.payer"])

    def test_an_unknown_name_is_refused_with_the_known_ones(self) -> None:
        for name in ("silver.nothing", "checks.payer", ""):
            with self.assertRaisesRegex(job.LakeError, r"known: all, silver\.\w+, silver\."):
                selected(name)


class Totals(unittest.TestCase):
    def test_are_sorted_and_never_in_exponents(self) -> None:
        row = lambda month, measure, total: Row(  # noqa: E731
            subject="dose", month=month, measure=measure, total=Decimal(total)
        )
        rows = [row(date(2024, 2, 1), "rows", "0E-6"), row(None, "price", "1234567890123456789.000001")]
        began = datetime(2024, 1, 2, 1, 0, 0, 5999, tzinfo=timezone.utc)
        text = job.totals_text(began, began - timedelta(seconds=90000), rows)
        self.assertEqual(
            text,
            '{"builtAt":"2024-01-02T01:00:00.005Z","arrivedBefore":"2024-01-01T00:00:00.005Z","totals":['
            '{"subject":"dose","month":null,"measure":"price","total":"1234567890123456789.000001"},'
            '{"subject":"dose","month":"2024-02-01","measure":"rows","total":"0.000000"}]}\n',
        )


class Names(unittest.TestCase):
    PLACES = {"silver.a": "`c`.`db`.`a`", "changes.a": "changes_a"}

    def replaced(self, sql: str) -> str:
        return job.replace_names(sql, self.PLACES)

    def test_of_tables_are_replaced(self) -> None:
        sql = "SELECT a.x FROM silver.a AS a JOIN changes . a ON(SELECT 1 FROM silver.a)"
        self.assertEqual(
            self.replaced(sql),
            "SELECT a.x FROM `c`.`db`.`a` AS a JOIN changes_a ON(SELECT 1 FROM `c`.`db`.`a`)",
        )

    def test_in_texts_comments_and_longer_names_stay(self) -> None:
        for sql in (
            "SELECT 'silver.a', 'it''s silver.a' -- silver.a\n",
            "/* silver.a\n silver.a */ SELECT 1",
            "SELECT silver.a.x, x.silver.a, silver.ab, xsilver.a, silver.b, gold.a",
        ):
            self.assertEqual(self.replaced(sql), sql)


class Errors(unittest.TestCase):
    def test_of_python_name_their_kind_alone(self) -> None:
        reason = job.safe_reason(ValueError("Jane Roe"))
        self.assertIn("ValueError", reason)
        self.assertNotIn("Jane", reason)


if __name__ == "__main__":
    unittest.main()
