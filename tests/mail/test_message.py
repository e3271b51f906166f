"""The bytes of a letter: read back by another program they say what was meant, and nothing more."""

import datetime as dt
import re
from base64 import b64decode
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.utils import parseaddr, parsedate_to_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.headers import ascii_address, text_header
from sheetcrm.mail.message import Message, message_bytes, message_id

MOMENT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
DROPPED = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "MIME-Version", "Content-Type",
]  # fmt: skip
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
TRICKY = st.lists(
    st.sampled_from(
        ["=?utf-8?q?a=0D=0ABcc=3A_evil=40x=2Etest?=", "=?", "?=", '"', "\\", "<", ">", ",", "Łódź", "👩‍👩‍👧", " "]
    )
).map("".join)


def letter(**changed: object) -> Message:
    known: dict[str, object] = {
        "key": "birthday:C-0042:2027",
        "workbook": "w1",
        "to": "ann@x.test",
        "sender_address": "hello@shop.test",
        "subject": "Hello",
        "text": "Hi\n",
        "html": "<p>Hi</p>\n",
        "moment": MOMENT,
    }
    return Message(**(known | changed))  # type: ignore[arg-type]


def parsed(**changed: object) -> Parsed:
    return message_from_bytes(message_bytes(letter(**changed)))


def shown(value: str) -> str:
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", value))))


def parts(message: Parsed) -> list[Parsed]:
    return [part for part in message.walk() if not part.is_multipart()]


def content(part: Parsed) -> str:
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode(str(part.get_content_charset())).replace("\r\n", "\n")


def test_a_letter_has_two_parts_that_say_the_same_to_two_programs() -> None:
    message = parsed(text="Cześć!\n", html="<p>Cześć!</p>\n", language="pl")
    assert message.keys() == HEADERS
    assert message.get_content_type() == "multipart/alternative"
    plain, html = parts(message)
    assert (plain.get_content_type(), content(plain)) == ("text/plain", "Cześć!\n")
    assert (html.get_content_type(), content(html)) == ("text/html", "<p>Cześć!</p>\n")
    assert parsedate_to_datetime(str(message["Date"])) == MOMENT
    assert not message.defects and not plain.defects and not html.defects


def test_the_same_letter_is_the_same_bytes_on_every_attempt() -> None:
    assert message_bytes(letter()) == message_bytes(letter())
    assert message_bytes(letter()) != message_bytes(letter(text="Other\n"))


def test_the_message_id_belongs_to_key_and_workbook_alone() -> None:
    assert (
        parsed(text="a")["Message-ID"]
        == parsed(text="b")["Message-ID"]
        == message_id("birthday:C-0042:2027", "w1", "shop.test")
    )
    assert len({message_id(key, book, "x.test") for key, book in (("a", "b"), ("a", "c"), ("ab", ""), ("", "ab"))}) == 4


@given(ANY_TEXT | TRICKY)
@example("=?utf-8?q?a=0D=0ABcc=3A_evil=40x=2Etest?=")
@example("x" * 2000)
@example("ш" * 37 + " " + "e\u0301" * 60)
@example("  two  blanks  ")
@example("a\u202eb\u200f\ufeff")
def test_any_subject_comes_back_as_it_was_and_adds_no_header(subject: str) -> None:
    if REFUSED.search(subject):
        with pytest.raises(MailUnusable, match="header-control-character"):
            message_bytes(letter(subject=subject))
        return
    raw = message_bytes(letter(subject=subject))
    message = message_from_bytes(raw)
    assert message.keys() == HEADERS
    assert shown(str(message["Subject"])) == DROPPED.sub("", subject)
    for word in re.findall(rb"=\?utf-8\?b\?(.*?)\?=", raw.split(b"\r\nDate:")[0]):
        b64decode(word).decode("utf-8")
    head = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    assert max(map(len, head)) <= 78
    assert all(line.strip() for line in head)


@given(ANY_TEXT | TRICKY)
@example('Lee, "Ann" <x@y.test>')
@example("=?utf-8?q?a=0D=0ABcc=3A_evil=40x=2Etest?=")
def test_any_name_comes_back_as_it_was_and_changes_no_address(name: str) -> None:
    if REFUSED.search(name):
        with pytest.raises(MailUnusable, match="header-control-character"):
            message_bytes(letter(to_name=name))
        return
    raw = message_bytes(letter(to_name=name, sender_name=name, reply_to="r@x.test", reply_to_name=name))
    message = message_from_bytes(raw)
    assert sorted(message.keys()) == sorted([*HEADERS, "Reply-To"])
    for header, address in (("To", "ann@x.test"), ("From", "hello@shop.test"), ("Reply-To", "r@x.test")):
        found_name, found_address = parseaddr(re.sub(r"\r?\n(?=[ \t])", "", str(message[header])))
        assert found_address == address
        assert shown(found_name) == DROPPED.sub("", name).strip(" ")
    assert max(map(len, raw.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=400))
@example("x" * 3000)
@example(".\n..\nFrom x\n")
@example("--=_abc\n")
def test_any_text_comes_back_as_it_was(text: str) -> None:
    plain, html = parts(parsed(text=text, html=text))
    assert content(plain).rstrip("\n") == content(html).rstrip("\n") == text.rstrip("\n")


def test_lines_end_in_crlf_and_are_never_too_long() -> None:
    raw = message_bytes(letter(text="a\rb\nc\r\nd" + "x" * 5000, html="é" * 5000))
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", raw) is None
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_links_for_unsubscribing_are_never_encoded() -> None:
    long = "https://shop.test/u/" + "a1" * 200
    raw = message_bytes(letter(unsubscribe=(long, "mailto:stop@shop.test"), one_click=True))
    assert f"List-Unsubscribe: <{long}>,\r\n <mailto:stop@shop.test>\r\n".encode() in raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert b"List-Unsubscribe-Post" not in message_bytes(letter(unsubscribe=("mailto:stop@shop.test",), one_click=True))
    assert b"List-Unsubscribe" not in message_bytes(letter())


@pytest.mark.parametrize(
    "link", ["http://x.test/a", "https://x.test/a b", "https://x.test/>,\r\nBcc: a@b.test", "https://ё.test", ""]
)
def test_a_link_that_cannot_stand_in_a_header_is_refused(link: str) -> None:
    with pytest.raises(MailUnusable, match="link-unusable"):
        message_bytes(letter(unsubscribe=(link,)))


@pytest.mark.parametrize(
    "address",
    [
        "", " ", "ann", "@x.test", "ann@", "ann@x..test", "a b@x.test", "ann@x.test\r\nBcc: b@x.test",
        "ann@x.test, b@x.test", "<ann@x.test>", '"a b"@x.test', "=?utf-8?q?a?=@x.test",
        "ann@-x.test", "ann@x.test>", "a@" + "x" * 64 + ".test",
        "b" * 65 + "@x.test", ".a@x.test", "a\x00@x.test",
    ],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(MailUnusable, match=r"address-unusable|recipient-missing"):
        message_bytes(letter(to=address))


def test_a_domain_in_other_letters_is_written_in_ascii_and_such_a_person_is_refused() -> None:
    assert ascii_address("ann@bücher.example") == "ann@xn--bcher-kva.example"
    with pytest.raises(MailUnusable, match="address-not-ascii"):
        ascii_address("аня@x.test")


def test_a_letter_without_sender_or_time_zone_is_refused() -> None:
    with pytest.raises(MailUnusable, match="sender-missing"):
        message_bytes(letter(sender_address=""))
    with pytest.raises(MailUnusable, match="date-without-zone"):
        message_bytes(letter(moment=dt.datetime(2026, 11, 22)))


def test_a_draft_is_marked_as_unsent() -> None:
    assert parsed(draft=True)["X-Unsent"] == "1"
    assert "X-Unsent" not in parsed()


def test_a_lone_half_of_a_character_is_refused_in_a_header_and_replaced_in_a_text() -> None:
    with pytest.raises(MailUnusable, match="header-control-character"):
        text_header("Subject", "a\ud800")
    assert content(parts(parsed(text="a\ud800é"))[0]) == "a?é\n"
