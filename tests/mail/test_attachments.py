"""Attachments of one person: each gets their own files and never those of somebody else; programs do not travel."""

import datetime as dt
import os
import unicodedata
import zipfile
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from sheetcrm.letter_journal import LetterJournal
from sheetcrm.mail.letters import LetterFailed, LetterRequest, Rendered, check_letters, render_letters
from sheetcrm.mail.outgoing import freeze_letters
from sheetcrm.mail.posting import letter_bytes
from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Mail, Settings
from tests.mail.test_message import MOMENT
from tests.mail.test_pictures import SENDER, png, put
from tests.mail.writing import facts, failed, write_letter, written

PDF = b"%PDF-1.7\n"


def prepared(folder: Path, lines: str, *files: str) -> Path:
    write_letter(folder, "Hello {{ name }}")
    put(folder, "note/attachments.txt", lines.encode())
    for name in files:
        put(folder, f"attachments/{name}", PDF + name.encode())
    return folder


def one(folder: Path, attachments: Path | None = None, **changed: object) -> Rendered | LetterFailed:
    request = LetterRequest("k", "note", "en", "a@x.test", facts(**changed))
    return render_letters([folder], [request], attachments=attachments)[0]


def names(outcome: Rendered | LetterFailed) -> list[str]:
    return [each.name for each in written(outcome).attachments]


def parsed(letter: Rendered) -> EmailMessage:
    message = message_from_bytes(letter_bytes(letter, SENDER, MOMENT), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not any(part.defects for part in message.walk())
    return message


def test_the_files_of_a_client_travel_with_the_letter(tmp_path: Path) -> None:
    lines = "# what everybody gets\nterms.pdf\n\ninvoices/{{ client }}*.pdf\n"
    files = ("C-0042.pdf", "C-0042_march.PDF", "C-0043.pdf", "C-0042.txt")
    letter = written(one(prepared(tmp_path, lines, "terms.pdf", *(f"invoices/{name}" for name in files))))
    message = parsed(letter)
    assert message.get_content_type() == "multipart/mixed"
    body, *attached = message.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    assert [(part.get_filename(), part.get_content_type()) for part in attached] == [
        ("terms.pdf", "application/pdf"), ("C-0042.pdf", "application/pdf"), ("C-0042_march.PDF", "application/pdf"),
    ]  # fmt: skip
    assert attached[1].get_content() == PDF + b"invoices/C-0042.pdf"
    assert {part.get_content_disposition() for part in attached} == {"attachment"}


def test_pictures_and_attachments_go_together(tmp_path: Path) -> None:
    prepared(tmp_path, "terms.pdf", "terms.pdf")
    write_letter(tmp_path, "![](logo.png) Hello")
    put(tmp_path, "images/logo.png", png())
    kinds = [part.get_content_type() for part in parsed(written(one(tmp_path))).walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "application/pdf",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("{{ row['Number'] }}*.pdf", ["C-100.pdf", "C-100_a.pdf"]),
        ("*{{ row['Number'] }}.pdf", ["a C-100.pdf", "C-100.pdf"]),
        ("*{{ row['Number'] }}*", ["a C-100.pdf", "C-100.pdf", "C-100_a.pdf"]),
        ("{{ row['Number'] }}?.pdf", []),
        ("{{ row['Number'] }}??.pdf", ["C-100_a.pdf"]),
        ("{{ row['First'] }}*", ["Ann.pdf"]),
        ("{{ row['First'] }}a*", ["Anna.pdf"]),
        ("{{ row['Star'] }}.pdf", []),
        ("{{ row['Star'] }}*", []),
        ("c-100*", ["C-100.pdf", "C-1001.pdf", "C-100_a.pdf"]),
    ],
)
def test_a_pattern_beside_a_field_never_reaches_into_a_longer_word(
    tmp_path: Path, line: str, wanted: list[str]
) -> None:  # fmt: skip
    files = ("C-100.pdf", "C-1001.pdf", "C-100_a.pdf", "a C-100.pdf", "XC-100.pdf", "Ann.pdf", "Anna.pdf")
    folder = prepared(tmp_path, "?" + line, *files)
    assert names(one(folder, row={"Number": "C-100", "First": "Ann", "Star": "*"})) == wanted


def test_patterns_may_stand_for_folders_and_a_cell_may_name_one(tmp_path: Path) -> None:
    files = ("2026/march/C-0042.pdf", "2026/april/C-0042.pdf", "2027/april/C-0042.pdf", "2026/C-0042.pdf")
    prepared(tmp_path, "2026/*/{{ client }}.pdf", *files)
    assert [each.path.parent.name for each in written(one(tmp_path)).attachments] == ["april", "march"]
    put(tmp_path, "note/attachments.txt", b"{{ row['Path'] }}")
    assert names(one(tmp_path, row={"Path": "2026/march/C-0042.pdf"})) == ["C-0042.pdf"]


def test_a_line_without_a_file_refuses_this_letter_unless_it_may_do_without(tmp_path: Path) -> None:
    prepared(tmp_path, "{{ client }}.pdf\n? extra_{{ client }}.pdf\n", "C-0042.pdf")
    requests = [LetterRequest(n, "note", "en", "a@x.test", facts(client=n)) for n in ("C-0042", "C-0043")]
    first, second = render_letters([tmp_path], requests)
    assert names(first) == ["C-0042.pdf"]
    fault = failed(second)
    assert (fault.code, fault.details["name"]) == ("attachment-missing", "C-0043.pdf")
    assert fault.sentence.startswith(f"No file in {tmp_path / 'attachments'} fits the line `C-0043.pdf`")


def test_lines_may_hang_on_conditions_and_an_empty_field_refuses_the_letter(tmp_path: Path) -> None:
    lines = "{% if company %}\n{{ company }}.pdf\n{% endif %}\n{% for n in ['a', 'b'] %}\n{{ n }}.pdf\n{% endfor %}"
    prepared(tmp_path, lines, "a.pdf", "b.pdf")
    assert names(one(tmp_path)) == ["a.pdf", "b.pdf"]
    put(tmp_path, "note/attachments.txt", b"x.pdf\n{{ company }}.pdf")
    fault = failed(one(tmp_path))
    assert (fault.code, fault.details["file"], fault.details["line"]) == ("field-empty", "note/attachments.txt", 2)
    put(tmp_path, "note/attachments.txt", b"{{ compny }}.pdf")
    assert failed(one(tmp_path)).details["suggestion"] == "Did you mean `company`?"
    (found,) = check_letters([tmp_path])
    assert (found.code, found.details["file"]) == ("field-unknown", "note/attachments.txt")


@pytest.mark.parametrize(
    "line",
    [
        "../secret.pdf", "a/../../secret.pdf", "/etc/passwd", "*/../../secret.pdf", "..", "../*", ".hidden.pdf", "*/",
        "{{ row['Up'] }}/secret.pdf", "{{ row['Whole'] }}", "{{ row['Up'] }}/*", "out/*.pdf", "out.pdf", "o*.pdf",
        "{{ row['Root'] }}", "{{ row['Hidden'] }}*", "a\\b", "C:secret.pdf", "pipe.pdf", "folder",
    ],
)  # fmt: skip
def test_no_line_and_no_cell_leads_out_of_the_folder_for_attachments(tmp_path: Path, line: str) -> None:
    folder = prepared(tmp_path / "templates", line, ".hidden.pdf", "folder/a.txt")
    put(tmp_path, "secret.pdf", PDF)
    put(folder, "secret.pdf", PDF)
    put(tmp_path, "elsewhere/secret.pdf", PDF)
    (folder / "attachments" / "out").symlink_to(tmp_path / "elsewhere")
    (folder / "attachments" / "out.pdf").symlink_to(tmp_path / "secret.pdf")
    os.mkfifo(folder / "attachments" / "pipe.pdf")
    row = {"Up": "..", "Whole": "../secret.pdf", "Root": "/etc/passwd", "Hidden": ".hid"}
    fault = failed(one(folder, row=row))
    assert fault.code in ("attachment-missing", "file-name-unusable", "file-unreadable")


@pytest.mark.parametrize(
    "name",
    ["a.exe", "a.PDF.exe", "a.js", "a.Bat", "a.scr", "a.vbs", "a.cmd", "a.lnk", "a.html", "a.svg", "a.xlsm", "a.jar"],
)  # fmt: skip
def test_programs_scripts_and_web_pages_are_never_attached(tmp_path: Path, name: str) -> None:
    fault = failed(one(prepared(tmp_path, name, name)))
    assert (fault.code, fault.details["name"]) == ("file-forbidden", name)


@pytest.mark.parametrize("start", [b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\n"])
def test_a_program_under_another_name_is_not_attached_either(tmp_path: Path, start: bytes) -> None:
    prepared(tmp_path, "a.pdf")
    put(tmp_path, "attachments/a.pdf", start)
    assert failed(one(tmp_path)).code == "file-forbidden"


@pytest.mark.parametrize(("inside", "fine"), [("a.pdf", True), ("folder/setup.exe", False)])
def test_an_archive_is_judged_by_what_is_in_it(tmp_path: Path, inside: str, fine: bool) -> None:
    prepared(tmp_path, "a.zip")
    place = put(tmp_path, "attachments/a.zip", b"")
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr(inside, b"x")
    outcome = one(tmp_path)
    assert isinstance(outcome, Rendered) if fine else failed(outcome).code == "file-forbidden"
    place.write_bytes(b"no archive at all")
    assert failed(one(tmp_path)).code == "file-forbidden"


def test_attachments_have_their_limits(tmp_path: Path) -> None:
    prepared(tmp_path, "*.pdf", *(f"{at}.pdf" for at in range(21)))
    fault = failed(one(tmp_path))
    assert (fault.code, fault.details["most"]) == ("files-too-many", 20)
    prepared(tmp_path, "a.bin\nb.bin")
    for name in ("a", "b"):
        put(tmp_path, f"attachments/{name}.bin", b"x" * 6_000_000)
    assert failed(one(tmp_path)).code == "files-too-large"
    with (tmp_path / "attachments" / "a.bin").open("r+b") as file:
        file.truncate(2**40)
    assert failed(one(tmp_path)).code == "file-too-large"


@pytest.mark.parametrize(
    "name",
    [
        "Счёт за март.pdf", "Zażółć gęślą jaźń.pdf", "Factură mărțișor.pdf", 'a "quoted" name.pdf',
        "100% 'sure'; a=b.pdf",
        "Очень длинное название документа, которое не помещается ни в одну строку заголовка.pdf", "x" * 150 + ".pdf",
        "=?utf-8?q?a=0D=0ABcc=3A_evil=40x=2Etest?=.pdf", "plain.pdf", "два  пробела.pdf", "e\u0301.pdf",
    ],
)  # fmt: skip
def test_any_name_of_a_file_is_read_back_as_it_is(tmp_path: Path, name: str) -> None:
    prepared(tmp_path, "{{ row['File'] }}", name)
    raw = letter_bytes(written(one(tmp_path, row={"File": name})), SENDER, MOMENT)
    assert all(len(line) <= 78 for line in raw.split(b"\r\n") if b"filename" in line)
    *_, part = message_from_bytes(raw, policy=policy.default).walk()
    assert part.get_filename() == unicodedata.normalize("NFC", name)
    assert "Bcc" not in part and "Bcc" not in message_from_bytes(raw)


def test_a_file_typed_on_another_system_is_found_by_the_same_name(tmp_path: Path) -> None:
    prepared(tmp_path, "e\u0301.pdf\nó*.pdf", "\u00e9.pdf", "o\u0301_1.pdf")
    assert names(one(tmp_path)) == ["é.pdf", "ó_1.pdf"]


def test_the_folder_of_the_settings_is_taken_where_there_is_one(tmp_path: Path) -> None:
    prepared(tmp_path / "templates", "a.pdf")
    put(tmp_path, "files/a.pdf", PDF)
    assert names(one(tmp_path / "templates", tmp_path / "files")) == ["a.pdf"]
    assert failed(one(tmp_path / "templates")).code == "attachment-missing"


def test_each_language_may_have_its_own_attachments(tmp_path: Path) -> None:
    prepared(tmp_path, "a.pdf", "a.pdf", "b.pdf")
    put(tmp_path, "note/en/attachments.txt", b"b.pdf")
    assert names(one(tmp_path)) == ["b.pdf"]


def test_what_is_frozen_stays_when_the_file_changes(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "templates", "files/{{ client }}.pdf", "files/C-0042.pdf")
    mail = Mail(transport="smtp", server="x.test")
    settings = Settings(
        workbook=tmp_path / "w.xlsx", templates=folder, sender_address="hello@x.test", sender_name="T", mail=mail
    )
    letter = SendLetter("key:1", "C-0042", "a@x.test", "note", "en", facts())
    now = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    journal = LetterJournal(tmp_path / "letters.sqlite")
    (receipt,) = freeze_letters([letter], settings, journal, "w", now)
    assert (receipt.outcome, receipt.code) == ("prepared", "")
    put(folder, "attachments/files/C-0042.pdf", b"something else")
    content = journal.content("key:1")
    journal.close()
    assert content is not None
    *_, part = message_from_bytes(content, policy=policy.default).walk()
    assert part.get_payload(decode=True) == PDF + b"files/C-0042.pdf"
