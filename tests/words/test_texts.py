"""The four languages say the same things, in their own letters, within what a sheet can hold."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.mail.faults import SENTENCES
from sheetcrm.model.choices import CHOICES
from sheetcrm.model.problems import CATALOGUE
from sheetcrm.model.tabs import TABS, Kind
from sheetcrm.stores.excel.error_codes import ERROR_CODES
from sheetcrm.words import LANGUAGES, fold, words_of
from sheetcrm.words.filling import placeholders
from sheetcrm.words.folding import fold_choice

WHYS = (
    "number", "link", "derive", "tidy", "duplicate", "task", "letter", "letter-note", "check", "memory", "example",
)  # fmt: skip
OCCASIONS = (
    "birthday", "call_back", "next_step_overdue", "verify", "run_out", "relative_date", "person_birthday",
    "birthday_late", "deal_no_next_step", "ready_soon", "other",
)  # fmt: skip

_PLACE = r"\{[a-z_]+(?::[a-z_]+)?\}"
SENTENCE = re.compile(rf"(?:(?!\[\[|\]\])[^{{}}]|{_PLACE}|\[\[(?:(?!\[\[|\]\])[^{{}}]|{_PLACE})*\]\])*")
"""Plain text, details, and optional pieces that do not stand within one another."""

every_language = pytest.mark.parametrize("language", LANGUAGES)
other_language = pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])


def leaves(section: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text with its path; the synonyms of tabs, headers and choices count as one path."""
    if isinstance(section, str):
        yield path, section
    elif isinstance(section, list):
        for place, text in enumerate(section):
            yield (*path, "*" if path[0] in ("tabs", "headers", "choices") else str(place)), text
    else:
        for key, value in section.items():
            yield from leaves(value, (*path, key))


def texts(language: str) -> list[tuple[tuple[str, ...], str]]:
    return list(leaves(words_of(language).sections))


@other_language
def test_all_languages_have_the_same_keys_in_the_same_order(language: str) -> None:
    assert list(dict.fromkeys(path for path, _ in texts(language))) == list(dict.fromkeys(p for p, _ in texts("en")))


@other_language
def test_a_text_takes_the_same_details_in_every_language(language: str) -> None:
    english = {path: placeholders(text) for path, text in texts("en")}
    differing = {
        path: (placeholders(text), english[path])
        for path, text in texts(language)
        if path[-1] != "*" and placeholders(text) != english[path]
    }
    assert differing == {}


@every_language
def test_every_brace_and_double_bracket_of_a_sentence_is_understood(language: str) -> None:
    sentences = [(p, text) for p, text in texts(language) if p[0] in ("problems", "reasons", "tasks", "ui", "errors")]
    template_code = re.compile(r"\{% if \{field\} %\}|\{% endif %\}")
    left = [(path, text) for path, text in sentences if not SENTENCE.fullmatch(template_code.sub("", text))]
    assert left == []


@every_language
def test_every_noun_to_count_with_has_its_three_forms(language: str) -> None:
    sections = words_of(language).sections
    nouns = {noun for _, text in texts(language) for noun in re.findall(r"\{[a-z_]+:([a-z_]+)\}", text)}
    assert nouns <= sections["counts"].keys()
    assert {len(forms) for forms in sections["counts"].values()} == {3}


@every_language
def test_every_tab_has_a_title_a_sheet_may_bear_and_no_two_are_alike(language: str) -> None:
    titles = [words_of(language).tab(tab.key) for tab in TABS]
    assert words_of(language).sections["tabs"].keys() == {tab.key for tab in TABS}
    assert [t for t in titles if len(t) > 31 or re.search(r"[\[\]:*?/\\]", t) or t.strip("' ") != t] == []
    assert len({fold(title) for title in titles}) == len(titles)


@every_language
def test_the_headers_of_a_tab_are_all_there_short_and_unlike(language: str) -> None:
    words = words_of(language)
    for tab in TABS:
        headers = {column.key: words.header(tab.key, column.key) for column in tab.columns}
        assert [key for key, header in headers.items() if header == key] == []
        assert [header for header in headers.values() if len(header) > 40] == []
        assert len({fold(header) for header in headers.values()}) == len(headers), tab.key


@every_language
def test_every_entry_of_every_list_has_a_text(language: str) -> None:
    choices = words_of(language).sections["choices"]
    assert {name: tuple(entries) for name, entries in choices.items()} == dict(CHOICES)
    assert [entry for entries in choices.values() for entry, found in entries.items() if not found] == []


@pytest.mark.parametrize("name", CHOICES)
def test_no_text_of_a_list_means_two_entries(name: str) -> None:
    meanings: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for key, found in words_of(language).sections["choices"][name].items():
            for text in (key, *found):
                meanings.setdefault(fold_choice(text), set()).add(key)
    assert {text: keys for text, keys in meanings.items() if len(keys) > 1} == {}


def test_no_title_means_two_tabs() -> None:
    meanings: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for tab, titles in words_of(language).sections["tabs"].items():
            for title in titles:
                meanings.setdefault(fold(title), set()).add(tab)
    assert {title: tabs for title, tabs in meanings.items() if len(tabs) > 1} == {}


@every_language
def test_every_problem_has_a_message_and_a_repair_that_fit_into_a_cell(language: str) -> None:
    words = words_of(language)
    assert words.sections["problems"].keys() == CATALOGUE.keys()
    for code in CATALOGUE:
        full = dict.fromkeys(("column", "value", "suggestion", "other", "list", "example", "place"), "x" * 60)
        for details in ({}, {**full, "days": words.days(365), "count": 12}):
            message, repair = words.problem(code, **details)
            assert message and repair, code
            assert max(len(message), len(repair)) <= 110, (code, message, repair)
            assert message[-1] in ".?" and repair[-1] in ".?", (code, message, repair)


@every_language
def test_every_problem_reads_well_without_any_detail_but_the_value(language: str) -> None:
    words = words_of(language)
    unfilled = [code for code in CATALOGUE if any("…" in text for text in words.problem(code, value="x"))]
    assert unfilled == []


@every_language
def test_every_reason_occasion_and_error_has_its_text(language: str) -> None:
    sections = words_of(language).sections
    shipped = tomllib.loads((Path(__file__).parents[2] / "config" / "occasions.toml").read_text(encoding="utf-8"))
    assert set(WHYS) <= sections["reasons"].keys()
    assert {occasion["key"] for occasion in shipped["occasion"]} | set(OCCASIONS) <= sections["tasks"].keys()
    assert sections["tasks"].keys() - {"other"} <= sections["reasons"].keys()
    assert ERROR_CODES.keys() | SENTENCES.keys() <= sections["errors"].keys()


@pytest.mark.parametrize("code", [*ERROR_CODES, *SENTENCES])
def test_an_error_takes_the_details_its_floor_gives(code: str) -> None:
    given = set(re.findall(r"\{(\w+)\}", {**ERROR_CODES, **SENTENCES}[code]))
    assert {language: placeholders(words_of(language).sections["errors"][code]) - given for language in LANGUAGES} == {
        language: frozenset() for language in LANGUAGES
    }


@every_language
def test_every_hint_fits_into_the_prompt_of_a_cell(language: str) -> None:
    hints = words_of(language).sections["hints"]
    assert hints["kind"].keys() == set(Kind.__args__)  # type: ignore[attr-defined]
    found = [*hints["kind"].values(), *hints["column"].values()]
    assert [title for title, _ in found if not 0 < len(title) <= 32] == []
    assert [text for _, text in found if not 0 < len(text) <= 255] == []


@every_language
def test_the_terminal_texts_and_errors_stand_in_order(language: str) -> None:
    sections = words_of(language).sections
    assert list(sections["ui"]) == sorted(sections["ui"])
    assert list(sections["errors"]) == sorted(sections["errors"])


@every_language
def test_no_word_mixes_two_alphabets(language: str) -> None:
    tokens = {token for _, text in texts(language) for token in re.findall(r"\w+", re.sub(r"\{[^}]*\}", " ", text))}
    mixed = [token for token in tokens if re.search("[A-Za-z]", token) and re.search("[А-яЁё]", token)]
    assert mixed == []


def test_only_russian_is_written_in_cyrillic() -> None:
    found = [
        (language, text) for language in ("en", "pl", "ro") for _, text in texts(language) if re.search("[Ѐ-ӿ]", text)
    ]
    assert found == []


def test_romanian_writes_its_letters_with_a_comma_below() -> None:
    assert [text for _, text in texts("ro") if re.search("[şţŞŢ]", text)] == []


def test_what_russians_read_is_written_in_russian() -> None:
    kept = {"config-fault", "email", "emails", "iban", "nps", "number", "clients.number", "telegram", "whatsapp",
            "viber", "skype", "day_month", "day_month_year", "other"}  # fmt: skip
    first = {path[:3]: text for path, text in reversed(texts("ru")) if path[0] not in ("choices", "example")}
    spelled = {path: re.sub(r"{[^}]*}", "", text) for path, text in first.items() if not kept & set(path)}
    foreign = [path for path, text in spelled.items() if re.search("[A-Za-z]", text) and not re.search("[А-яЁё]", text)]
    assert foreign == []
