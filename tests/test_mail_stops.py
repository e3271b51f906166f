"""A provider that has had enough ends the course at once; the rest waits, and the sheet and the screen say so."""

from collections import Counter
from pathlib import Path

import pytest

from tests.smtp_server import SmtpServer
from tests.smtp_server.moments import Moment, Reaction, say
from tests.test_mail_cli import team

BLOCKED = "550 5.7.26 this mail has been blocked because the sender is unauthenticated"
USED_UP = "550 5.4.5 Daily user sending limit exceeded"


@pytest.mark.parametrize("answer", [BLOCKED, USED_UP])
def test_a_block_ends_the_course_and_people_are_told(tmp_path: Path, answer: str) -> None:
    def react(moment: Moment) -> Reaction | None:
        return say(answer) if moment.step == "rcpt" and moment.letter == 2 else None

    with SmtpServer(react) as server:
        ours = team(tmp_path, server)
        ours("sync")
        ours.order()
        ran = ours("sync")
        assert ran.code == 7 and "The server has had enough of letters from us" in ran.out
        assert ours.statuses() == {"Sent": 1, "Delayed": 1, "Waiting to be sent": 2}
        assert answer[:40] in str(ours.column("letters", "outcome"))
        assert ours.column("mailings", "letters_waiting") == [3]
        server.react = lambda moment: None
        assert ours("mail", "send", today=None).code == 0
        assert set(ours.took().values()) == {1}


def test_one_recipient_who_is_refused_by_policy_stops_nobody_else(tmp_path: Path) -> None:
    def react(moment: Moment) -> Reaction | None:
        if moment.step == "rcpt" and "two@" in moment.line:
            return say("554 5.7.1 <two@example.org>: Recipient address rejected: Access denied")
        return None

    with SmtpServer(react) as server:
        ours = team(tmp_path, server)
        ours("sync")
        ours.order()
        ours("sync")
        assert ours.statuses() == {"Sent": 3, "Refused": 1}
        assert ours.took() == Counter({f"{box}@example.org": 1 for box in ("one", "three", "four")})


def test_the_row_says_on_which_day_the_last_letter_goes_and_the_status_when(tmp_path: Path) -> None:
    with SmtpServer() as server:
        ours = team(tmp_path, server, people=9, per_day=4)
        ours("sync")
        told = "At most 4 go in 24 hours, so the last letter goes on day 3."
        assert ours.column("mailings", "outcome") == [told]
        ours.order()
        assert ours("sync").code == 0
        assert ours.statuses() == {"Sent": 4, "Waiting to be sent": 5}
        status = ours("mail", "status")
        assert "Letters that wait: 5." in status.out and "the last one goes about" in status.out
        form = ours("mail", "status", "--json").document
        assert form["waiting"] == 5 and form["done_at"] > form["room_again"]
