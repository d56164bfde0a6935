"""Where MiniStack 1.5.33 differs from AWS in a way that loses records or hides a missing right, put right."""

import json
import threading

from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners


class StreamMapping:
    """MiniStack's reading of Kinesis for functions, made not to lose records.

    MiniStack counts a batch as done when the function answers with `batchItemFailures`, and its functions can no longer
    write once the server stops: without this a stop in mid-stream skips what it interrupted.
    """

    def __init__(self):
        self._poll = lambda_svc._poll_kinesis
        self._execute = lambda_svc._execute_function
        self._pass = threading.Lock()
        self._thread = None
        self._paused = False
        lambda_svc._poll_kinesis = self._poll_unless_paused
        lambda_svc._execute_function = self._execute_strictly

    def pause(self):
        """Returns when no batch is under way; none begins any more."""
        with self.between_batches():
            self._paused = True

    def between_batches(self):
        """A lock: while it is held no batch is under way, so checkpoints do not move past the records they stand for."""
        return self._pass

    def _poll_unless_paused(self):
        with self._pass:
            if self._paused:
                return False
            self._thread = threading.get_ident()
            try:
                return self._poll()
            finally:
                self._thread = None

    def _execute_strictly(self, func, event):
        result = self._execute(func, event)
        if threading.get_ident() != self._thread or not asks_again(result.get("body")):
            return result
        # The whole batch is read again after a pause; AWS would go on from the record that the answer names.
        return {**result, "error": True}


def asks_again(body):
    """Whether a function's answer names records that it wants to have again."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return False
    return isinstance(body, dict) and bool(body.get("batchItemFailures"))


def give_secrets_their_arn():
    """`Ref` of a secret is its ARN (MiniStack: its name), or no policy that names it lets anyone read it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secret.html
    """
    handlers = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
    create, update, delete = handlers["create"], handlers["update"], handlers["delete"]

    def by_arn(made):
        _, attributes = made
        return attributes["Arn"], attributes

    handlers["create"] = lambda *args: by_arn(create(*args))
    handlers["update"] = lambda arn, *args, **named: by_arn(update(secret_name(arn), *args, **named))
    handlers["delete"] = lambda arn, *args, **named: delete(secret_name(arn), *args, **named)


def secret_name(arn):
    """`name` of `arn:aws:secretsmanager:…:secret:name-123abc`."""
    return arn.split(":secret:")[1][:-7]
