"""Why a value or a filter cannot be used, and what is to be said about a letter that was made: codes with details.

The child knows codes only, and loads no sentences: these stand in the words, and the parent makes them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sheetcrm.mail.faults import TemplateFault


class ValueUnusable(Exception):
    """A value of the sheet has no look in a letter."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


class FilterMisused(ValueUnusable):
    """A template asks for something that its filter cannot give, whatever the value."""


class Remark(NamedTuple):
    """What a person should know about one letter that was made all the same, such as a safe form that was used."""

    code: str
    details: Mapping[str, str]

    def sentence(self, language: str = "en") -> str:
        """What was done and what to fill in, in the team's language.

        >>> Remark("vocative-unsure", {"value": "Xi"}).sentence()
        'The vocative of “Xi” is not certain, so the name stands as it is. Please fill in the sex in the row.'
        """
        return reason("letter_remarks", self.code, self.details, language)


def explained(fault: TemplateFault, language: str) -> TemplateFault:
    """The fault with its reason as a sentence of the language; others come back as they are.

    >>> explained(TemplateFault("value-unusable", because="divided-by-zero"), "ru").details
    {'reason': 'на ноль делить нельзя'}
    """
    if "because" not in fault.details:
        return fault
    details = dict(fault.details)
    code = str(details.pop("because"))
    return TemplateFault(fault.code, **{**details, "reason": reason("filter_reasons", code, details, language)})


def reason(section: str, code: str, details: Mapping[str, object], language: str) -> str:
    """The sentence of a code in a language, in English when there is no such language."""
    from sheetcrm.words import words_of
    from sheetcrm.words.filling import fill

    words = words_of(language)
    return fill(str(words.sections[section][code]), details, lambda value, noun: words.show(value, noun))
