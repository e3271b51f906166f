"""Numbers, dates and amounts in letters: what is printed in the four languages, what is refused and in whose words."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from sheetcrm.mail.addressee import OF_NAMES, OF_VALUES
from sheetcrm.mail.filters import CASES, WORD_FILTERS
from sheetcrm.mail.letters import LetterFailed, LetterRequest, Rendered, render_letters
from sheetcrm.mail.reasons import Remark
from sheetcrm.words import LANGUAGES, words_of
from tests.mail.writing import facts, failed, write_in, written

FORMS = {
    "ru": "'год', 'года', 'лет'",
    "pl": "'rok', 'lata', 'lat'",
    "ro": "'an', 'ani'",
    "en": "'year', 'years'",
}


def say(folder: Path, language: str, body: str, team: str = "en", **more: object) -> Rendered | LetterFailed:
    write_in(folder, language, body)
    return render_letters([folder], [LetterRequest("k", "note", language, "a@x.test", facts(**more))], team=team)[0]


def text(outcome: Rendered | LetterFailed) -> str:
    return written(outcome).text.rstrip("\n")


@pytest.mark.parametrize(
    ("language", "numbers", "words"),
    [
        ("ru", (1, 3, 11, 21), "год года лет год"),
        ("pl", (1, 22, 12, 5), "rok lata lat lat"),
        ("ro", (1, 19, 20, 101), "an ani de ani ani"),
        ("en", (1, 2, 0, 21), "year years years years"),
    ],
)
def test_a_word_takes_the_form_of_its_number(
    tmp_path: Path, language: str, numbers: tuple[int, ...], words: str
) -> None:
    body = " ".join(f"{{{{ {number}|plural({FORMS[language]}) }}}}" for number in numbers)
    assert text(say(tmp_path, language, body)) == words


@pytest.mark.parametrize(
    ("language", "shown"),
    [("ru", "22\u00a0года"), ("pl", "22\u00a0lata"), ("ro", "22\u00a0de ani"), ("en", "22\u00a0years")],
)
@pytest.mark.parametrize("number", [22, 22.0, Decimal("22"), "22", " 22 "])
def test_a_number_comes_with_its_word(tmp_path: Path, language: str, shown: str, number: object) -> None:
    assert text(say(tmp_path, language, f"{{{{ age|count({FORMS[language]}) }}}}", age=number)) == shown


@pytest.mark.parametrize(
    ("language", "long", "short", "day"),
    [
        ("ru", "8 марта 2026\u202fг.", "08.03.2026", "8 марта"),
        ("pl", "8 marca 2026", "8.03.2026", "8 marca"),
        ("ro", "8 martie 2026", "08.03.2026", "8 martie"),
        ("en", "8 March 2026", "08/03/2026", "8 March"),
    ],
)
def test_a_date_has_its_styles(tmp_path: Path, language: str, long: str, short: str, day: str) -> None:
    body = '{{ date|date }};{{ date|date("long") }};{{ date|date("short") }};{{ date|date("day") }}'
    shown = text(say(tmp_path, language, body, date=dt.date(2026, 3, 8))).replace("\u00a0", "\u202f")
    assert [piece.replace(" г", "\u202fг") for piece in shown.split(";")] == [long, long, short, day]


def test_a_typed_date_is_read_as_the_team_types_and_written_as_the_letter_speaks(tmp_path: Path) -> None:
    assert text(say(tmp_path, "pl", "{{ row['On']|date }}", team="ru", row={"On": "8 марта 1990 г."})) == "8 marca 1990"
    assert text(say(tmp_path, "ru", "{{ row['On']|date }}", team="en", row={"On": "1990-03-08"})).startswith(
        "8 марта 1990"
    )


def test_a_date_without_a_year_never_gets_one(tmp_path: Path) -> None:
    for style in ("long", "full", "short", "day"):
        assert text(say(tmp_path, "en", f"{{{{ '29 Feb'|date('{style}') }}}}")) == "29 February"


@pytest.mark.parametrize(
    ("language", "currency", "shown"),
    [
        ("ru", "RUB", "1\u00a0234,50\u00a0₽"), ("pl", "PLN", "1\u00a0234,50\u00a0zł"),
        ("ro", "RON", "1.234,50\u00a0RON"),
        ("en", "GBP", "£1,234.50"), ("en", "PLN", "PLN\u00a01,234.50"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("amount", [1234.5, Decimal("1234.50"), "1234.5"])
def test_an_amount_is_written_as_the_letter_speaks(
    tmp_path: Path, language: str, currency: str, shown: str, amount: object
) -> None:
    assert text(say(tmp_path, language, f"{{{{ age|money('{currency}') }}}}", age=amount)) == shown


def test_an_amount_keeps_the_currency_of_its_cell(tmp_path: Path) -> None:
    row = {"Total": "1 234,5 zł"}
    assert text(say(tmp_path, "en", "{{ row['Total']|money }}", team="pl", row=row)) == "PLN\u00a01,234.50"
    assert (
        text(say(tmp_path, "pl", "{{ row['Total']|money('PLN', 'short') }}", team="pl", row=row))
        == "1\u00a0234,50\u00a0zł"
    )


def test_romanian_amounts_in_words_take_de(tmp_path: Path) -> None:
    assert text(say(tmp_path, "ro", "{{ 19|money('RON', 'long') }}")) == "19\u00a0lei românești"
    assert text(say(tmp_path, "ro", "{{ 20|money('RON', style='long') }}")) == "20\u00a0de lei românești"


NONSENSE = [
    ("{{ 2.5|plural('a', 'b') }}", "value-unusable", "not-whole"),
    ("{{ name|count('a', 'b') }}", "value-unusable", "not-whole"),
    ("{{ 99999999999999999|count('a', 'b') }}", "value-unusable", "too-large"),
    ("{{ 2|plural('a') }}", "template-syntax", "forms"),
    ("{{ 2|count('a', 'b', 'c', 'd') }}", "template-syntax", "forms"),
    ("{{ 2|count('a', 5) }}", "template-syntax", "forms"),
    ("{{ 2|count('a', ' ') }}", "template-syntax", "forms"),
    ("{{ 2|count(one='a', other='b') }}", "template-syntax", "arguments"),
    ("{{ name|date }}", "value-unusable", "not-a-date"),
    ("{{ '31.02.2026'|date }}", "value-unusable", "not-a-date"),
    ("{{ 46000|date }}", "value-unusable", "not-a-date"),
    ("{{ date|date('%Y') }}", "template-syntax", "choice"),
    ("{{ date|date(['long']) }}", "template-syntax", "choice"),
    ("{{ date|date('long', 'short') }}", "template-syntax", "arguments"),
    ("{{ date|date('long', style='short') }}", "template-syntax", "arguments"),
    ("{{ name|money('EUR') }}", "value-unusable", "not-an-amount"),
    ("{{ '100-200'|money('EUR') }}", "value-unusable", "not-an-amount"),
    ("{{ ('9' ~ '9999999999999999')|money('EUR') }}", "value-unusable", "too-large"),
    ("{{ 5|money }}", "template-syntax", "currency-missing"),
    ("{{ 5|money('eur') }}", "template-syntax", "currency-unknown"),
    ("{{ 5|money(5) }}", "template-syntax", "currency-unknown"),
    ("{{ 5|money('EUR', 'fat') }}", "template-syntax", "choice"),
    ("{{ '5 zł'|money('EUR') }}", "value-unusable", "currency-other"),
    ("{{ 5|greeting }}", "value-unusable", "not-a-name"),
    ("{{ row|greeting }}", "value-unusable", "not-a-name"),
    ("{{ 'C-0042'|dative }}", "value-unusable", "not-a-name"),
    ("{{ name|greeting('warm') }}", "template-syntax", "choice"),
    ("{{ name|greeting('formal', false, 3) }}", "template-syntax", "arguments"),
    ("{{ name|dative('x') }}", "template-syntax", "choice"),
    ("{{ name|dative(case='genitive') }}", "template-syntax", "arguments"),
    ("{{ name|name_day }}", "template-syntax", "arguments"),
    ("{{ name|name_day('XX') }}", "template-syntax", "choice"),
    ("{{ name|name_day(row) }}", "template-syntax", "choice"),
    ("{{ true|count('a', 'b') }}", "value-unusable", "not-whole"),
    ("{{ age / 0 }}", "value-unusable", "divided-by-zero"),
]  # fmt: skip


def test_every_nonsense_is_refused_in_the_words_of_the_team(tmp_path: Path) -> None:
    requests = []
    for number, (body, _, _) in enumerate(NONSENSE):
        folder = write_in(tmp_path / str(number), "en", "Hello\n\n" + body)
        (tmp_path / "base.html").write_text((folder / "base.html").read_text(encoding="utf-8"), encoding="utf-8")
        (folder / "note").rename(tmp_path / f"note{number}")
        requests.append(LetterRequest(str(number), f"note{number}", "en", "a@x.test", facts()))
    for language in LANGUAGES:
        outcomes = render_letters([tmp_path], requests, team=language)
        for (body, code, why), outcome in zip(NONSENSE, outcomes, strict=True):
            fault = failed(outcome)
            start = words_of(language).sections["filter_reasons"][why].split("{")[0]
            assert (fault.code, fault.details["line"]) == (code, 3), body
            assert start in fault.sentence and "{filter" not in fault.sentence, (body, fault.sentence)
            assert "…" not in fault.sentence, (body, fault.sentence)


def test_every_reason_is_part_of_a_sentence_and_every_remark_a_whole_one() -> None:
    for language in LANGUAGES:
        sections = words_of(language).sections
        for section, ends in (("filter_reasons", False), ("letter_remarks", True)):
            assert list(sections[section]) == sorted(sections[section])
            assert {code for code, told in sections[section].items() if (told[-1] == ".") != ends} == set(), language


def test_a_remark_is_said_in_the_language_of_the_team() -> None:
    remark = Remark("greeting-unsure", {"value": "Ким Саша", "used": "Здравствуйте, Саша"})
    said = {language: remark.sentence(language) for language in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
    assert all("Ким Саша" in sentence and "Здравствуйте, Саша" in sentence for sentence in said.values())
    assert remark.sentence("xx") == said["en"]


def test_no_empty_value_or_argument_is_turned_into_words(tmp_path: Path) -> None:
    for code in ("years|count('a', 'b')", "years|date", "years|money('EUR')", "company|greeting", "age|money(years)"):
        assert failed(say(tmp_path, "en", "{{ " + code + " }}")).code == "field-empty", code


def test_the_names_of_filters_stand_in_one_order_in_both_places() -> None:
    assert set(WORD_FILTERS) == {*OF_NAMES, *OF_VALUES}
    assert set(CASES) < set(OF_NAMES)
