"""The rules of conftest.py, tried on small suites of their own: a program missing, a skipped test, a way out."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SUITE = """
import socket
import pytest

def test_plain() -> None:
    pass

@pytest.mark.office
def test_with_office(office) -> None:
    assert office

def test_name_is_looked_up() -> None:
    with pytest.raises(BaseException, match="loopback only"):
        socket.create_connection(("example.com", 80), timeout=1)

def test_address_is_called() -> None:
    with pytest.raises(BaseException, match="loopback only"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)

def test_datagram_is_sent() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, pytest.raises(BaseException, match="loopback only"):
        one.sendto(b"x", ("192.0.2.1", 53))

def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=1).close()
"""


def run_suite(folder: Path, suite: str, *options: str, all_tools: bool = False) -> tuple[int, str]:
    """Exit code and screen of a suite under our conftest, on a machine without any program."""
    shutil.copy(TESTS / "conftest.py", folder)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -q --strict-markers\n")
    (folder / "test_suite.py").write_text(suite)
    environment = {**os.environ, "PATH": str(folder), "SHEETCRM_ALL_TOOLS": "1" if all_tools else "0"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("options", [(), ("-n", "2")])
def test_a_missing_program_leaves_its_tests_out_and_the_last_lines_say_so(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    code, screen = run_suite(tmp_path, SUITE, *options)
    assert code == 0, screen
    assert "LEFT OUT: 1 tests marked `office`, as LibreOffice is missing on this machine." in screen
    assert "5 passed" in screen


def test_a_missing_program_fails_where_every_tool_must_be_there(tmp_path: Path) -> None:
    code, screen = run_suite(tmp_path, SUITE, all_tools=True)
    assert code == 1
    assert "LibreOffice is missing (soffice): run scripts/install-test-tools.sh" in screen


def test_a_program_that_is_there_is_given_to_the_test(tmp_path: Path) -> None:
    (tmp_path / "soffice").write_text("#!/bin/sh\n")
    (tmp_path / "soffice").chmod(0o755)
    code, screen = run_suite(tmp_path, SUITE)
    assert code == 0, screen
    assert "6 passed" in screen


@pytest.mark.parametrize("options", [(), ("-n", "2")])
def test_a_skipped_test_fails_where_every_tool_must_be_there(tmp_path: Path, options: tuple[str, ...]) -> None:
    suite = "import pytest\ndef test_choice():\n    pytest.skip('no tool')\n"
    assert run_suite(tmp_path, suite, *options)[0] == 0
    code, screen = run_suite(tmp_path, suite, *options, all_tools=True)
    assert code == 1
    assert "nothing may be: test_suite.py::test_choice" in screen


def test_a_test_of_another_system_may_be_skipped_everywhere(tmp_path: Path) -> None:
    suite = "import pytest\n@pytest.mark.skipif(True, reason='another system')\ndef test_choice():\n    pass\n"
    assert run_suite(tmp_path, suite, all_tools=True)[0] == 0


def test_no_test_looks_for_programs_by_itself() -> None:
    asking = [
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("*.py")
        if "shutil.which" in path.read_text(encoding="utf-8") and path.name not in ("conftest.py", "test_conftest.py")
    ]
    assert asking == [], "mark the test `office` or `browser` and take the fixture of that name"
