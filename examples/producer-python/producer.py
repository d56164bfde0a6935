"""Sends records of a contract to its stream: validated by its JSON Schema, as CloudEvents, each counted once.

    PARTITION_SECRET=... python producer.py CONTRACT < records.ndjson

Endpoint and credentials are boto3's own; `medstream up` prints the variables that lead to it.
"""
import hashlib
import hmac
import json
import os
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

import jsonschema_rs

# What PutRecords takes at once (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html).
MOST_RECORDS = 500
MOST_BYTES = 4 * 1024 * 1024
MOST_ATTEMPTS = 8


@dataclass
class Outcome:
    sent: int = 0
    # Place of a record that the contract refuses, and what is wrong with it; no values.
    invalid: list[tuple[int, list[str]]] = field(default_factory=list)
    # Places of records that the stream went on refusing.
    refused: list[int] = field(default_factory=list)


class Producer:
    """A producer of one contract.

    `kinesis` is boto3's client; `contracts` the folder with the exported contracts; `source` the CloudEvents source, as
    urn:clinic:admissions. `secret` keys the hashes that stand for people in partition keys and ids, so that neither tells
    who somebody is. `prefix` leads the names of deployed streams: medstream-prod-.
    """

    def __init__(self, contract, *, kinesis, contracts, source, secret, prefix="", first_pause=0.1):
        notes = {entry["name"]: entry for entry in json.loads((contracts / "dictionary.json").read_text())}
        self.notes = notes[contract]
        schema = json.loads((contracts / f"{contract.replace('_', '-')}.schema.json").read_text())
        # Patterns know Unicode's categories, as \p{L}, which Python's own regular expressions do not.
        self.validator = jsonschema_rs.Draft202012Validator(schema)
        self.kinesis = kinesis
        self.source = source
        self.secret = secret.encode()
        self.stream = prefix + self.notes["stream"]
        self.first_pause = first_pause

    def send(self, records, at):
        """Sends what is valid, and again what the stream refuses: a refused record may come behind later ones.

        `at` is when the records were extracted or happened, ISO 8601 with offset.
        """
        outcome = Outcome()
        entries = []
        for place, record in enumerate(records):
            faults = [f"/{'/'.join(map(str, error.instance_path))} {error.kind.name}"
                      for error in self.validator.iter_errors(record)]
            if faults:
                outcome.invalid.append((place, faults))
            else:
                entries.append((place, self._entry(record, at)))
        for batch in _batches(entries):
            left = self._put(batch)
            outcome.sent += len(batch) - len(left)
            outcome.refused += [place for place, _ in left]
        return outcome

    def _entry(self, data, at):
        kind = f"org.medstream.{self.notes['name']}.changed"
        event = {
            "specversion": "1.0",
            # The same record sent twice has the same id, and counts once.
            "id": self._hash(f"{kind} {at} {json.dumps(data, sort_keys=True)}"),
            "source": self.source,
            "type": kind,
            "time": at,
            "datacontenttype": "application/json",
            "dataschema": f"urn:medstream:contract:{self.notes['name']}:{self.notes['version']}",
            "data": data,
        }
        # Records of one subject stay in order, because they have one key.
        return {"PartitionKey": self._hash(str(data[self.notes["subject"]])), "Data": json.dumps(event).encode()}

    def _hash(self, text):
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()

    def _put(self, batch):
        """Puts a batch, and what is refused of it again; what is refused to the end comes back."""
        left = batch
        for attempt in range(MOST_ATTEMPTS):
            if attempt > 0:
                time.sleep(self.first_pause * 2 ** (attempt - 1) * random.uniform(0.5, 1))
            answer = self.kinesis.put_records(StreamName=self.stream, Records=[entry for _, entry in left])
            # The answer has a result for each record, in their order.
            left = [own for own, result in zip(left, answer["Records"], strict=True) if "ErrorCode" in result]
            if not left:
                break
        return left


def _batches(entries):
    batch, size = [], 0
    for place, entry in entries:
        own = len(entry["Data"]) + len(entry["PartitionKey"])
        if len(batch) == MOST_RECORDS or (batch and size + own > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((place, entry))
        size += own
    if batch:
        yield batch


def main():
    import boto3

    if len(sys.argv) != 2 or "PARTITION_SECRET" not in os.environ:
        print(__doc__, file=sys.stderr)
        return 2
    records = [json.loads(line) for line in sys.stdin if line.strip()]
    producer = Producer(
        sys.argv[1],
        kinesis=boto3.client("kinesis", region_name=os.environ.get("AWS_REGION")),
        contracts=Path(__file__).parents[2] / "contracts" / "exported",
        source="urn:example:producer-python",
        secret=os.environ["PARTITION_SECRET"],
        prefix=os.environ.get("STREAM_PREFIX", ""),
    )
    outcome = producer.send(records, datetime.now(timezone.utc).isoformat())
    print(f"sent {outcome.sent}, invalid {len(outcome.invalid)}, refused {len(outcome.refused)}")
    for place, faults in outcome.invalid:
        print(f"record {place + 1}: {'; '.join(faults)}")
    return 1 if outcome.invalid or outcome.refused else 0


if __name__ == "__main__":
    sys.exit(main())
