"""The outbox: one file a key, whole or not at all, and a clear word when it cannot be."""

import datetime as dt
import errno
import os
import re
import stat
import sys
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.letters import LetterFailed, Rendered
from sheetcrm.mail.outbox import open_outbox
from sheetcrm.mail.posting import Sender, post_letters
from sheetcrm.mail.receipts import Envelope, Receipt
from sheetcrm.model.changes import letter_file

KEY = "birthday:C-0042:2027"
MOMENT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
SENDER = Sender("The Tea House", "hello@shop.test", "w1")


def envelope(key: str = KEY, content: bytes = b"one\r\n") -> Envelope:
    return Envelope(key, "hello@shop.test", "ann@x.test", content)


def rendered(key: str, to: str = "ann@x.test", subject: str = "Hello") -> Rendered:
    return Rendered(key, "birthday", "en", to, subject, "<p>Hi</p>", "Hi\n")


def test_a_letter_lies_in_the_outbox_under_its_key(tmp_path: Path) -> None:
    receipt = open_outbox(tmp_path / "out" / "box")(envelope())
    place = tmp_path / "out" / "box" / "birthday+C-0042+2027.eml"
    assert receipt == Receipt(KEY, "prepared", place=str(place))
    assert place.read_bytes() == b"one\r\n"


def test_the_same_key_never_makes_a_second_file(tmp_path: Path) -> None:
    put = open_outbox(tmp_path)
    put(envelope())
    put(envelope(content=b"two\r\n"))
    assert [file.name for file in tmp_path.iterdir()] == ["birthday+C-0042+2027.eml"]
    assert put(envelope()).outcome == "prepared"
    assert (tmp_path / "birthday+C-0042+2027.eml").read_bytes() == b"one\r\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions otherwise")
def test_only_the_owner_can_read_a_letter(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        receipt = open_outbox(tmp_path / "box")(envelope())
    finally:
        os.umask(old)
    assert stat.S_IMODE(Path(receipt.place).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "box").stat().st_mode) == 0o700


HOSTILE = [
    "../../etc/passwd", "/etc/passwd", "a\\b", "con", "con:A", "COM1", "nul", "lpt9:B", "", ".", "..", "a" * 300,
    "key\n", "key\x00", "Ключ", "a:b", "a:B", "A:B", "a+B", "a B", "a_B", "-x", ".x", "x.", "x ", "<>|?*\"",
    "birthday:c-0042:2027", "a\ud800", KEY,
]  # fmt: skip


def test_hostile_keys_give_harmless_names_and_no_two_share_one() -> None:
    names = [letter_file(key) for key in HOSTILE]
    assert len({name.lower() for name in names}) == len(HOSTILE)
    for name in names:
        assert re.split(r"[.+:=]", name.lower())[0] not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
        assert Path(name).name == name == PureWindowsPath(name).name
        assert len(name) <= 125 and name.isascii() and name.isprintable()


@given(st.text(), st.text())
def test_keys_that_differ_have_names_that_differ_also_without_capitals(first: str, second: str) -> None:
    assert (letter_file(first).lower() == letter_file(second).lower()) == (first == second)
    assert (letter_file(first).lower() == letter_file(first.upper()).lower()) == (first == first.upper())


def test_a_link_laid_in_the_way_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    box = tmp_path / "box"
    put = open_outbox(box)
    for name in (letter_file(KEY), f".{letter_file(KEY)}.part"):
        (box / name).symlink_to(victim)
    assert put(envelope()).outcome == "prepared"
    assert victim.read_text() == "mine"
    assert (box / letter_file(KEY)).read_bytes() == b"one\r\n"


def test_rest_of_a_broken_run_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / f".{letter_file(KEY)}.part").write_text("half")
    open_outbox(tmp_path)(envelope())
    assert [file.name for file in tmp_path.iterdir()] == [letter_file(KEY)]


def test_a_file_where_the_folder_should_be_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "box").write_text("a file")
    for place in (tmp_path / "box", tmp_path / "box" / "below"):
        with pytest.raises(MailUnusable) as caught:
            open_outbox(place)
        assert (caught.value.code, caught.value.exit_code) == ("outbox-not-a-folder", 4)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_folder_without_permission_is_said_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(MailUnusable, match="outbox-not-permitted"):
        open_outbox(tmp_path)(envelope())


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "outbox-full"),
        (errno.EROFS, "outbox-not-permitted"),
        (errno.EACCES, "outbox-not-permitted"),
        (errno.EIO, "outbox-unusable"),
    ],
)
def test_what_the_system_says_becomes_a_code_and_nothing_half_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    put = open_outbox(tmp_path)

    def broken(_: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(MailUnusable, match=code):
        put(envelope())
    assert list(tmp_path.iterdir()) == []


def test_a_vanished_outbox_is_said_so(tmp_path: Path) -> None:
    put = open_outbox(tmp_path / "box")
    (tmp_path / "box").rmdir()
    with pytest.raises(MailUnusable, match="outbox-not-a-folder"):
        put(envelope())


def test_a_folder_with_the_name_of_a_letter_fails_that_letter_only(tmp_path: Path) -> None:
    put = open_outbox(tmp_path)
    (tmp_path / letter_file(KEY)).mkdir()
    assert put(envelope()) == Receipt(KEY, "failed", code="outbox-name-taken", reason=letter_file(KEY))
    assert put(envelope("birthday:C-0043:2027")).outcome == "prepared"


def test_letters_that_cannot_travel_are_refused_and_the_others_prepared(tmp_path: Path) -> None:
    letters: list[Rendered | LetterFailed] = [
        rendered("a:1"),
        LetterFailed("a:2", "birthday", "en", "subject-empty", {"file": "birthday/en/subject.txt"}),
        rendered("a:3", to="ann@x.test, bob@x.test"),
        rendered("a:4", subject="two\nlines"),
        rendered("a:5"),
    ]
    receipts = list(post_letters(letters, SENDER, MOMENT, open_outbox(tmp_path), names=["Ann\x0b Łęcka\n"]))
    assert [(receipt.key, receipt.outcome, receipt.code) for receipt in receipts] == [
        ("a:1", "prepared", ""),
        ("a:2", "refused", "subject-empty"),
        ("a:3", "refused", "address-unusable"),
        ("a:4", "refused", "header-control-character"),
        ("a:5", "prepared", ""),
    ]
    message = message_from_bytes(Path(receipts[0].place).read_bytes())
    assert str(make_header(decode_header(str(message["To"])))) == "Ann Łęcka <ann@x.test>"
    assert len(list(tmp_path.iterdir())) == 2


def test_why_a_letter_cannot_travel_is_said_in_the_language_of_the_team(tmp_path: Path) -> None:
    letter = rendered("a:1", to="почта@example.com")
    (receipt,) = post_letters([letter], SENDER, MOMENT, open_outbox(tmp_path), team="ro")
    assert receipt.code == "address-not-ascii"
    assert receipt.reason.startswith("Adresa почта@example.com are litere")


def test_preparing_again_gives_the_same_files_byte_for_byte(tmp_path: Path) -> None:
    letters = [rendered(f"a:{n}") for n in range(3)]
    list(post_letters(letters, SENDER, MOMENT, open_outbox(tmp_path)))
    first = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    list(post_letters(letters, SENDER, MOMENT, open_outbox(tmp_path)))
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == first
