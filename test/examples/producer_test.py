"""What the producer in Python promises, with a stream that refuses as it is told."""
import json
import sys
import unittest
from pathlib import Path

root = Path(__file__).parents[2]
sys.path.insert(0, str(root / "examples" / "producer-python"))
from producer import Producer  # noqa: E402

ENCOUNTER = {
    "patient_id": "patient-1",
    "encounter_class": "ambulatory",
    "started_at": "2025-03-01T09:00:00Z",
    "total_claim_cost": "100.00",
}
AT = "2026-05-01T00:00:00Z"


class Scripted:
    """Refuses records by their place, attempt by attempt, and keeps what it took."""

    def __init__(self, *refusals):
        self.refusals, self.attempts, self.taken = list(refusals), [], []

    def put_records(self, StreamName, Records):
        refused = self.refusals.pop(0) if self.refusals else set()
        self.attempts.append(len(Records))
        results = []
        for place, record in enumerate(Records):
            if place in refused:
                results.append({"ErrorCode": "ProvisionedThroughputExceededException"})
            else:
                self.taken.append((record["PartitionKey"], json.loads(record["Data"])))
                results.append({"SequenceNumber": "1"})
        return {"Records": results}


def producer(kinesis):
    return Producer("encounter", kinesis=kinesis, contracts=root / "contracts" / "exported", source="urn:test",
                    secret="secret", first_pause=0.001)


def own(number):
    return {**ENCOUNTER, "encounter_id": f"own-{number}", "patient_id": f"patient-{number % 3}"}


class ProducerTest(unittest.TestCase):
    def test_what_is_refused_is_sent_again_and_nothing_else(self):
        kinesis = Scripted({1, 3}, {0})
        outcome = producer(kinesis).send([own(number) for number in range(5)], AT)
        self.assertEqual((outcome.sent, outcome.refused, kinesis.attempts), (5, [], [5, 2, 1]))
        self.assertEqual(sorted(event["data"]["encounter_id"] for _, event in kinesis.taken),
                         [f"own-{number}" for number in range(5)])

    def test_what_is_refused_to_the_end_is_told(self):
        outcome = producer(Scripted(*[{0}] * 20)).send([own(0), own(1)], AT)
        self.assertEqual((outcome.sent, outcome.refused), (1, [0]))

    def test_a_batch_has_no_more_than_the_stream_takes(self):
        kinesis = Scripted()
        producer(kinesis).send([own(number) for number in range(1001)], AT)
        self.assertEqual(kinesis.attempts, [500, 500, 1])

    def test_an_invalid_record_is_told_without_its_values(self):
        kinesis = Scripted()
        outcome = producer(kinesis).send([own(0), {**own(1), "started_at": "Monday 4711", "mood": "glad 4711"}], AT)
        self.assertEqual((outcome.sent, len(kinesis.taken), outcome.invalid[0][0]), (1, 1, 1))
        self.assertIn("/started_at pattern", outcome.invalid[0][1])
        self.assertNotIn("4711", str(outcome.invalid))

    def test_keys_tell_nobody_and_ids_are_the_same_twice(self):
        kinesis = Scripted()
        for _ in range(2):
            producer(kinesis).send([own(0), own(3), own(1)], AT)
        first, second, third, again = kinesis.taken[:4]
        self.assertEqual(first[0], second[0])
        self.assertNotEqual(first[0], third[0])
        self.assertNotIn("patient", first[0])
        self.assertEqual(first[1]["id"], again[1]["id"])


if __name__ == "__main__":
    unittest.main()
