"""What the Duplicates tab says in words: what came of a decision, and why two clients are alike."""

import datetime as dt
from collections.abc import Sequence

from sheetcrm.rules.duplicates.explaining import Reason
from sheetcrm.rules.duplicates.moved import Refused, Remark
from sheetcrm.words import Words

MOST_FOR, MOST_AGAINST = 4, 2
"""How many reasons for and against are told."""


def outcome(words: Words, code: str, /, **details: object) -> str:
    """The sentence for what came of a row; `code` ends a key `duplicates_outcome_...` of `words`."""
    return words.say(f"duplicates_outcome_{code}", **details)


def refusal(words: Words, refused: Refused) -> str:
    """Why a merge was not done."""
    return words.say(f"duplicates_refused_{refused.code.replace('-', '_')}", **refused.details)


def with_remarks(text: str, remarks: Sequence[Remark], words: Words) -> str:
    """The sentence and what people should know besides, a sentence each."""
    told = [words.say(f"duplicates_remark_{remark.code.replace('-', '_')}", **remark.details) for remark in remarks]
    return " ".join(dict.fromkeys([text, *told]))


def merged_on(words: Words, code: str, number: str, today: dt.date, /, **details: object) -> str:
    """The sentence for a merge that was done today."""
    return outcome(words, code, number=number, date=today, **details)


def reason_text(reasons: Sequence[Reason], words: Words) -> str:
    """One line: what agrees, the strongest first, then what does not: `Phone: the same; but: city: differs`."""
    agrees = [_told(reason, words) for reason in reasons if reason.speaks_for][:MOST_FOR]
    differs = [_told(reason, words) for reason in reversed(reasons) if not reason.speaks_for][:MOST_AGAINST]
    if agrees and differs:
        differs[0] = f"{words.say('duplicates_why_but')} {_lower(differs[0])}"
    parts = [*agrees, *differs]
    return "; ".join([*parts[:1], *map(_lower, parts[1:])])


def _told(reason: Reason, words: Words) -> str:
    level = words.say(f"duplicate_level_{reason.level}")
    return f"{words.header('clients', reason.field)}: {level}"


def _lower(text: str) -> str:
    """The text with a small letter in front, unless it begins with an abbreviation."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text
