"""Serves MiniStack for a parent process and ends with it.

MiniStack's own entry point (1.5.33) saves its state on SIGTERM, then waits for threads that never end, and goes on
running when its parent is gone. This one ends when standard input does: it lets the mapping finish its batch, saves,
stops the processes of the functions and leaves. A line "save" on standard input saves at once; file descriptor 3 answers
with "saved".
"""

import asyncio
import os
import signal
import sys
import threading

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app as ministack
from ministack.core import lambda_runtime
from ministack.core.persistence import save_all

from corrections import StreamMapping, give_secrets_their_arn


def follow(parent, answers, mapping, ended):
    """Obeys the lines of the parent until there are no more."""
    for line in parent:
        if line.strip() == "save":
            with mapping.between_batches():
                save_all(ministack._build_persistence_save_dict())
            answers.write("saved\n")
    ended()


async def run():
    give_secrets_their_arn()
    mapping = StreamMapping()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end():
        mapping.pause()
        loop.call_soon_threadsafe(stop.set)

    def end_once():
        threading.Thread(target=end, daemon=True).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end_once)
    answers = os.fdopen(3, "w", buffering=1)
    threading.Thread(target=follow, args=(sys.stdin, answers, mapping, end_once), daemon=True).start()
    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 2
    await serve(ministack.app, config, shutdown_trigger=stop.wait)


def main():
    # The state is saved when `serve` returns; whatever threads are left have nothing more to say.
    with asyncio.Runner() as runner:
        runner.run(run())
        lambda_runtime.reset()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
