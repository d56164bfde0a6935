"""The parts of glue-scripts/job.py that need no session. Run by parity.test.ts."""

import json
import sys
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "glue-scripts"
sys.path.insert(0, str(SCRIPTS))
sys.dont_write_bytecode = True

import job  # noqa: E402

MODELS = json.loads((SCRIPTS / "catalog.json").read_text(encoding="utf-8"))["models"]
FILES = ["--model_files", "m", "--changes", "c"]
REQUIRED = [*FILES, "--silver_database", "s", "--gold_database", "g", "--totals", "t"]


def selected(wanted: str) -> list[str]:
    return [model["name"] for model in job.select_models(MODELS, wanted)]


class Arguments(unittest.TestCase):
    def test_those_of_glue_are_passed_over(self) -> None:
        glue = ["--JOB_NAME", "x", "--enable-metrics", "--model", "y"]
        options = job.job_arguments([*glue, *REQUIRED])
        self.assertEqual((options.models, options.catalog), ("all", "glue_catalog"))


class Selection(unittest.TestCase):
    def test_all_is_every_model_with_the_checks_at_the_end(self) -> None:
        self.assertEqual(sorted(selected("all")), sorted(model["name"] for model in MODELS))
        kinds = [name.startswith("checks.") for name in selected("all")]
        self.assertEqual(kinds, sorted(kinds))

    def test_models_come_in_dependency_order_with_the_checks_that_they_suffice_for(self) -> None:
        both = "silver.payer, silver.payer_history"
        self.assertEqual(selected(both), ["silver.payer_history", "silver.payer", "checks.payer"])
        self.assertEqual(selected("silver.payer"), ["silver.payer"])

    def test_an_unknown_name_is_refused_with_the_known_ones(self) -> None:
        for name in ("silver.nothing", "checks.payer", ""):
            with self.assertRaisesRegex(job.LakeError, "known: all, silver.encounter_history"):
                selected(name)


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
