"""A person who quotes, forwards or encloses a bounce stays a person: every bounce of the corpus, in every shape."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sheetcrm.mail.inbox.sorting import sort_mail

BOUNCES = sorted((Path(__file__).parent / "corpus").glob("[bl][oa][ut][ne]*.eml"))
ANNA = b"From: Anna Nowak <anna@klient.test>\nTo: post@shop.test\n"
PLAIN = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
MIXED = b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="around"\n\n--around\n' + PLAIN


def _quoted(raw: bytes) -> bytes:
    answer = ANNA + b"Subject: Re: Undelivered mail\nIn-Reply-To: <letter42@shop.test>\n" + PLAIN
    return answer + b"What is this?\n\nOn Monday the mail system wrote:\n> " + raw.replace(b"\n", b"\n> ")


def _pasted(raw: bytes) -> bytes:
    return ANNA + b"Subject: Undeliverable mail - please help\n" + PLAIN + b"This came when I wrote to you:\n\n" + raw


def _forwarded(raw: bytes) -> bytes:
    begun = b"I got this.\n\n---------- Forwarded message ---------\n"
    return ANNA + b"Subject: Fwd: Mail delivery failed\n" + PLAIN + begun + raw


def _enclosed(raw: bytes) -> bytes:
    shell = ANNA + b"Subject: my mail could not be delivered\n" + MIXED + b"It was not delivered, see below.\n"
    return shell + b"--around\nContent-Type: message/rfc822\n\n" + raw + b"\n--around--\n"


def _answered_by_their_postmaster(raw: bytes) -> bytes:
    return _quoted(raw).replace(b"anna@klient.test", b"postmaster@klient.test", 1).replace(b"Anna Nowak", b"Post desk")


@pytest.mark.parametrize("shape", [_quoted, _pasted, _forwarded, _enclosed, _answered_by_their_postmaster])
@pytest.mark.parametrize("path", BOUNCES, ids=lambda path: path.stem)
def test_a_person_who_shows_a_bounce_is_not_one(path: Path, shape: Callable[[bytes], bytes]) -> None:
    found = sort_mail(shape(path.read_bytes()))
    assert found.kind in ("reply", "other") and not found.late
    assert shape not in (_quoted, _answered_by_their_postmaster) or found.kind == "reply"


def test_these_are_bounces_and_delays() -> None:
    assert len(BOUNCES) > 80
    assert {path.stem.split("-")[0] for path in BOUNCES} == {"bounce", "late"}
