"""Fixtures for tests against the server; a test module imports those it uses."""

from collections.abc import Iterator

import pytest

from tests.google_server.server import GoogleServer


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    """A server of its own for one test; a crash of the server fails the test."""
    with GoogleServer() as server:
        yield server
    assert not server.crashes


@pytest.fixture
def strict_google(google: GoogleServer) -> GoogleServer:
    """A server that lets in only those who signed in, and that has the quota of the real one."""
    google.access.strict = True
    google.quotas.enforced = True
    return google
