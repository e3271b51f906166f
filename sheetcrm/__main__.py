"""The program as a process: `python -m sheetcrm`, and the installed command."""

import os
import signal
import sys
from typing import NoReturn

from sheetcrm.cli import main

ENDED = 128 + signal.SIGTERM
"""The exit code of a run that was asked to end, as shells count it."""


def run() -> NoReturn:
    """Run the command and end the process at once with its exit code; a bug keeps its traceback.

    By then everything is written and closed; giving millions of cells back one by one would only take time.
    """
    signal.signal(signal.SIGTERM, _asked_to_end)
    try:
        main(prog_name="sheetcrm")
    except SystemExit as end:
        if end.code is not None and not isinstance(end.code, int):
            raise
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:
            raise end from None
        os._exit(end.code or 0)
    raise AssertionError("unreachable")


def _asked_to_end(*_: object) -> NoReturn:
    """End as by Ctrl+C: letters on their way are heard out, and nothing stays locked or half told."""
    raise SystemExit(ENDED)


if __name__ == "__main__":
    run()
