"""Pictures that letters bring along: what is shown is in the letter, and nothing leads out of the folders for it."""

import os
import struct
import zlib
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from sheetcrm.mail.framed import preview
from sheetcrm.mail.letters import LetterFailed, LetterRequest, Rendered, render_letters
from sheetcrm.mail.posting import Sender, letter_bytes, post_letters
from sheetcrm.mail.receipts import Receipt
from tests.mail.test_message import MOMENT
from tests.mail.writing import SHIPPED, facts, failed, write_letter, written

SENDER = Sender("The Tea House", "hello@teahouse.example", "w1")


def png(colour: bytes = b"\xff\x00\x00") -> bytes:
    """A sound picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" + colour)) + chunk(b"IEND", b"")


def put(folder: Path, name: str, content: bytes) -> Path:
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def one(folder: Path, **changed: object) -> Rendered | LetterFailed:
    return render_letters([folder], [LetterRequest("k", "note", "en", "a@x.test", facts(**changed))])[0]


def parsed(letter: Rendered) -> EmailMessage:
    message = message_from_bytes(letter_bytes(letter, SENDER, MOMENT), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not any(part.defects for part in message.walk())
    return message


@pytest.mark.parametrize(
    "place", ["note/en/logo.png", "note/en/images/logo.png", "note/logo.png", "note/images/logo.png", "images/logo.png"]
)
@pytest.mark.parametrize(
    ("kind", "body"), [("md", "Hello ![our logo](logo.png)"), ("html", "<p><img src=logo.png></p>")]
)
def test_a_picture_beside_the_template_travels_with_the_letter(
    tmp_path: Path, place: str, kind: str, body: str
) -> None:  # fmt: skip
    write_letter(tmp_path, body + "\n\nBye", kind=kind)
    put(tmp_path, place, png())
    letter = written(one(tmp_path))
    message = parsed(letter)
    assert message.get_content_type() == "multipart/alternative"
    plain, related = message.iter_parts()
    assert [part.get_content_type() for part in (plain, related)] == ["text/plain", "multipart/related"]
    html, picture = related.iter_parts()
    assert related["Content-Type"].params["type"] == "text/html"
    assert (picture.get_content_type(), picture.get_content()) == ("image/png", png())
    cid = picture["Content-ID"].strip("<>")
    assert f'src="cid:{cid}"' in html.get_content() and "inline:" not in html.get_content()
    assert (picture.get_content_disposition(), picture.get_filename()) == ("inline", "logo.png")
    assert ("our logo" in plain.get_content()) == (kind == "md")


def test_the_picture_nearest_to_the_letter_is_taken(tmp_path: Path) -> None:
    write_letter(tmp_path, "![](logo.png)Hello")
    put(tmp_path, "images/logo.png", png(b"abc"))
    put(tmp_path, "note/en/logo.png", png(b"xyz"))
    (_, picture) = list(parsed(written(one(tmp_path))).walk())[3:]
    assert picture.get_content() == png(b"xyz")


def test_a_picture_of_each_person_and_one_for_all(tmp_path: Path) -> None:
    write_letter(tmp_path, '![]({{ row["Photo"] }}.png)![](logo.png)![](logo.png)![](faces/{{ client }}.png) Hello')
    for name in ("Łódź 1.png", "logo.png", "faces/C-0042.png"):
        put(tmp_path, f"images/{name}", png(name.encode()[:3]))
    letter = written(one(tmp_path, row={"Photo": "Łódź 1"}))
    shown = [part for part in parsed(letter).walk() if part.get_content_type() == "image/png"]
    assert [part.get_content() for part in shown] == [png("Łó".encode()[:3]), png(b"log"), png(b"fac")]
    assert [part.get_filename() for part in shown] == ["Łódź 1.png", "logo.png", "C-0042.png"]
    assert letter.html.count("cid:") == 4


def test_a_letter_without_its_picture_is_refused_and_the_others_are_made(tmp_path: Path) -> None:
    write_letter(tmp_path, '![]({{ row["Photo"] }}) Hello')
    put(tmp_path, "images/anna.png", png())
    rows = [{"Photo": "anna.png"}, {"Photo": "john.png"}, {"Photo": "https://x.test/a.png"}, {"Photo": None}]
    requests = [LetterRequest(str(at), "note", "en", "a@x.test", facts(row=row)) for at, row in enumerate(rows)]
    anna, john, web, nobody = render_letters([tmp_path], requests)
    assert len(written(anna).pictures) == 1
    assert (failed(john).code, failed(john).details["name"]) == ("file-missing", "john.png")
    assert "john.png" in failed(john).sentence
    assert 'src="https://x.test/a.png"' in written(web).html and not written(web).pictures
    assert failed(nobody).code == "field-empty"


@pytest.mark.parametrize(
    "name",
    [
        "../secret.png", "../../note/secret.png", "/etc/passwd", "a/../../secret.png", "..\\secret.png", "C:\\a.png",
        "file:///etc/passwd", "a\x00.png", "a\n.png", "\u202egnp.a", ".hidden.png", "a/.hidden/b.png", "..", ".",
        "a//b.png", "a.png/", "%2e%2e/secret.png", "data:image/png;base64,AAAA", "javascript:alert(1)",
        "//evil.test/a.png", "out.png", "folder", "pipe.png", "x" * 5000,
    ],
)  # fmt: skip
def test_no_name_in_a_cell_leads_out_of_the_folders_for_pictures(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "templates"
    write_letter(folder, '![]({{ row["Photo"] }}) Hello')
    for place in ("secret.png", "templates/secret.png", "templates/note/secret2.png"):
        put(tmp_path, place, png())
    put(folder, "images/.hidden.png", png())
    put(folder, "images/folder/a.png", png())
    (folder / "images" / "out.png").symlink_to(tmp_path / "secret.png")
    os.mkfifo(folder / "images" / "pipe.png")
    fault = failed(one(folder, row={"Photo": name}))
    assert fault.code in ("file-missing", "file-name-unusable", "file-unreadable")
    assert len(fault.sentence) < 600 and fault.sentence.isprintable()


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    write_letter(tmp_path, "![](now.png) Hello")
    put(tmp_path, "images/2026.png", png())
    (tmp_path / "images" / "now.png").symlink_to(tmp_path / "images" / "2026.png")
    assert len(written(one(tmp_path)).pictures) == 1


@pytest.mark.parametrize("name", ["/etc/passwd", "../a.png", "file:a.png", "data:image/png;base64,AA", "", "\\a.png"])
def test_a_template_that_names_no_file_beside_it_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    write_letter(tmp_path, f'<p>a</p>\n<img src="{name}">', kind="html")
    fault = failed(one(tmp_path))
    assert (fault.code, fault.details["line"]) == ("template-html", 2)


@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        (png(), "image/png", "a.png"),
        (b"\xff\xd8\xff\xe0" + b"x" * 20, "image/jpeg", "a.jpg"),
        (b"GIF89a" + b"x" * 20, "image/gif", "a.gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp", "a.webp"),
    ],
)
def test_the_content_of_a_picture_says_what_it_is(tmp_path: Path, content: bytes, kind: str, name: str) -> None:
    write_letter(tmp_path, "![](a.dat) Hello")
    put(tmp_path, "images/a.dat", content)
    (picture,) = written(one(tmp_path)).pictures
    assert (picture.kind, picture.name) == (kind, name)


@pytest.mark.parametrize("content", [b"", b"<svg onload='x'>", b"MZ\x90\x00", b"%PDF-1.7", b"<html>", b"RIFF1234WAVE"])
def test_what_is_no_picture_is_refused_whatever_its_name(tmp_path: Path, content: bytes) -> None:
    write_letter(tmp_path, "![](a.png) Hello")
    put(tmp_path, "images/a.png", content)
    assert failed(one(tmp_path)).code == "picture-unusable"


def test_a_picture_and_the_pictures_of_a_letter_have_their_limits(tmp_path: Path) -> None:
    write_letter(tmp_path, "![](a.png) Hello")
    put(tmp_path, "images/a.png", png() + b"x" * 1_000_000)
    fault = failed(one(tmp_path))
    assert (fault.code, fault.details["most"]) == ("file-too-large", 1)
    write_letter(tmp_path, "".join(f"![]({at}.png)" for at in range(4)) + " Hello")
    for at in range(4):
        put(tmp_path, f"images/{at}.png", png() + b"x" * 900_000)
    assert failed(one(tmp_path)).code == "files-too-large"


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    write_letter(tmp_path, "![](a.png) Hello")
    with put(tmp_path, "images/a.png", png()).open("r+b") as file:
        file.truncate(2**40)
    assert failed(one(tmp_path)).code == "file-too-large"


def test_a_picture_that_changes_before_the_letter_is_put_together_refuses_it(tmp_path: Path) -> None:
    write_letter(tmp_path, "![](a.png) Hello")
    put(tmp_path, "images/a.png", png())
    letter = written(one(tmp_path))
    put(tmp_path, "images/a.png", png() + b"more")
    (receipt,) = post_letters([letter], SENDER, MOMENT, lambda envelope: Receipt(envelope.key, "prepared"))
    assert (receipt.outcome, receipt.code) == ("refused", "file-unreadable")


def test_the_same_letter_with_pictures_is_the_same_bytes(tmp_path: Path) -> None:
    write_letter(tmp_path, "![](a.png) Hello")
    put(tmp_path, "images/a.png", png())
    first, second = (letter_bytes(written(one(tmp_path)), SENDER, MOMENT) for _ in range(2))
    assert first == second
    assert max(map(len, first.split(b"\r\n"))) <= 998


def test_a_frame_shows_the_pictures_and_loads_nothing(tmp_path: Path) -> None:
    write_letter(tmp_path, "![](a.png) Hello")
    put(tmp_path, "images/a.png", png())
    letter = written(one(tmp_path))
    assert 'src="data:image/png;base64,iVBOR' in preview(letter) and "cid:" not in preview(letter).split("</head>")[1]
    assert "data:image/png" not in preview(letter, pictures=False)


def test_words_of_a_client_that_look_like_a_picture_are_words(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello {{ name }}")
    letter = written(one(tmp_path, name='<img src="inline:/etc/passwd"> src="inline:a.png"'))
    assert not letter.pictures and "cid:" not in letter.html


def test_shipped_letters_stay_as_light_as_they_were() -> None:
    request = LetterRequest("k", "birthday", "en", "a@x.test", facts())
    letter = written(render_letters([SHIPPED], [request])[0])
    assert letter.pictures == letter.attachments == ()
    assert parsed(letter).get_content_type() == "multipart/alternative"
