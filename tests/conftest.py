"""What holds for every test: no way out to the network, repeatable properties, and tests that need a program.

A test that needs LibreOffice is marked `office`, one that needs Chromium `browser`, one that needs a real mail server
(Postfix, with its smtp-sink and smtp-source) `postfix`. Where the program is missing they are left out and the last
lines say so; with SHEETCRM_ALL_TOOLS=1 (.ci/run) a missing program or a skipped test fails.
"""

import ipaddress
import os
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest

PROGRAMS = {
    "office": ("LibreOffice", ("soffice",)),
    "browser": ("Chromium", ("chromium", "chromium-browser", "google-chrome")),
    "dovecot": ("Dovecot", ("dovecot", "/usr/sbin/dovecot")),
    "submission": ("Dovecot's submission server", ("/usr/lib/dovecot/submission-login",)),
    "postfix": ("Postfix", ("smtp-sink", "/usr/sbin/smtp-sink")),
}
ALL_TOOLS = os.environ.get("SHEETCRM_ALL_TOOLS") == "1"

_LEFT_OUT = pytest.StashKey[dict[str, int]]()
_NAMES_LOOKED_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_ADDRESSES_USED = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_HERE = frozenset({"", "localhost", "localhost.localdomain", "ip6-localhost", socket.gethostname()})

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("repeatable")
"""Every run tries the same examples; `pytest --hypothesis-profile=search` looks for new ones."""


Golden = Callable[[Path, str], None]
"""Compares a text with the file that holds what was agreed on."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; the tests then fail")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare with a golden file; with --update-golden write it and fail, so that the difference is read."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            pytest.fail(f"{path} was written anew: read the difference, then run without --update-golden", False)
        assert text == path.read_text(encoding="utf-8"), f"differs from {path}; see pytest --update-golden"

    return compare


def program(mark: str) -> str | None:
    """The path of the program behind a mark, None when this machine has none."""
    return next((path for name in PROGRAMS[mark][1] if (path := shutil.which(name))), None)


@pytest.fixture
def office() -> str:
    """The path of LibreOffice, for a test marked `office`."""
    return _needed("office")


@pytest.fixture
def browser() -> str:
    """The path of Chromium, for a test marked `browser`."""
    return _needed("browser")


def _needed(mark: str) -> str:
    path = program(mark)
    if path is None:
        name, commands = PROGRAMS[mark]
        pytest.fail(f"{name} is missing ({' or '.join(commands)}): run scripts/install-test-tools.sh", pytrace=False)
    return path


def pytest_configure(config: pytest.Config) -> None:
    for mark, (name, _) in PROGRAMS.items():
        config.addinivalue_line("markers", f"{mark}: needs {name}")
    config.stash[_LEFT_OUT] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose program is missing, unless every tool must be there."""
    if ALL_TOOLS:
        return
    absent = [mark for mark in PROGRAMS if program(mark) is None]
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in absent)]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
        counts = {mark: sum(item.get_closest_marker(mark) is not None for item in left_out) for mark in absent}
        config.stash[_LEFT_OUT] = {mark: count for mark, count in counts.items() if count}


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in PROGRAMS:
        if item.get_closest_marker(mark) is not None:
            _needed(mark)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was left out to the main process of pytest-xdist; fail for skipped tests where none may be."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = config.stash[_LEFT_OUT]
    elif ALL_TOOLS and _skipped(config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[_LEFT_OUT].update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for mark, count in config.stash[_LEFT_OUT].items():
        text = f"LEFT OUT: {count} tests marked `{mark}`, as {PROGRAMS[mark][0]} is missing on this machine."
        terminalreporter.write_line(text, yellow=True, bold=True)
    if ALL_TOOLS:
        for report in _skipped(config):
            terminalreporter.write_line(
                f"SKIPPED, but with SHEETCRM_ALL_TOOLS=1 nothing may be: {report.nodeid}", red=True
            )


def _skipped(config: pytest.Config) -> list[Any]:
    """Reports of tests that chose to skip; `skipif` (another system, another user) is no choice."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = [] if reporter is None else reporter.stats.get("skipped", [])
    return [report for report in skipped if "skipif" not in report.keywords]


class NetworkForbidden(BaseException):
    """A test reached for the network; not an Exception, so that nothing swallows it."""


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: refuse every address that is not this machine's own loopback, and every look-up of a name."""
    if event in _NAMES_LOOKED_UP:
        host = arguments[0]
    elif event in _ADDRESSES_USED:
        family, address = arguments[0].family, arguments[1]
        if family not in (socket.AF_INET, socket.AF_INET6) or address is None:
            return
        host = address[0]
    else:
        return
    if not _is_here(host):
        raise NetworkForbidden(f"{event} to {host!r}: tests may use loopback only")


def _is_here(host: str | bytes | None) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name is None or name.lower() in _HERE:
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


if not os.environ.get("SHEETCRM_TEST_SPREADSHEET"):
    # Whoever names a spreadsheet of Google's own wants the network (docs/google.md).
    sys.addaudithook(_stay_here)
    for _name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        os.environ.pop(_name, None)
os.environ["PIP_NO_INDEX"] = "1"
"""Programs that a test starts find no way out through a proxy or a package index either."""
