"""Partials and texts of their own: the same address in every letter, written once, in HTML and in plain text."""

from pathlib import Path

import pytest

from sheetcrm.mail.folders import letters_in
from sheetcrm.mail.letters import LetterFailed, LetterRequest, Rendered, check_letters, render_letters
from tests.mail.writing import facts, failed, write_letter, written


def put(folder: Path, name: str, text: str) -> Path:
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return folder


def one(*folders: Path, **changed: object) -> Rendered | LetterFailed:
    return render_letters(list(folders), [LetterRequest("k", "note", "en", "a@x.test", facts(**changed))])[0]


def body_of(letter: Rendered) -> str:
    return letter.html.partition("<body>")[2].removesuffix("</body></html>")


def test_a_partial_on_a_line_of_its_own_is_paragraphs_and_one_within_a_sentence_is_words(tmp_path: Path) -> None:
    write_letter(tmp_path, 'Hello\n\n{% include "address" %}\n\nCome to {% include "town" %}, {{ name }}.')
    put(tmp_path, "partials/en/address.md", "**The Tea House**\n\nHigh Street 1")
    put(tmp_path, "partials/en/town.md", "*{{ row['City'] }}*\n")
    letter = written(one(tmp_path, row={"City": "Iași"}))
    assert letter.text == "Hello\n\nThe Tea House\n\nHigh Street 1\n\nCome to Iași, Anna Novak.\n"
    assert body_of(letter).replace("\n", "") == (
        "<p>Hello</p><p><strong>The Tea House</strong></p><p>High Street 1</p><p>Come to <em>Iași</em>, Anna Novak.</p>"
    )


def test_a_body_in_html_takes_partials_in_html_or_in_markdown(tmp_path: Path) -> None:
    write_letter(tmp_path, "<div>{% include 'a' %}</div><p>In {% include \"b\" %}.</p>", kind="html")
    put(tmp_path, "partials/en/a.html", "<table><tr><td>{{ name }}</td></tr></table>")
    put(tmp_path, "partials/en/a.md", "not this one")
    put(tmp_path, "partials/en/b.md", "**{{ manager }}**")
    letter = written(one(tmp_path))
    assert body_of(letter) == (
        "<div><table><tr><td>Anna Novak</td></tr></table></div><p>In <strong>Jane Miller</strong>.</p>"
    )


def test_the_text_of_a_letter_takes_the_text_of_a_partial_where_there_is_one(tmp_path: Path) -> None:
    write_letter(tmp_path, 'Hello\n\n{% include "address" %}\n\nBye')
    put(tmp_path, "partials/en/address.html", "<p><b>{{ sender_name }}</b></p>")
    put(tmp_path, "partials/en/address.txt", "{{ sender_name }}\n--- by hand ---\n")
    letter = written(one(tmp_path))
    assert letter.text == "Hello\n\nThe Tea House\n--- by hand ---\n\nBye\n"
    assert "<p><b>The Tea House</b></p>" in letter.html and "by hand" not in letter.html


def test_a_partial_in_plain_text_alone_is_shown_as_it_stands_in_html_as_well(tmp_path: Path) -> None:
    write_letter(tmp_path, 'Hello\n\n{% include "address" %}')
    put(tmp_path, "partials/en/address.txt", "1 < 2 & *no stars*\nHigh Street")
    letter = written(one(tmp_path))
    assert "1 &lt; 2 &amp; *no stars*<br>\nHigh Street" in letter.html
    assert letter.text == "Hello\n\n1 < 2 & *no stars*\nHigh Street\n"


def test_partials_stand_in_subjects_footers_pages_and_in_each_other(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello", subject='News from {% include "firm" %}')
    put(tmp_path, "note/en/footer.md", 'Sent by {% include "firm" %}')
    put(tmp_path, "base.html", '<html><body>{{ body }}<i>{% include "firm" %}</i>{{ footer }}</body></html>')
    put(tmp_path, "partials/en/firm.md", 'the firm {% include "name" %}')
    put(tmp_path, "partials/en/name.md", "{{ sender_name }}")
    letter = written(one(tmp_path))
    assert letter.subject == "News from the firm The Tea House"
    assert letter.text == "Hello\n\n-- \nSent by the firm The Tea House\n"
    assert "<p>Sent by the firm The Tea House</p>" in letter.html
    assert "<i><p>the firm The Tea House</p></i>" in letter.html


def test_a_partial_within_a_loop_and_a_condition_is_filled_each_time(tmp_path: Path) -> None:
    write_letter(
        tmp_path,
        "{% for word in ['a', 'b'] %}\n{% include 'line' %}\n{% endfor %}\n"
        "{% if company %}{% include 'line' %}{% endif %}",
    )
    put(tmp_path, "partials/en/line.md", "word {{ word }}")
    assert written(one(tmp_path)).text == "word a\n\nword b\n"


def test_the_teams_own_partial_goes_before_the_shipped_one(tmp_path: Path) -> None:
    shipped = write_letter(tmp_path / "shipped", "{% include 'address' %}")
    put(shipped, "partials/en/address.md", "theirs")
    put(shipped, "partials/en/address.txt", "theirs in plain")
    own = put(tmp_path / "own", "partials/en/address.md", "ours")
    assert written(one(own, shipped)).text == "ours\n"
    assert written(one(shipped)).text == "theirs in plain\n"


def test_a_missing_partial_is_told_with_the_file_and_the_line(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello\n\n{% include 'a' %}")
    put(tmp_path, "partials/en/a.md", "one\ntwo {% include 'addres' %}")
    fault = failed(one(tmp_path))
    assert (fault.code, fault.details) == (
        "partial-missing",
        {"file": "partials/en/a.md", "line": 2, "name": "addres"},
    )
    assert fault.sentence.startswith("partials/en/a.md, line 2: there is no partial `addres`.")
    (found,) = check_letters([tmp_path])
    assert found.code == "partial-missing"


def test_a_fault_within_a_partial_names_the_partial_and_its_line(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello\n\n\n\n{% include 'a' %}")
    put(tmp_path, "partials/en/a.md", "one\n\nsize {{ row['City'] }}")
    fault = failed(one(tmp_path))
    assert (fault.code, fault.details["file"], fault.details["line"]) == ("field-empty", "partials/en/a.md", 3)
    put(tmp_path, "partials/en/a.md", "one\n\n{{ nobody }}")
    fault = failed(one(tmp_path))
    assert (fault.code, fault.details["file"], fault.details["line"]) == ("field-unknown", "partials/en/a.md", 3)
    put(tmp_path, "partials/en/a.md", "one\n\n{% if age %}\nopen")
    fault = failed(one(tmp_path))
    assert (fault.code, fault.details["file"]) == ("template-syntax", "partials/en/a.md")
    put(tmp_path, "partials/en/a.md", "<script>x</script>")
    put(tmp_path, "partials/en/a.html", "<p>\n<script>x</script></p>")
    (tmp_path / "partials/en/a.md").unlink()
    fault = failed(one(tmp_path))
    assert (fault.code, fault.details["file"], fault.details["line"]) == ("template-html", "partials/en/a.html", 2)


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "a.md", "a/b", "a b", "", "é/../a"])
def test_an_include_is_a_name_and_never_a_path(tmp_path: Path, name: str) -> None:
    put(tmp_path, "secret.md", "secret")
    put(tmp_path, "partials/en/a.md", "a")
    write_letter(tmp_path, "Hello\n\n{% include '" + name + "' %}")
    fault = failed(one(tmp_path))
    assert fault.code in ("template-not-allowed", "template-syntax")
    assert fault.details["line"] == 3


@pytest.mark.parametrize("code", ["{% include name %}", "{% include ['a'] %}", "{% include 'a' ignore missing %}"])
def test_an_include_that_is_decided_while_filling_is_refused(tmp_path: Path, code: str) -> None:
    put(tmp_path, "partials/en/a.md", "a")
    write_letter(tmp_path, "Hello " + code)
    assert failed(one(tmp_path)).code == "template-not-allowed"


def test_partials_that_hold_themselves_or_stand_too_deep_are_refused(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello\n\n{% include 'a' %}")
    put(tmp_path, "partials/en/a.md", "{% include 'b' %}")
    put(tmp_path, "partials/en/b.md", "{% include 'c' %}")
    put(tmp_path, "partials/en/c.md", "end")
    assert written(one(tmp_path)).text == "Hello\n\nend\n"
    put(tmp_path, "partials/en/c.md", "{% include 'd' %}")
    put(tmp_path, "partials/en/d.md", "end")
    assert failed(one(tmp_path)).code == "partial-nested"
    put(tmp_path, "partials/en/c.md", "{% include 'a' %}")
    fault = failed(one(tmp_path))
    assert (fault.code, fault.details["file"], fault.details["name"]) == ("partial-nested", "partials/en/c.md", "a")


def test_partials_that_multiply_are_stopped(tmp_path: Path) -> None:
    write_letter(tmp_path, "{% include 'a' %}\n\n" * 1000)
    put(tmp_path, "partials/en/a.md", "{% include 'b' %}\n\n" * 1000)
    put(tmp_path, "partials/en/b.md", "{% include 'c' %}\n\n" * 1000)
    put(tmp_path, "partials/en/c.md", "x")
    assert failed(one(tmp_path)).code == "template-too-long"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Come to {% include 'long' %}.", "line of its own"),
        ("<p>a</p><a href=\"https://x.test/{% include 'town' %}\">a</a>", "{% if %}"),
        ("<p title=\"{% include 'town' %}\">a</p>", "within a tag"),
    ],
)
def test_an_include_where_it_cannot_stand_says_where_it_can(tmp_path: Path, body: str, reason: str) -> None:
    write_letter(tmp_path, body, kind="html" if body.startswith("<") else "md")
    put(tmp_path, "partials/en/long.md", "one\n\ntwo")
    put(tmp_path, "partials/en/town.md", "Iași")
    fault = failed(one(tmp_path))
    assert fault.code == "template-html" and reason in fault.sentence


def test_a_comment_includes_nothing(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello{# {% include 'nothing' %} #}")
    assert written(one(tmp_path)).text == "Hello\n"


def test_a_letter_may_have_a_text_of_its_own(tmp_path: Path) -> None:
    write_letter(tmp_path, "**Hello** {{ name }}")
    own = "Hello <{{ name }}> & co\n\n   an indented line\n{% if company %}\nnever\n{% endif %}\n{% include 'a' %}\n"
    put(tmp_path, "note/en/body.txt", own)
    put(tmp_path, "partials/en/a.md", "**bold** [x](https://x.test)")
    put(tmp_path, "note/en/footer.md", "Foot")
    letter = written(one(tmp_path))
    assert letter.text == ("Hello <Anna Novak> & co\n\n   an indented line\nbold x: https://x.test\n\n-- \nFoot\n")
    assert "<strong>Hello</strong> Anna Novak" in letter.html


def test_a_fault_in_the_own_text_stops_the_letter(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello")
    put(tmp_path, "note/en/body.txt", "a\n{{ row['City'] }}")
    fault = failed(one(tmp_path))
    assert (fault.code, fault.details["file"], fault.details["line"]) == ("field-empty", "note/en/body.txt", 2)
    put(tmp_path, "note/en/body.txt", "{% if company %}a{% endif %}")
    assert failed(one(tmp_path)).code == "body-empty"


def test_partials_pictures_and_attachments_are_no_letters(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello")
    for name in ("partials", "images", "attachments", "footer"):
        put(tmp_path, f"{name}/en/subject.txt", "x")
        put(tmp_path, f"{name}/en/body.md", "x")
    assert letters_in([tmp_path]) == [("note", "en")]
    outcome = render_letters([tmp_path], [LetterRequest("k", "partials", "en", "a@x.test", facts())])[0]
    assert failed(outcome).code == "letter-missing"
