"""The journal of letters: claimed once, settled once, unclear after a death, and a copy of it never sends."""

import datetime as dt
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import settings as budget
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.letter_journal import FrozenLetter, LetterJournal, Settled
from tests.letters_in_hand import claim, settle

NOW = dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)
LETTER = FrozenLetter("letter:m:C-0001", "m", "C-0001", "we@a.test", "anna@b.test", "<1@a.test>", b"Hi\r\n")


@pytest.fixture
def journal(tmp_path):
    opened = LetterJournal(tmp_path / "letters.sqlite")
    yield opened
    opened.close()


def test_what_was_frozen_comes_back_byte_for_byte(journal):
    content = bytes(range(256))
    journal.freeze([replace(LETTER, content=content, until=dt.date(2026, 12, 1))], "book", NOW)
    (found,) = journal.open_letters("book", NOW)
    assert (found.key, found.state, found.tries, found.until) == (LETTER.key, "waiting", 0, dt.date(2026, 12, 1))
    assert journal.content(LETTER.key) == content
    assert journal.open_letters("another book", NOW) == []


def test_a_letter_that_was_never_tried_is_frozen_anew_and_one_that_was_is_not(journal):
    journal.freeze([LETTER], "book", NOW)
    assert journal.freeze([replace(LETTER, content=b"later")], "book", NOW) == {}
    assert journal.content(LETTER.key) == b"later"
    claim(journal, LETTER.key, NOW)
    settle(journal, LETTER.key, "delayed", NOW)
    assert journal.freeze([replace(LETTER, content=b"too late")], "book", NOW) == {LETTER.key: "delayed"}
    assert journal.content(LETTER.key) == b"later"


def test_two_letters_of_one_word_are_never_kept_both(journal):
    first = replace(LETTER, once="m|anna@b.test")
    twin = replace(first, key="letter:m:C-0002")
    assert journal.freeze([first, twin], "book", NOW) == {twin.key: "waiting"}
    assert [letter.key for letter in journal.open_letters("book", NOW)] == [first.key]


def test_a_claim_is_given_once(journal):
    journal.freeze([LETTER], "book", NOW)
    given = []
    threads = [threading.Thread(target=lambda: given.append(claim(journal, LETTER.key, NOW))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [content for content in given if content is not None] == [LETTER.content] and len(given) == 16
    assert journal.letter(LETTER.key).tries == 1


@pytest.mark.parametrize("outcome", ["sent", "refused", "unclear", "dropped"])
def test_what_is_settled_is_never_claimed_again(journal, outcome):
    journal.freeze([LETTER], "book", NOW)
    claim(journal, LETTER.key, NOW)
    settle(journal, LETTER.key, outcome, NOW)
    assert not claim(journal, LETTER.key, NOW)
    settle(journal, LETTER.key, "waiting", NOW)
    assert journal.letter(LETTER.key).state == outcome


def test_a_delayed_letter_waits_for_its_hour(journal):
    journal.freeze([LETTER], "book", NOW)
    claim(journal, LETTER.key, NOW)
    settle(journal, LETTER.key, "delayed", NOW, next_at=NOW + dt.timedelta(hours=1), code="451", reply="later")
    assert journal.open_letters("book", NOW + dt.timedelta(minutes=59)) == []
    assert [letter.reply for letter in journal.open_letters("book", NOW + dt.timedelta(minutes=60))] == ["later"]


def test_one_commit_settles_and_claims_the_next(journal):
    other = replace(LETTER, key="letter:m:C-0002")
    journal.freeze([LETTER, other], "book", NOW)
    claim(journal, LETTER.key, NOW)
    given = journal.advance(NOW, [Settled(LETTER.key, "sent")], [other.key, LETTER.key, "letter:m:C-9999"])
    assert given == {other.key: other.content}
    assert [journal.letter(key).state for key in (LETTER.key, other.key)] == ["sent", "sending"]


def test_after_a_death_what_was_claimed_is_unclear_and_only_a_decision_frees_it(journal):
    journal.freeze([LETTER], "book", NOW)
    claim(journal, LETTER.key, NOW)
    assert journal.recover(NOW) == [LETTER.key]
    assert journal.recover(NOW) == []
    assert not claim(journal, LETTER.key, NOW)
    assert journal.decide(LETTER.key, "waiting", NOW, "person")
    assert claim(journal, LETTER.key, NOW)


def test_a_sent_letter_cannot_be_decided_otherwise(journal):
    journal.freeze([LETTER], "book", NOW)
    claim(journal, LETTER.key, NOW)
    assert not journal.decide(LETTER.key, "dropped", NOW, "person")
    settle(journal, LETTER.key, "sent", NOW)
    assert not journal.decide(LETTER.key, "waiting", NOW, "person")
    assert journal.letter(LETTER.key).state == "sent"


def test_the_quota_counts_what_the_provider_may_have_counted(journal):
    for place, outcome in enumerate(["sent", "unclear", "refused", "delayed", "waiting"]):
        key = f"letter:m:C-{place}"
        journal.freeze([replace(LETTER, key=key)], "book", NOW)
        claim(journal, key, NOW + dt.timedelta(minutes=place))
        settle(journal, key, outcome, NOW)
    assert journal.sent_since("we@a.test", NOW - dt.timedelta(days=1)) == 2
    assert journal.sent_since("we@a.test", NOW) == 1
    assert journal.counted_moments("we@a.test", NOW - dt.timedelta(1)) == [NOW, NOW + dt.timedelta(minutes=1)]
    assert journal.sent_since("others@a.test", NOW - dt.timedelta(days=1)) == 0


def _states(path):
    journal = LetterJournal(path)
    try:
        return journal.mark, [journal.letter(f"letter:m:C-000{n}").state for n in (1, 2)]
    finally:
        journal.close()


def _two_letters(path):
    """A journal with two letters that wait, closed; its mark."""
    journal = LetterJournal(path)
    journal.freeze([replace(LETTER, key=f"letter:m:C-000{n}") for n in (1, 2)], "book", NOW)
    journal.close()
    return journal.mark


def _put_back(folder, old, times):
    """The files of an earlier moment written over those that are there, as `cp` does it, or `cp -p`."""
    for present in [*folder.iterdir()]:
        if present.is_file() and not (old / present.name).exists():
            present.unlink()
    for before in old.iterdir():
        (folder / before.name).write_bytes(before.read_bytes())
        if times:
            shutil.copystat(before, folder / before.name)


@pytest.mark.parametrize("killed", [False, True])
@pytest.mark.parametrize(("seal_too", "times"), [(False, False), (True, False), (False, True)])
def test_an_older_journal_written_over_the_present_one_sends_nothing(tmp_path, times, killed, seal_too):
    folder, old = tmp_path / "state", tmp_path / "old"
    path = folder / "letters.sqlite"
    mark = _two_letters(path)
    shutil.copytree(folder, old)
    if not seal_too:
        (old / "letters.seal").unlink()
    if killed:
        child = subprocess.run([sys.executable, "-c", _CLAIMS_ONE_AND_DIES, str(path)], check=False)
        assert child.returncode == -signal.SIGKILL
    else:
        journal = LetterJournal(path)
        claim(journal, "letter:m:C-0001", NOW)
        settle(journal, "letter:m:C-0001", "sent", NOW)
        journal.close()
    if not seal_too:
        shutil.copy(folder / "letters.seal", old / "letters.seal")
    _put_back(folder, old, times)
    other, states = _states(path)
    assert states == ["unclear", "unclear"] and other != mark
    assert _states(path)[0] == other, "it has a seal of its own now"


def test_an_older_folder_restored_under_the_very_numbers_of_the_deleted_files_sends_nothing(tmp_path):
    """A file system may give a new file the number of the one that was deleted just before, as ext4 does."""
    folder, old = tmp_path / "state", tmp_path / "old"
    path = folder / "letters.sqlite"
    mark = _two_letters(path)
    subprocess.run([sys.executable, "-c", _CLAIMS_ONE_AND_DIES, str(path)], check=False)
    shutil.copytree(folder, old)
    for name in sorted(one.name for one in old.iterdir()):
        (folder / name).unlink()
        shutil.copy2(old / name, folder / name)
    other, states = _states(path)
    assert states == ["unclear", "unclear"] and other != mark


def test_the_journal_is_the_same_after_a_kill_with_other_rights_and_in_a_folder_of_another_name(tmp_path):
    path = tmp_path / "state" / "letters.sqlite"
    mark = _two_letters(path)
    path.chmod(0o640)
    assert _states(path) == (mark, ["waiting", "waiting"])
    subprocess.run([sys.executable, "-c", _CLAIMS_ONE_AND_DIES, str(path)], check=False)
    assert _states(path) == (mark, ["sending", "waiting"])
    (tmp_path / "state").rename(tmp_path / "elsewhere")
    assert _states(tmp_path / "elsewhere" / "letters.sqlite") == (mark, ["sending", "waiting"])


def test_a_journal_that_lost_the_part_beside_it_after_a_kill_holds_all_that_was_open(tmp_path):
    path = tmp_path / "letters.sqlite"
    mark = _two_letters(path)
    subprocess.run([sys.executable, "-c", _CLAIMS_ONE_AND_DIES, str(path)], check=False)
    (tmp_path / "letters.sqlite-wal").unlink()
    assert _states(path)[1] == ["unclear", "unclear"] and _states(path)[0] != mark


def test_looking_into_a_journal_while_somebody_works_with_it_changes_nothing(journal, tmp_path):
    journal.freeze([LETTER], "book", NOW)
    looker = LetterJournal(tmp_path / "letters.sqlite")
    assert looker.letter(LETTER.key).state == "waiting"
    looker.close()
    claim(journal, LETTER.key, NOW)
    settle(journal, LETTER.key, "sent", NOW)
    journal.close()
    again = LetterJournal(tmp_path / "letters.sqlite")
    assert again.mark == journal.mark and again.letter(LETTER.key).state == "sent"
    again.close()


def test_a_journal_without_a_seal_as_of_an_earlier_version_is_taken_as_it_is(tmp_path):
    path = tmp_path / "letters.sqlite"
    mark = _two_letters(path)
    (tmp_path / "letters.seal").write_text("?")
    assert _states(path) == (mark, ["waiting", "waiting"])
    (tmp_path / "letters.seal").unlink()
    assert _states(path) == (mark, ["waiting", "waiting"])


def test_many_letters_do_not_let_the_part_beside_the_file_grow_without_end(tmp_path):
    path = tmp_path / "letters.sqlite"
    journal = LetterJournal(path)
    letters = [replace(LETTER, key=f"letter:m:C-{n:05}", content=b"x" * 2000) for n in range(2_000)]
    journal.freeze(letters, "book", NOW)
    wal = path.with_name("letters.sqlite-wal")
    before = wal.stat().st_size
    journal.freeze([replace(one, key=f"{one.key}b") for one in letters[:1000]], "book", NOW)
    assert wal.stat().st_size == before, "it begins again where all was brought into the file"
    mark = journal.mark
    journal.close()
    assert not wal.exists()
    again = LetterJournal(path)
    assert again.mark == mark and len(again.open_letters("book", NOW)) == 3_000
    again.close()


def test_a_copy_of_the_journal_holds_all_that_was_open(journal, tmp_path):
    sent = replace(LETTER, key="letter:m:C-0002")
    journal.freeze([LETTER, sent], "book", NOW)
    claim(journal, sent.key, NOW)
    settle(journal, sent.key, "sent", NOW)
    journal.close()
    shutil.copy(tmp_path / "letters.sqlite", tmp_path / "copy.sqlite")
    again, copy = LetterJournal(tmp_path / "letters.sqlite"), LetterJournal(tmp_path / "copy.sqlite")
    assert again.mark == journal.mark != copy.mark
    assert [again.letter(key).state for key in (LETTER.key, sent.key)] == ["waiting", "sent"]
    assert [copy.letter(key).state for key in (LETTER.key, sent.key)] == ["unclear", "sent"]
    assert copy.open_letters("book", NOW) == []
    again.close()
    copy.close()


def test_an_act_that_fails_takes_no_other_with_it(journal):
    journal.freeze([LETTER], "book", NOW)

    def broken(db):
        db.execute("UPDATE letter SET state = 'sent'")
        raise sqlite3.OperationalError("disk full")

    failed = []

    def spoil():
        try:
            journal._run(broken)
        except WorkbookNotWritable as error:
            failed.append(error.code)

    threads = [threading.Thread(target=spoil) for _ in range(4)]
    threads += [threading.Thread(target=claim, args=(journal, LETTER.key, NOW))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == ["journal-not-writable"] * 4
    assert journal.letter(LETTER.key).state == "sending"


def test_a_file_that_is_no_journal_is_told_and_not_touched(tmp_path):
    path = tmp_path / "letters.sqlite"
    path.write_bytes(b"not a database at all, but long enough to be read as one " * 30)
    with pytest.raises(WorkbookNotWritable, match="journal-damaged"):
        LetterJournal(path)
    assert path.read_bytes().startswith(b"not a database")


def test_what_is_under_way_counts_and_still_counts_once_after_a_death(journal):
    journal.freeze([LETTER], "book", NOW)
    claim(journal, LETTER.key, NOW)
    day_ago = NOW - dt.timedelta(days=1)
    for _ in range(3):
        assert journal.sent_since("we@a.test", day_ago) == journal.sent_of("m", day_ago) == 1
        assert journal.counted_moments("we@a.test", day_ago) == [NOW]
        journal.recover(NOW + dt.timedelta(hours=1))


def test_a_claim_noted_by_an_older_version_counts_once(journal, tmp_path):
    journal.freeze([LETTER], "book", NOW)
    claim(journal, LETTER.key, NOW)
    with closing(sqlite3.connect(tmp_path / "letters.sqlite", isolation_level=None)) as older:
        older.execute("INSERT INTO attempt (key, sender, at, outcome) SELECT key, sender, at, 'sending' FROM letter")
    assert journal.recover(NOW) == [LETTER.key]
    assert journal.sent_since("we@a.test", NOW - dt.timedelta(days=1)) == 1


def test_whatever_a_server_says_can_be_kept(journal):
    journal.freeze([LETTER], "book", NOW)
    claim(journal, LETTER.key, NOW)
    settle(journal, LETTER.key, "refused", NOW, reply="550 \ud800 \x00 no " + "x" * 9000)
    assert journal.letter(LETTER.key).reply.startswith("550 ? \x00 no xxx")


def test_nobody_else_can_read_it(journal, tmp_path):
    assert (tmp_path / "letters.sqlite").stat().st_mode & 0o077 == 0


_CLAIMS_ONE_AND_DIES = """
import datetime as dt, os, sys
from pathlib import Path
from sheetcrm.letter_journal import LetterJournal
journal = LetterJournal(Path(sys.argv[1]))
journal.advance(dt.datetime(2026, 11, 22, tzinfo=dt.UTC), [], ["letter:m:C-0001"])
os.kill(os.getpid(), 9)
"""
_CLAIMS_AND_DIES = """
import datetime as dt, os, sys
from pathlib import Path
from sheetcrm.letter_journal import LetterJournal, Settled
journal = LetterJournal(Path(sys.argv[1]))
now = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
for letter in journal.open_letters("book", now + dt.timedelta(days=1)):
    if journal.advance(now, [], [letter.key]):
        print(letter.key, flush=True)
        journal.advance(now, [Settled(letter.key, "sent")], [])
"""


def test_whatever_was_begun_before_a_kill_is_not_open_after_it(tmp_path):
    path = tmp_path / "letters.sqlite"
    journal = LetterJournal(path)
    journal.freeze([replace(LETTER, key=f"letter:m:C-{n:04}") for n in range(400)], "book", NOW)
    journal.close()
    begun = []
    for lines in (1, 7, 40):
        child = subprocess.Popen([sys.executable, "-c", _CLAIMS_AND_DIES, str(path)], stdout=subprocess.PIPE, text=True)
        begun += [child.stdout.readline().strip() for _ in range(lines)]
        os.kill(child.pid, signal.SIGKILL)
        begun += child.stdout.read().split()
        child.stdout.close()
        child.wait()
        journal = LetterJournal(path)
        assert len(journal.recover(NOW)) <= 1
        still_open = {letter.key for letter in journal.open_letters("book", NOW + dt.timedelta(days=1))}
        assert not still_open & set(begun)
        journal.close()
    assert len(begun) == len(set(begun))


class _Lives(RuleBasedStateMachine):
    """Whatever happens in whatever order: a letter that went, or may have gone, is claimed again by decision only."""

    keys = Bundle("keys")
    claimed = Bundle("claimed")

    def __init__(self):
        super().__init__()
        self.journal = LetterJournal.__new__(LetterJournal)
        from sheetcrm.letter_journal.group_commit import GroupCommit
        from sheetcrm.letter_journal.schema import prepare

        self.journal._db = sqlite3.connect(":memory:", isolation_level=None)
        assert prepare(self.journal._db)
        self.journal._group = GroupCommit(self.journal._db)
        self.journal._path, self.journal._settled = None, 0
        self.went: dict[str, int] = {}

    @rule(target=keys, number=st.integers(0, 5), word=st.sampled_from([None, "a", "b"]))
    def freeze(self, number, word):
        key = f"letter:m:C-{number}"
        self.journal.freeze([replace(LETTER, key=key, once=word)], "book", NOW)
        return key

    @rule(target=claimed, key=keys)
    def claim(self, key):
        if claim(self.journal, key, NOW):
            assert not self.went.get(key)
        return key

    @rule(key=consumes(claimed), outcome=st.sampled_from(["sent", "delayed", "refused", "unclear", "waiting"]))
    def settle(self, key, outcome):
        letter = self.journal.letter(key)
        if letter is None or letter.state != "sending":
            return
        settle(self.journal, key, outcome, NOW)
        if outcome in ("sent", "unclear", "refused"):
            self.went[key] = 1

    @rule()
    def die(self):
        for key in self.journal.recover(NOW):
            self.went[key] = 1

    @rule(key=keys)
    def ask_to_send_again(self, key):
        if self.journal.decide(key, "waiting", NOW, "person"):
            self.went[key] = 0

    @invariant()
    def no_word_twice(self):
        words = [row[0] for row in self.journal._rows("SELECT once FROM letter WHERE once IS NOT NULL")]
        assert len(words) == len(set(words))

    def teardown(self):
        self.journal._db.close()


TestLives = _Lives.TestCase
TestLives.settings = budget(max_examples=60, stateful_step_count=30, deadline=None)
