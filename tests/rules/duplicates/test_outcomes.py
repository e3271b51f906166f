"""What the Duplicates tab says of a merge: whole sentences, each with one end, in every language."""

import datetime as dt

import pytest

from sheetcrm.rules.duplicates.moved import Remark
from sheetcrm.rules.duplicates.outcomes import merged_on, with_remarks
from sheetcrm.words import LANGUAGES, words_of

DAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["merged", "joined", "automatic"])
def test_a_sentence_with_a_date_ends_once(language: str, code: str) -> None:
    """A Russian date ends with a dot of its own."""
    text = merged_on(words_of(language), code, "C-0001", DAY)
    assert "C-0001" in text and "2026" in text
    assert text.endswith(".") and ".." not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_header_that_is_a_question_does_not_end_a_sentence(language: str) -> None:
    words = words_of(language)
    remark = Remark("consent-strictest", {"header": words.header("clients", "consent_greetings")})
    text = with_remarks(merged_on(words, "merged", "C-0001", DAY), [remark], words)
    assert str(remark.details["header"]) in text
    assert "?." not in text and ".." not in text
