"""The section [inbox] of the config: what is understood, and what is said about what is not."""

import tomllib
from pathlib import Path

import pytest

from sheetcrm.config import read_settings
from sheetcrm.errors import ConfigUnusable
from sheetcrm.model.settings import Inbox

WHOLE = 'server = "imap.example.com"\nuser = "anna"\npassword = "secret"\n'


def read(text: str, folder: Path) -> Inbox:
    config = folder / "sheetcrm.toml"
    config.write_text("", "utf-8")
    config.chmod(0o600)
    return read_settings(tomllib.loads(f"[inbox]\n{text}"), config).inbox


def faults(text: str, folder: Path) -> list[str]:
    with pytest.raises(ConfigUnusable) as refused:
        read(text, folder)
    told = refused.value.details["faults"]
    assert isinstance(told, list)
    return told


def test_no_mailbox_is_read_unless_a_server_is_named(tmp_path: Path) -> None:
    assert read("", tmp_path) == Inbox() and not Inbox().server


@pytest.mark.parametrize(
    ("more", "port"), [("", 993), ('security = "starttls"', 143), ('security = "none"', 143), ("port = 10993", 10993)]
)
def test_the_port_follows_the_encryption(more: str, port: int, tmp_path: Path) -> None:
    found = read(WHOLE + more, tmp_path)
    assert (found.server, found.port, found.user, found.password) == ("imap.example.com", port, "anna", "secret")


def test_a_token_stands_for_the_password(tmp_path: Path) -> None:
    found = read('server = "imap.gmail.com"\nuser = "anna@example.com"\nlogin = "oauth"', tmp_path)
    assert (found.login, found.password) == ("oauth", "")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('server = "imap.example.com"\nuser = "anna"', "inbox.user"),
        ('user = "anna"\npassword = "secret"', "inbox.server"),
        (WHOLE + 'login = "oauth"', "inbox.password"),
        (WHOLE + 'login = "guess"', "inbox.login"),
        (WHOLE + 'security = "ssl"', "inbox.security"),
        (WHOLE + "port = 70000", "inbox.port"),
        (WHOLE + 'sendfolder = "x"', "inbox.sendfolder"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, place: str, tmp_path: Path) -> None:
    (fault,) = faults(text, tmp_path)
    assert fault.startswith(place)


def test_a_password_that_others_can_read_is_refused_and_not_shown(tmp_path: Path) -> None:
    config = tmp_path / "sheetcrm.toml"
    config.write_text("", "utf-8")
    config.chmod(0o644)
    with pytest.raises(ConfigUnusable) as refused:
        read_settings(tomllib.loads(f"[inbox]\n{WHOLE}"), config)
    fault = str(refused.value.details["faults"])[2:]
    assert fault.startswith("inbox.password: others can read") and "secret" not in fault
    assert "secret" not in repr(Inbox(password="secret"))
