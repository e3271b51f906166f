"""Opt-out links: what was sealed comes back, nothing else does, and nothing can be read off them."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.opt_out_links import TOPICS, OptOutKey, load_key

KEY = OptOutKey(b"k" * 32)


@given(st.emails(), st.sampled_from(TOPICS), st.text(alphabet="ABC-0123456789ЖŁ", max_size=20))
def test_what_was_sealed_comes_back(address, topic, client):
    asked = KEY.read(KEY.token(address, topic, client))
    assert (asked.mark, asked.topic, asked.client) == (KEY.mark(address), topic, client)


@given(st.text(max_size=300))
def test_no_other_word_means_anything(token):
    assert KEY.read(token) is None


def test_a_changed_a_shortened_or_a_foreign_link_means_nothing():
    token = KEY.token("anna@b.test", "offers", "C-0042")
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        found = KEY.read(changed)
        assert found is None or changed[:-1] == token[:-1]
    assert KEY.read(token[:-3]) is None and KEY.read("") is None
    assert OptOutKey(b"o" * 32).read(token) is None


def test_a_link_shows_neither_address_nor_number_and_is_safe_in_an_address():
    token = KEY.token("anna@b.test", "offers", "C-0042")
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    assert b"anna" not in raw and b"C-0042" not in raw and b"C-0042" not in token.encode()
    assert token.replace("-", "").replace("_", "").isalnum()
    assert token == KEY.token("ANNA@b.test", "offers", "C-0042") != KEY.token("anna@b.test", "news", "C-0042")


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    path = tmp_path / "state" / "opt-out.key"
    first = load_key(path)
    assert path.stat().st_mode & 0o077 == 0
    assert load_key(path).mark("a@b.test") == first.mark("a@b.test") != KEY.mark("a@b.test")
    assert "k" * 8 not in repr(KEY)
    path.chmod(0o644)
    with pytest.raises(MailUnusable, match="key-readable-by-others"):
        load_key(path)


def test_a_short_key_is_refused(tmp_path):
    path = tmp_path / "opt-out.key"
    path.touch(mode=0o600)
    path.write_text("short")
    with pytest.raises(MailUnusable, match="key-too-short"):
        load_key(path)
