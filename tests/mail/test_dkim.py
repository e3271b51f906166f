"""DKIM: what we sign verifies with somebody else's verifier, and what was changed does not."""

import datetime as dt
import os
import re
import sys
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.dkim import Signer, dns_record, read_signer, signed
from sheetcrm.mail.message import Message, message_bytes

MOMENT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey


def key_file(path: Path, key: Key, lock: KeySerializationEncryption | None = None) -> Path:
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock or NoEncryption()))
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def signers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Signer]:
    folder = tmp_path_factory.mktemp("keys")
    rsa_key = key_file(folder / "rsa.pem", rsa.generate_private_key(65537, 2048))
    short_key = key_file(folder / "short.pem", ed25519.Ed25519PrivateKey.generate())
    return {
        "rsa": read_signer(rsa_key, "shop.test", "r2026"),
        "ed25519": read_signer(short_key, "Пример.РФ", "e2026.mail"),
    }


def letter(**changes: object) -> bytes:
    given: dict[str, object] = {
        "key": "k1", "workbook": "w1", "to": "ann@x.test", "sender_address": "hello@shop.test",
        "subject": "Привет, Анна",
        "text": "Hello  there \n\t two\n\n\n", "html": "<p>Cześć</p>", "moment": MOMENT, "to_name": "Анна Иванова",
        "unsubscribe": ("https://x.test/u/" + "a" * 90, "mailto:stop@shop.test"), "one_click": True,
    }  # fmt: skip
    return message_bytes(Message(**{**given, **changes}))  # type: ignore[arg-type]


def verifies(content: bytes, *signers: Signer) -> bool:
    """Every signature holds, by dkimpy, with our own records as the DNS."""
    records = {f"{name}.".encode(): text.encode() for name, text in map(dns_record, signers)}
    try:
        return all(
            dkim.DKIM(content).verify(idx=number, dnsfunc=lambda name, timeout=5: records.get(name))
            for number in range(len(signers))
        )
    except dkim.ValidationError:
        return False


@pytest.mark.parametrize("names", [("rsa",), ("ed25519",), ("rsa", "ed25519")])
def test_a_signed_letter_verifies(signers: dict[str, Signer], names: tuple[str, ...]) -> None:
    chosen = [signers[name] for name in names]
    whole = signed(letter(), chosen, MOMENT)
    assert whole.count(b"DKIM-Signature:") == len(names)
    assert whole.endswith(letter())
    assert verifies(whole, *chosen)


@pytest.mark.parametrize(
    "content",
    [
        b"From: a@shop.test\r\n\r\n",
        b"From: a@shop.test\r\n\r\n\r\n\r\n",
        b"From: a@shop.test\r\nSubject: x\r\n\r\n  \r\n \t a  b\t\r\n\r\nc \r\n \r\n\r\n",
        b"from:a@shop.test\r\nSUBJECT:  a \r\n\t b  \r\n c\r\nReceived: z\r\nSubject: another\r\n\r\nx\r\n",
        b"From: a@shop.test\r\nSubject:\r\n\r\n.\r\n",
    ],
)
def test_odd_spaces_and_empty_lines_are_read_as_verifiers_read_them(signers: dict[str, Signer], content: bytes) -> None:
    for signer in signers.values():
        assert verifies(signed(content, [signer], MOMENT), signer)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject: ", b"Subject: =?utf-8?b?eA==?= "),
        (b"To: ", b"To: evil@x.test, "),
        (b"From: ", b"From: Bank <boss@bank.test>\r\nFrom: "),
        (b"Subject: ", b"Subject: Win\r\nSubject: "),
        (b"To: ", b"Cc: evil@x.test\r\nTo: "),
        (b"To: ", b"Reply-To: evil@x.test\r\nTo: "),
        (b"List-Unsubscribe: <https://x.test", b"List-Unsubscribe: <https://y.test"),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b""),
        (b"Content-Type: multipart/alternative", b"Content-Type: text/plain"),
        (b"Hello", b"Hallo"),
        (b"PHA+", b"PHB+"),
    ],
)
def test_a_letter_that_was_changed_does_not_verify(signers: dict[str, Signer], old: bytes, new: bytes) -> None:
    signer = signers["rsa"]
    whole = signed(letter(), [signer], MOMENT)
    assert old in whole
    assert not verifies(whole.replace(old, new, 1), signer)


def test_both_headers_of_unsubscribing_are_signed(signers: dict[str, Signer]) -> None:
    whole = signed(letter(), [signers["rsa"]], MOMENT)
    listed = re.search(rb"h=([^;]+);", whole)
    assert listed is not None
    names = re.sub(rb"\s", b"", listed[1]).split(b":")
    assert [names.count(name) for name in (b"from", b"list-unsubscribe", b"list-unsubscribe-post", b"cc")] == [
        2,
        2,
        2,
        1,
    ]
    assert max(map(len, whole.split(b"\r\n"))) < 200


def test_the_same_letter_is_signed_the_same(signers: dict[str, Signer]) -> None:
    for signer in signers.values():
        assert signed(letter(), [signer], MOMENT) == signed(letter(), [signer], MOMENT)


def test_the_record_of_a_domain_in_other_letters_is_in_ascii(signers: dict[str, Signer]) -> None:
    name, text = dns_record(signers["ed25519"])
    assert name == "e2026.mail._domainkey.xn--e1afmkfd.xn--p1ai"
    assert re.fullmatch(r"v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=", text)


def test_a_key_is_never_shown(signers: dict[str, Signer]) -> None:
    assert "key" not in repr(signers["rsa"])


def refusal(path: Path, domain: str = "shop.test", selector: str = "s1") -> str:
    with pytest.raises(MailUnusable) as caught:
        read_signer(path, domain, selector)
    return caught.value.code


def test_a_key_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    good = key_file(tmp_path / "good.pem", ed25519.Ed25519PrivateKey.generate())
    assert refusal(tmp_path / "none.pem") == "dkim-key-missing"
    assert refusal(tmp_path) in ("dkim-key-unreadable", "dkim-key-open")
    (tmp_path / "text.pem").write_text("no key")
    (tmp_path / "text.pem").chmod(0o600)
    assert refusal(tmp_path / "text.pem") == "dkim-key-unusable"
    curve = key_file(tmp_path / "curve.pem", ec.generate_private_key(ec.SECP256R1()))
    assert refusal(curve) == "dkim-key-unusable"
    locked = key_file(tmp_path / "locked.pem", ed25519.Ed25519PrivateKey.generate(), BestAvailableEncryption(b"x"))
    assert refusal(locked) == "dkim-key-unusable"
    for domain, selector in (("", "s1"), ("a b", "s1"), ("x.test", ""), ("x.test", "a b"), ("x.test", "a;\r\nb=")):
        assert refusal(good, domain, selector) == "dkim-name-unusable"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions otherwise")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_key_that_others_can_read_or_change_is_not_used(tmp_path: Path, mode: int) -> None:
    path = key_file(tmp_path / "key.pem", ed25519.Ed25519PrivateKey.generate())
    os.chmod(path, mode)  # noqa: PTH101
    assert refusal(path) == "dkim-key-open"
