"""The filters for names, numbers, dates and amounts as a table, and what is wrong with how one is used.

`{{ value | filter(arguments) }}` becomes `function(value, about, *arguments)`; nothing here knows templates.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from sheetcrm.mail.addressee import About, Said
from sheetcrm.mail.name_filters import greeting, in_case, name_day, read_tables, vocative
from sheetcrm.mail.reasons import FilterMisused
from sheetcrm.mail.value_filters import count, date, money, plural

__all__ = ["CASES", "WORD_FILTERS", "WordFilter", "read_tables", "words_for"]

CASES = ("genitive", "dative", "accusative", "instrumental", "prepositional")


class WordFilter(NamedTuple):
    """A filter: what gives its words, the names of its arguments, how many it needs, and an example of its use."""

    words: Callable[..., Said]
    arguments: tuple[str, ...]
    needed: int
    usage: str


_ANY_NUMBER = ("*",)

WORD_FILTERS: Mapping[str, WordFilter] = MappingProxyType(
    {
        "greeting": WordFilter(greeting, ("style", "title"), 0, 'client|greeting, client|greeting("friendly")'),
        **{
            case: WordFilter(partial(in_case, case=case), ("sex",), 0, f'name|{case}, name|{case}("f")')
            for case in CASES
        },
        "vocative": WordFilter(vocative, ("sex",), 0, 'first_name|vocative, first_name|vocative("f")'),
        "name_day": WordFilter(name_day, ("calendar",), 1, 'client|name_day("PL")'),
        "plural": WordFilter(plural, _ANY_NUMBER, 0, 'age|plural("year", "years")'),
        "count": WordFilter(count, _ANY_NUMBER, 0, 'age|count("year", "years")'),
        "date": WordFilter(date, ("style",), 0, 'bought_on|date, bought_on|date("day")'),
        "money": WordFilter(money, ("currency", "style"), 0, 'row["Total"]|money("EUR")'),
    }
)


def words_for(name: str, value: object, about: About, given: Sequence[object], named: Mapping[str, object]) -> Said:
    """What the filter of that name says of the value; FilterMisused for arguments that it does not take.

    >>> words_for("count", 5, About("pl", "pl"), ("rok", "lata", "lat"), {}).words
    '5\\xa0lat'
    """
    used = WORD_FILTERS[name]
    taken = used.arguments[: len(given)]
    many = used.arguments == _ANY_NUMBER
    fits = (many or len(given) <= len(used.arguments)) and len(given) + len(named) >= used.needed
    if not fits or any(argument not in used.arguments or argument in taken for argument in named):
        raise FilterMisused("arguments", filter=name, usage=used.usage)
    return used.words(value, about, *given, **named)
