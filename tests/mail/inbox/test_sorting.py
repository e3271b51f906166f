"""What comes back is read right: a corpus in the formats of the field, hostile mail, tokens of our own."""

import random
import time
from pathlib import Path

import pytest

from sheetcrm.mail.inbox.bounces import read_bounce
from sheetcrm.mail.inbox.sorting import sort_mail
from sheetcrm.mail.opt_out_links import OptOutKey

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.eml"))
KEY = OptOutKey(b"k" * 32)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_each_message_of_the_corpus_is_what_its_name_says(path: Path) -> None:
    kind, cause, _ = path.stem.split("-", 2)
    found = sort_mail(path.read_bytes(), KEY)
    assert (found.kind, found.late) == (("other", True) if kind == "late" else (kind, False))
    assert (found.bounce.cause if found.bounce else "none") == (cause if kind == "bounce" else "none")
    if kind in ("bounce", "complaint", "auto_reply", "reply", "opt_out"):
        assert found.address == "anna@klient.test"
    if kind in ("bounce", "complaint", "reply"):
        assert found.letters == ("<letter42@shop.test>",)
    assert found.bounce is None or found.bounce.hard == (cause == "gone")


def test_the_corpus_is_not_small() -> None:
    assert len(CORPUS) >= 60


def test_a_token_in_the_subject_or_in_the_address_opts_out_its_own_person() -> None:
    token = KEY.token("anna@klient.test", "offers", "C-0042")
    for head in (f"To: out@shop.test\nSubject: unsubscribe {token}", f"To: out+{token}@shop.test\nSubject: x"):
        found = sort_mail(f"From: other@x.test\n{head}\nAuto-Submitted: auto-generated\n\n".encode(), KEY)
        assert found.kind == "opt_out" and found.asked is not None
        assert (found.asked.client, found.asked.topic) == ("C-0042", "offers")


def test_a_token_of_somebody_else_says_nothing() -> None:
    token = OptOutKey(b"z" * 32).token("anna@klient.test", "offers", "C-0042")
    assert sort_mail(f"From: a@x.test\nTo: out@shop.test\nSubject: hello {token}\n\nhi".encode(), KEY).asked is None


def test_nothing_makes_it_fail_or_wait() -> None:
    chance = random.Random(5)
    nested = b"From: mailer-daemon@x.test\nSubject: failed\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000)
    )
    hostile = [
        b"",
        b"\x00" * 1000,
        nested,
        b"Content-Type: message/rfc822\n\n" * 5000,
        b"From: mailer-daemon\n\n" + b"a@" * 200_000,
        b"From: postmaster@x\nContent-Type: text/html\n\n" + b"<style" * 60_000,
        b"Subject: " + b"=?utf-8?b?" * 30_000 + b"\n\n",
        b"Content-Type: text/plain; charset=no-such\n\n\xff\xfe",
        b"To: " + b"(" * 100_000 + b"\n\nstop",
        b"From: mailer-daemon@x.test\n\n" + b"not delivered " + b"x" * 2_000_000,
        b"From: a@x.test\n\n" + b"stop please " * 50_000,
    ]
    for path in CORPUS[::4]:
        raw = bytearray(path.read_bytes())
        for _ in range(20):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        hostile += [bytes(raw), bytes(raw[: len(raw) // 2])]
    for mail in hostile:
        begun = time.process_time()
        sort_mail(mail, KEY)
        read_bounce(mail)
        assert time.process_time() - begun < 3, mail[:80]


def test_a_bounce_from_a_broken_sender_says_nothing_aside(caplog: pytest.LogCaptureFixture) -> None:
    raw = b"From: mailer-daemon \xff\nReturn-Path: <>\nSubject: Returned mail\n\nit could not be delivered\n"
    assert sort_mail(raw, KEY).kind == "other"
    assert not caplog.records


def _answered(words: str) -> str:
    head = "From: anna@klient.test\nSubject: Re: News\nContent-Type: text/plain; charset=utf-8\n"
    return sort_mail(f"{head}\n{words}\n".encode(), KEY).kind


@pytest.mark.parametrize(
    "words",
    [
        "Don't write to me",
        "Stop writing to me",
        "No more emails please",
        "“stop”",
        "Больше не пишите мне",
        "Не присылайте мне больше",
        "Удалите меня из рассылки",
        "Proszę nie pisać do mnie",
        "Proszę nie wysyłać mi więcej wiadomości",
        "Nie chcę więcej wiadomości",
        "Vreau să mă dezabonez",
        "Nu mai vreau mesaje",
        "Nu-mi mai trimiteți",
    ],
)
def test_people_say_stop_in_many_ways(words: str) -> None:
    assert _answered(words) == "opt_out"


@pytest.mark.parametrize(
    "words",
    [
        "Не пишите Ивану",
        "Не присылайте",
        "Уберите меня из списка гостей",
        "Proszę nie wysyłać",
        "Nie pisać do Anny",
        "Nu mai vreau",
        "Nu mai trimiteți coletul",
        "Stop by tomorrow",
        "No more questions",
    ],
)
def test_a_no_that_may_be_about_something_else_is_for_a_person_to_read(words: str) -> None:
    assert _answered(words) == "reply"
