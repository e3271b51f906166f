"""Letters from templates: what is written, what is refused, and where the reason is said to be."""

import datetime as dt
import sys
from pathlib import Path

import pytest

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.folders import letters_in
from sheetcrm.mail.framed import preview
from sheetcrm.mail.letters import LetterRequest, Rendered, check_letters, render_letters
from sheetcrm.model.cells import CellError
from tests.mail.writing import SHIPPED, facts, failed, write_letter, write_one, written

TO_CLIENTS = (
    "after_sale", "birthday", "call_back", "christmas", "client_anniversary", "confirm_consent", "consent_expiring",
    "easter", "name_day", "new_year", "professional_day", "review_request", "run_out", "wedding", "win_back",
    "womens_day",
)  # fmt: skip
SHIPPED_LETTERS = [(letter, spoken) for letter, spoken in letters_in([SHIPPED]) if letter != "tasks_today"]


def test_every_shipped_letter_is_there_in_four_languages() -> None:
    wanted = [(letter, spoken) for letter in TO_CLIENTS for spoken in ("en", "pl", "ro", "ru")]
    assert wanted == SHIPPED_LETTERS


def test_every_shipped_letter_is_written_in_full_and_loads_nothing_from_elsewhere() -> None:
    own = facts(salutation="Dear Ms Novak")
    requests = [LetterRequest(f"{a}:{b}", a, b, "ann@x.test", own) for a, b in SHIPPED_LETTERS]
    for outcome in render_letters([SHIPPED], requests):
        letter = written(outcome)
        for part in (letter.html, letter.text):
            assert "Dear Ms Novak" in part
            assert "The Tea House" in part
            assert "{{" not in part and "{%" not in part and "None" not in part
        assert "http" not in letter.html.replace(own["confirm"], "")
        assert len(letter.html.encode()) < 90_000


def test_shipped_letters_do_without_everything_that_may_be_empty() -> None:
    bare = facts(first_name=None, manager=None, bought_on=None, company="", age=None, years=None, row={})
    requests = [LetterRequest(f"{a}:{b}", a, b, "ann@x.test", bare) for a, b in SHIPPED_LETTERS]
    assert all(isinstance(outcome, Rendered) for outcome in render_letters([SHIPPED], requests))


def test_a_birthday_letter_reads_as_it_should() -> None:
    request = LetterRequest("birthday:C-0042:2026", "birthday", "pl", "a@x.test", facts(greeting="Szanowna Pani Anno!"))
    letter = written(render_letters([SHIPPED], [request])[0])
    assert letter.subject == "Najlepsze życzenia urodzinowe"
    assert letter.text.startswith("Wszystkiego najlepszego!\n\nSzanowna Pani Anno,\n\nz okazji urodzin")
    assert "Jane Miller, The Tea House" in letter.text
    assert '<html lang="pl">' in letter.html


def test_a_run_out_letter_offers_an_answer_with_one_click() -> None:
    outcome = render_letters([SHIPPED], [LetterRequest("k", "run_out", "en", "a@x.test", facts())])[0]
    letter = written(outcome)
    assert letter.subject == "Green tea, 500 g: running low?"
    wanted = "mailto:hello@teahouse.example?subject=Please%20send%20again:%20Green%20tea%2C%20500%20g%20-%20C-0042"
    assert f'href="{wanted}"' in letter.html
    assert "Yes, please send it again: hello@teahouse.example\n" in letter.text
    assert "On 25 August 2026 you chose Green tea, 500 g from us." in letter.text


def test_an_empty_field_fails_its_letter_and_no_other(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello,\n\nyour city is\n{{ row['City'] }}.")
    full = facts(row={"City": "Iași"})
    requests = [LetterRequest(key, "note", "en", "a@x.test", known) for key, known in (("1", facts()), ("2", full))]
    first, second = render_letters([tmp_path], requests)
    fault = failed(first)
    assert (fault.key, fault.letter, fault.language, fault.code) == ("1", "note", "en", "field-empty")
    assert fault.details == {"file": "note/en/body.md", "line": 4, "field": 'row["City"]'}
    assert fault.sentence == (
        'note/en/body.md, line 4: the field `row["City"]` is empty for this client. Fill it in the sheet, or write '
        '{% if row["City"] %} ... {% endif %} around the sentence.'
    )
    assert "your city is\nIași." in written(second).text


@pytest.mark.parametrize("empty", [None, "", " \n", float("nan"), CellError("#REF!")])
def test_nothing_that_counts_as_empty_is_ever_printed(tmp_path: Path, empty: object) -> None:
    assert failed(write_one(tmp_path, "Your manager is {{ manager }}.", manager=empty)).code == "field-empty"
    letter = written(write_one(tmp_path, "Hello{% if manager %}, says {{ manager }}{% endif %}.", manager=empty))
    assert letter.text == "Hello.\n"


@pytest.mark.parametrize(
    "way", ["{{ x|upper }}", "{{ 'a' ~ x }}", "{{ x + 1 }}", "{{ x|join }}", "{{ x|day }}", "{{ x|int }}"]
)
def test_no_filter_and_no_sum_turns_an_empty_field_into_something(tmp_path: Path, way: str) -> None:
    assert failed(write_one(tmp_path, "Hello " + way.replace("x", "years"))).code == "field-empty"


def test_a_misspelt_field_is_named_with_the_one_that_was_meant(tmp_path: Path) -> None:
    fault = failed(write_one(tmp_path, "Hello\n\n- a\n- {{ frist_name }}"))
    assert (fault.code, fault.details["line"], fault.details["field"]) == ("field-unknown", 4, "frist_name")
    assert fault.details["suggestion"] == "Did you mean `first_name`?"
    fault = failed(write_one(tmp_path, "Size {{ row['Shoe siz'] }}"))
    assert fault.details["suggestion"] == 'Did you mean `row["Shoe size"]`?'
    assert failed(write_one(tmp_path, "{% if frist_name %}a{% endif %} b")).code == "field-unknown"


def test_the_fault_names_the_file_it_stands_in(tmp_path: Path) -> None:
    assert failed(write_one(tmp_path, "Hello", subject="For {{ nobody }}")).details["file"] == "note/en/subject.txt"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("{{ row['Shoe size'] }}", "38.5"),
        ("{{ age }}", "40"),
        ("{{ runs_out_on }}", "29 November 2026"),
        ("{{ runs_out_on|day }}", "29 November"),
        ("{{ runs_out_on - date }} days", "7 days"),
        ("{{ age + 1 }}", "41"),
        ("{{ row['Shoe size']|round }}", "39"),
        ("{{ company|default('your firm') }}", "your firm"),
        ("{{ 'a' if company == 'x' else 'b' }}", "b"),
        ("{{ greeting|ending('!') }}", "Dear Ms Novak!"),
        ("{{ name[:4] }}", "Anna"),
        ("{% for word in ['a', 'b'] %}{{ loop.index }}{{ word }} {% endfor %}", "1a 2b"),
        ("{# nothing #}x", "x"),
    ],
)
def test_what_templates_can_say(tmp_path: Path, code: str, shown: str) -> None:
    assert written(write_one(tmp_path, code)).text == shown + "\n"


def test_values_change_neither_the_markdown_nor_the_html_nor_the_template(tmp_path: Path) -> None:
    nasty = "**b** [x](http://evil.test) <b>&amp;</b> {{ 7*7 }} {% if %} \"'`"
    letter = written(write_one(tmp_path, "Hello {{ name }}!", subject="{{ name }}", name=nasty))
    shown = "**b** [x](http://evil.test) &lt;b&gt;&amp;amp;&lt;/b&gt; {{ 7*7 }} {% if %} &#34;&#39;`"
    assert f"Hello {shown}!" in letter.html
    assert "<a " not in letter.html
    assert letter.text == f"Hello {nasty}!\n"
    assert letter.subject == nasty


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JAVA\tSCRIPT:alert(1)", " data:text/html,x", "//evil.test", "https://", "shop"]
)
def test_a_cell_becomes_a_link_only_when_it_is_one(tmp_path: Path, link: str) -> None:
    fault = failed(write_one(tmp_path, "See [this]({{ row['Link'] }}).", row={"Link": link}))
    assert (fault.code, fault.details["line"]) == ("value-unusable", 1)
    body = '<p>See <a href="{{ row["Link"] }}">this</a>.</p>'
    assert failed(write_one(tmp_path / "html", body, kind="html", row={"Link": link})).code == "value-unusable"


def test_links_are_kept_in_both_parts(tmp_path: Path) -> None:
    letter = written(
        write_one(tmp_path, "See [this]({{ row['Link'] }}), [that](https://x.test/{{ name }}) <https://y.test>.")
    )
    assert 'href="https://shop.example/a?b=1&amp;c=2"' in letter.html
    assert 'href="https://x.test/Anna%20Novak"' in letter.html
    assert letter.text == (
        "See this: https://shop.example/a?b=1&c=2, that: https://x.test/Anna%20Novak https://y.test.\n"
    )


def test_conditions_around_paragraphs_and_list_entries_leave_sound_html(tmp_path: Path) -> None:
    body = "A\n\n{% if company %}\n\nB\n\n- c\n\n{% endif %}\n- d\n{% if age %}\n- e\n{% endif %}\n\nF"
    letter = written(write_one(tmp_path, body))
    assert letter.text == "A\n\n- d\n\n- e\n\nF\n"
    for tag in ("p", "ul", "li"):
        assert letter.html.count(f"<{tag}>") == letter.html.count(f"</{tag}>") > 0
    assert "<p></p>" not in letter.html


def test_a_condition_across_paragraphs_is_refused_with_its_line(tmp_path: Path) -> None:
    fault = failed(write_one(tmp_path, "A\n\nB {% if age %}\n\nC {% endif %}"))
    assert (fault.code, fault.details["line"]) == ("template-html", 3)
    assert "line of its own" in fault.sentence


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<p onclick='x()'>a</p>",
        "<a href=javascript:alert(1)>a</a>",
        "<a href='java&#10;script:alert(1)'>a</a>",
        "<img src={{ row['Link'] }}>",
        "<p style='color:{{ name }}'>a</p>",
        "<p {{ name }}>a</p>",
        "<p title={{ name }}>a</p>",
        "<p {% if age %}class='a'{% endif %}>a</p>",
        "<style>@import 'x'; p{}</style><p>a</p>",
        "<style>p { color: {{ name }} }</style><p>a</p>",
        "<!-- {{ name }} --><p>a</p>",
        "<iframe src='https://x.test'></iframe>",
    ],
)
def test_html_that_has_no_place_in_a_letter_is_refused(tmp_path: Path, body: str) -> None:
    assert failed(write_one(tmp_path, body, kind="html")).code == "template-html"


def test_a_letter_in_html_gets_a_text_part(tmp_path: Path) -> None:
    body = '<table><tr><td>Hello <b>{{ first_name }}</b></td></tr></table><p title="{{ name }}">Bye</p>'
    letter = written(write_one(tmp_path, body, kind="html", name='a"b'))
    assert letter.text == "Hello Anna\n\nBye\n"
    assert 'title="a&#34;b"' in letter.html


def test_markdown_shows_raw_html_as_text(tmp_path: Path) -> None:
    assert "&lt;script&gt;" in written(write_one(tmp_path, "a <script>x</script>")).html


@pytest.mark.parametrize(
    ("value", "code"),
    [(True, "value-unusable"), ({"a": 1}, "value-unusable"), (object(), "facts-unusable"), (b"x", "facts-unusable")],
)
def test_what_has_no_plain_look_is_not_printed(tmp_path: Path, value: object, code: str) -> None:
    assert failed(write_one(tmp_path, "Hello {{ name }}", name=value)).code == code


def test_invisible_troublemakers_of_a_cell_do_not_reach_the_letter(tmp_path: Path) -> None:
    letter = written(write_one(tmp_path, "Hi {{ name }}", subject="{{ name }}", name="A\x0b\u202eB\r\n\x00C\ud800"))
    assert letter.text == "Hi A B\nC\ufffd\n"
    assert letter.subject == "A B C\ufffd"


def test_a_subject_that_comes_out_empty_is_refused(tmp_path: Path) -> None:
    assert failed(write_one(tmp_path, "Hello", subject="{% if company %}x{% endif %}")).code == "subject-empty"
    assert failed(write_one(tmp_path, "{% if company %}x{% endif %}", subject="A")).code == "body-empty"


def test_a_missing_language_falls_back_only_when_the_team_says_so(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello")
    request = LetterRequest("1", "note", "ru", "a@x.test", facts())
    fault = failed(render_letters([tmp_path], [request])[0])
    assert (fault.code, fault.language) == ("language-missing", "ru")
    assert written(render_letters([tmp_path], [request], fallback="en")[0]).language == "en"


def test_a_folder_of_the_team_goes_before_the_shipped_one(tmp_path: Path) -> None:
    own = write_letter(tmp_path, "Our own words", name="birthday")
    requests = [LetterRequest(language, "birthday", language, "a@x.test", facts()) for language in ("en", "ru")]
    first, second = render_letters([own, SHIPPED], requests)
    assert written(first).text.startswith("Our own words\n")
    assert "С днём рождения" in written(second).text


@pytest.mark.parametrize("name", ["../birthday", "a/b", "", ".", "C:", "birthday\x00"])
def test_a_name_never_leads_out_of_the_folders(name: str) -> None:
    outcomes = render_letters(
        [SHIPPED], [LetterRequest("1", name, "en", "a", {}), LetterRequest("2", "birthday", name, "a", {})]
    )
    assert [failed(outcome).code for outcome in outcomes] == ["letter-missing", "language-missing"]


def test_faults_of_files_say_which_file(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello")
    (tmp_path / "note/en/body.md").write_bytes(b"\xff\xfea")
    request = LetterRequest("1", "note", "en", "a@x.test", facts())
    assert failed(render_letters([tmp_path], [request])[0]).code == "template-unreadable"
    (tmp_path / "note/en/body.md").unlink()
    fault = failed(render_letters([tmp_path], [request])[0])
    assert (fault.code, fault.details["file"]) == ("template-part-missing", "note/en/body.md")


def test_a_preview_runs_nothing_and_loads_nothing() -> None:
    letter = written(render_letters([SHIPPED], [LetterRequest("1", "birthday", "en", "a@x.test", facts())])[0])
    page = preview(letter)
    assert page.index("Content-Security-Policy") < page.index("<title>")
    assert "default-src 'none'" in page


def test_a_moment_and_a_time_of_day_are_printed_as_people_write_them(tmp_path: Path) -> None:
    body = "{{ date }} / {{ row['At'] }}"
    letter = written(write_one(tmp_path, body, date=dt.datetime(2026, 3, 5, 14, 30), row={"At": dt.time(9, 5)}))
    assert letter.text == "5 March 2026, 14:30 / 09:05\n"


def test_the_templates_are_checked_before_anybody_is_written_to(tmp_path: Path) -> None:
    assert check_letters([SHIPPED]) == []
    write_letter(tmp_path, "Hello {{ first_name }}{% for one in ['a'] %}{{ one }}{{ loop.index }}{% endfor %}")
    write_letter(tmp_path, "Hello\n\n{% if frist_name %}a{% endif %}", name="typo")
    write_letter(tmp_path, "Hello {{ 9**9 }}", name="power")
    write_letter(tmp_path, "Hello", name="bare")
    (tmp_path / "bare/en/body.md").unlink()
    found = [(fault.key, fault.code, fault.details.get("line")) for fault in check_letters([tmp_path])]
    assert found == [
        ("bare/en", "template-part-missing", None),
        ("power/en", "template-not-allowed", 1),
        ("typo/en", "field-unknown", 3),
    ]


def test_a_renderer_that_cannot_start_is_said_so_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_letter(tmp_path, "Hello")
    for program in ("/no/such/program", "/bin/true"):
        monkeypatch.setattr(sys, "executable", program)
        with pytest.raises(MailUnusable, match="renderer-unavailable"):
            render_letters([tmp_path], [LetterRequest("1", "note", "en", "a@x.test", facts())])


def test_no_letters_start_no_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/program")
    assert render_letters([SHIPPED], []) == []


def test_what_a_template_does_not_name_never_leaves_this_program() -> None:
    secret = facts(row={"Comment": object()})
    letter = render_letters([SHIPPED], [LetterRequest("1", "birthday", "en", "a@x.test", secret)])[0]
    assert "Happy birthday" in written(letter).text


def test_a_cell_of_several_lines_keeps_its_lines(tmp_path: Path) -> None:
    letter = written(write_one(tmp_path, "To:\n{{ name }}", name="1 <High> St\nLondon"))
    assert "1 &lt;High&gt; St<br>\nLondon" in letter.html
    assert letter.text == "To:\n1 <High> St\nLondon\n"
