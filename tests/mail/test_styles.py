"""Styles of a template in the tags of its letters: the look stays, whatever conditions and loops stand in between."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from sheetcrm.mail.guarded_render import Limits
from sheetcrm.mail.inlining import inline_styles, inline_template
from sheetcrm.mail.letters import LetterRequest, Rendered, render_letters
from sheetcrm.mail.marks import Marks
from tests.mail.writing import SHIPPED, facts, failed, write_letter, written

HEAD = "<html><head><title>{{ subject }}</title><style>%s</style></head><body>"
END = "{{ body }}{% if footer %}<div>{{ footer }}</div>{% endif %}</body></html>"


def styled(folder: Path, rules: str, body: str, page: str = "", kind: str = "html", **changed: object) -> Rendered:
    write_letter(folder, body, kind=kind)
    (folder / "base.html").write_text(HEAD % rules + page + END, encoding="utf-8")
    request = LetterRequest("k", "note", "en", "a@x.test", facts(**changed))
    return written(render_letters([folder], [request])[0])


def looks(html: str) -> list[tuple[str, str]]:
    """Every tag of a body with its style."""

    class Reader(HTMLParser):
        found: list[tuple[str, str]] = []  # noqa: RUF012

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found.append((tag, dict(attrs).get("style") or ""))

    reader = Reader()
    reader.found = []
    reader.feed(html.partition("<body")[2].partition(">")[2])
    return reader.found


def test_a_rule_of_the_page_stands_in_the_tags_of_the_body(tmp_path: Path) -> None:
    letter = styled(tmp_path, "p { color: red } .big { font-size: 20px }", '<p>a</p><p class="big">b</p>')
    assert looks(letter.html) == [("p", "color:red"), ("p", "color:red;font-size:20px")]
    assert "<style" not in letter.html


def test_a_rule_of_the_body_counts_after_those_of_the_page_and_an_own_style_before_all(tmp_path: Path) -> None:
    body = '<style>p { color: blue }</style><p>a</p><p style="color:green">b</p>'
    assert looks(styled(tmp_path, "p { color: red }", body).html) == [("p", "color:blue"), ("p", "color:green")]


def test_what_no_tag_can_hold_stays_in_the_style(tmp_path: Path) -> None:
    rules = "p { margin: 0 } a:hover { color: red } @media (max-width: 500px) { p { margin: 1px !important } }"
    letter = styled(tmp_path, rules, "<p>a</p>")
    assert "a:hover" in letter.html and "@media (max-width: 500px)" in letter.html
    assert "p { margin: 0" not in letter.html


def test_colours_with_names_are_written_out(tmp_path: Path) -> None:
    letter = styled(tmp_path, ":root { --brand: #123456 } a { color: var(--brand) }", '<a href="https://x.test">a</a>')
    assert looks(letter.html) == [("a", "color:#123456")]
    assert "var(" not in letter.html


LOOP = "<table>{% for each in ['a', 'b', 'c'] %}<tr><td class=\"{CLASS}\">{{ each }}</td></tr>{% endfor %}</table>"


@pytest.mark.parametrize(
    ("rules", "body"),
    [
        ("td { color: red } tr { margin: 0 }", LOOP.replace("{CLASS}", "x")),
        (".a { color: red } .b { color: blue }", LOOP.replace("{CLASS}", "{{ each }}")),
        ("tr:nth-child(2) td { color: red }", LOOP.replace("{CLASS}", "x")),
        ("tr + tr td { color: red }", LOOP.replace("{CLASS}", "x")),
        ("p { color: red } b { margin: 0 }", "{% if age %}<p>a</p>{% else %}<b>b</b>{% endif %}"),
        ("p { color: red }", "{% if age %}<p>{% else %}<p class='x'>{% endif %}a</p>"),
        ("p { color: red } b { margin: 0 }", "<p>never closed <b>nor this"),
        ("td { color: red } tbody { margin: 0 }", LOOP.replace("{CLASS}", "x")),
        (
            "a { color: red }",
            '<a href="https://x.test/{{ name }}">{{ name }}</a><br/><img src="https://x.test/a.png"/>',
        ),
        ("[title=x] { color: red }", '<p title="{% if age %}x{% endif %}">a</p>'),
        (
            "p { color: red }",
            "<!--[if mso]><table><tr><td><![endif]--><p>a</p><!--[if mso]></td></tr></table><![endif]-->",
        ),
        ("p { color: red }", "<![if !mso]><p>a</p><![endif]>"),
        ("p { color: red }", "<ul><li>a<li>b</ul><p>{{ manager|default('nobody') }}</p>"),
    ],
)
def test_once_for_the_template_gives_what_each_letter_alone_would_get(tmp_path: Path, rules: str, body: str) -> None:
    letter = styled(tmp_path / "with", rules, body)
    bare = styled(tmp_path / "without", "", body)
    alone = inline_styles(bare.html.replace("</head>", f"<style>{rules}</style></head>"))
    wanted = [each for each in looks(alone) if each[0] != "tbody" or each[1]]
    assert [each for each in looks(letter.html) if each[0] != "tbody" or each[1]] == wanted
    assert any(style for _, style in wanted)


def test_a_sound_template_is_done_once_and_one_that_depends_on_fields_is_not() -> None:
    marks = Marks("q", ["{{ a }}", "{% if b %}", "{% endif %}"], [1, 1, 1], ["", "", ""])
    head = "<html><head><style>p { color: red }</style></head><body>"
    sound = head + "<table>q1z<tr><td><p>q0z</p></td></tr>q2z</table></body></html>"
    made = inline_template(sound, marks)
    assert made is not None
    assert '<table>q1z<tr><td><p style="color:red">q0z</p></td></tr>q2z</table>' in made
    assert inline_template(sound.replace("<p>", '<p class="q0z">'), marks) is None
    assert inline_template(sound.replace("</p>", ""), marks) is None
    assert inline_template(sound.replace("p {", "p:first-child {"), marks) is None


def test_fields_of_all_four_files_come_out_once_each(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello {{ name }}\n\n{% if age %}\nYou are {{ age }}\n{% endif %}")
    (tmp_path / "base.html").write_text(HEAD % "p { margin: 0 }" + "<i>{{ client }}</i>" + END, encoding="utf-8")
    foot = tmp_path / "footer" / "en"
    foot.mkdir(parents=True)
    (foot / "body.md").write_text("From {{ sender_name }}", encoding="utf-8")
    letter = written(render_letters([tmp_path], [LetterRequest("k", "note", "en", "a@x.test", facts())])[0])
    said = "<i>C-0042</i><p>Hello Anna Novak</p><p>You are 40</p><div><p>From The Tea House</p></div></body></html>"
    assert letter.html.partition("<body>")[2].replace("\n", "") == said.replace("<p>", '<p style="margin:0">')


def test_a_fault_still_names_the_file_and_the_line_it_stands_in(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello\n\n{{ nobody }}")
    (tmp_path / "base.html").write_text(HEAD % "p { margin: 0 }" + "\n\n" + END, encoding="utf-8")
    fault = failed(render_letters([tmp_path], [LetterRequest("k", "note", "en", "a@x.test", facts())])[0])
    assert (fault.code, fault.details["file"], fault.details["line"]) == ("field-unknown", "note/en/body.md", 3)


@pytest.mark.parametrize("html", ["<b>" * 30_000, "<table><tr><td>" * 6_000, "<p class='" + "a " * 40_000 + "'>a</p>"])
def test_html_that_breaks_the_inliner_stops_its_own_letter_only(tmp_path: Path, html: str) -> None:
    rules = "b b b b b b { color: red } td td td { color: red }"
    write_letter(tmp_path, "Hello")
    write_letter(tmp_path, html + "a", kind="html", name="broken")
    (tmp_path / "base.html").write_text(HEAD % rules + END, encoding="utf-8")
    names = ("note", "broken", "note")
    requests = [LetterRequest(str(at), name, "en", "a@x.test", facts()) for at, name in enumerate(names)]
    first, second, third = render_letters([tmp_path], requests, limits=Limits(cpu=1.0, wall=20.0))
    assert written(first).text == written(third).text == "Hello\n"
    assert isinstance(second, Rendered) or second.code == "template-too-heavy"


def test_no_style_sheet_is_read_from_a_file_or_the_net(tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("p { color: red }", encoding="utf-8")
    html = f'<html><head><link rel="stylesheet" href="file://{sheet}"></head><body><p>a</p></body></html>'
    assert "color" not in inline_styles(html)


def test_every_shipped_letter_has_its_look_in_its_tags(tmp_path: Path) -> None:
    requests = [LetterRequest(name, name, "en", "a@x.test", facts()) for name in ("birthday", "run_out", "win_back")]
    for outcome in render_letters([SHIPPED], requests):
        letter = written(outcome)
        assert all(style for tag, style in looks(letter.html) if tag in ("p", "h1", "a", "ul", "li"))
        assert "prefers-color-scheme: dark" in letter.html
        assert "var(" not in letter.html
    assert "font-weight:bold" in written(render_letters([SHIPPED], [requests[1]])[0]).html
