"""`python -m tests.google_server`: the server as a program of its own; prints its address on the first line."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from tests.google_server.faults import KINDS, fault_of
from tests.google_server.server import GoogleServer

HELP = """A Google Sheets and Drive API server to test against. It listens on 127.0.0.1 only.

Address a client to it by replacing https://sheets.googleapis.com and https://www.googleapis.com with the
address it prints: /v4/spreadsheets..., /drive/v3/files..., /upload/drive/v3/files..., and POST /token for OAuth.
Any bearer token acts as the owner of every file unless --strict is given."""
MORE = f"""faults: {", ".join(KINDS)}; with "before" or "after" (the commit) and, for slow, seconds.
  --faults "503 after, 429, reset before, slow 0.5" --share 0.33

people act between requests:
  POST /people/SPREADSHEET_ID
  {{"person": "anna@example.com", "act": "type", "tab": "Sheet1", "cell": "A1", "text": "x"}}

in tests: the fixtures of tests.google_server.fixtures, or
  with GoogleServer() as server: server.create(sheets={{"Clients": [["Name"], ["Anna"]]}})
"""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        "python -m tests.google_server", description=HELP, epilog=MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    made.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    made.add_argument("--quota", action="store_true", help="refuse what exceeds 60 reads or writes a minute with 429")
    made.add_argument("--faults", default="", metavar="LIST", help="faults that strike by chance, parted by commas")
    made.add_argument("--share", type=float, default=0.33, help="share of requests they strike (default 0.33)")
    made.add_argument("--seed", type=int, default=0, help="seed of that chance (default 0)")
    made.add_argument("--strict", action="store_true", help="accept only tokens that POST /token gave")
    made.add_argument("--unmatched", choices=("absent", "refused"), default="absent",
                      help="what a data filter that matches nothing does in values requests")  # fmt: skip
    made.add_argument("--service-account", type=Path, metavar="FILE", help="write a key file that signs in here")
    made.add_argument("--spreadsheet", nargs=3, metavar=("TITLE", "LOCALE", "ZONE"),
                      help="create a file first and print its id on the second line")  # fmt: skip
    return made


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted."""
    given = parser().parse_args(arguments)
    server = GoogleServer(given.port)
    server.quotas.enforced = given.quota
    server.access.strict = given.strict
    server.world.unmatched_filter = given.unmatched
    if given.faults:
        kinds = [text.strip() for text in given.faults.split(",")]
        try:
            [fault_of(text) for text in kinds]
        except ValueError as fault:
            parser().error(str(fault))
        server.faults.at_random(given.share, kinds, given.seed)
    with server:
        sys.stdout.write(f"{server.url}\n")
        if given.service_account:
            given.service_account.touch(mode=0o600)
            given.service_account.chmod(0o600)
            given.service_account.write_text(json.dumps(server.service_account(), indent=2), encoding="utf-8")
        if given.spreadsheet:
            sys.stdout.write(f"{server.create(*given.spreadsheet).id}\n")
        sys.stdout.flush()
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        ended.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
