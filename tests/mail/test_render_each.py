"""Letters come one by one while the next are made, in their order, also around one that breaks the renderer."""

import time
from pathlib import Path

from sheetcrm.mail.guarded_render import Limits
from sheetcrm.mail.letters import LetterFailed, LetterRequest, Rendered, render_each, render_letters

LIMITS = Limits(cpu=0.7, wall=20)
HEAVY = "{% for a in name %}{% for b in name %}{% endfor %}{% endfor %}"


def folder_with(folder: Path) -> Path:
    """Templates: one letter that is soon made, one that never ends for a long name."""
    for letter, body in (("light", "Hello {{ name[:3] }}"), ("heavy", f"Hello {HEAVY}")):
        place = folder / letter / "en"
        place.mkdir(parents=True)
        (place / "subject.txt").write_text("Hello", "utf-8")
        (place / "body.md").write_text(body, "utf-8")
    (folder / "base.html").write_text("<html><body>{{ body }}</body></html>", "utf-8")
    return folder


def wanted(*letters: str) -> list[LetterRequest]:
    return [
        LetterRequest(f"{letter}:{number}", letter, "en", "a@x.test", {"name": f"{number:03}" + "x" * 20_000})
        for number, letter in enumerate(letters)
    ]


def test_a_letter_is_there_while_the_next_one_is_still_made(tmp_path: Path) -> None:
    each = render_each([folder_with(tmp_path)], wanted("light", "heavy", "light"), limits=LIMITS)
    first = next(each)
    begun = time.monotonic()
    second = next(each)
    waited = time.monotonic() - begun
    third = next(each)
    assert isinstance(first, Rendered), first
    assert isinstance(second, LetterFailed)
    assert (second.key, second.code) == ("heavy:1", "template-too-heavy")
    assert waited > 0.4
    assert isinstance(third, Rendered)
    assert (first.text[:9], third.text[:9]) == ("Hello 000", "Hello 002")
    assert next(each, None) is None


def test_letters_of_a_template_that_broke_too_often_keep_their_place(tmp_path: Path) -> None:
    letters = render_letters(
        [folder_with(tmp_path)],
        wanted("heavy", "light", "heavy", "heavy", "light", "heavy", "light"),
        limits=Limits(cpu=0.3, wall=20, breaks=2, letters=3),
    )
    assert [(one.key, isinstance(one, Rendered)) for one in letters] == [
        ("heavy:0", False),
        ("light:1", True),
        ("heavy:2", False),
        ("heavy:3", False),
        ("light:4", True),
        ("heavy:5", False),
        ("light:6", True),
    ]


def test_who_wants_no_more_letters_does_not_wait_for_them(tmp_path: Path) -> None:
    each = render_each([folder_with(tmp_path)], wanted("light", *["heavy"] * 20), limits=Limits(cpu=20, wall=60))
    assert isinstance(next(each), Rendered)
    begun = time.monotonic()
    each.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 5
