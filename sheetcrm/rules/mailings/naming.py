"""What people call letters and occasions in their rows: by name, by title, in any language and case; nearest guess."""

from collections.abc import Mapping

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.segment_text import Fault
from sheetcrm.rules.reading import texts
from sheetcrm.words import LANGUAGES, fold, words_of

_NOT_OF_CLIENTS = frozenset({"tasks"})
"""Tabs whose occasions are about the team's own work; no letter to a client can be due on them."""


def letters_by_name(snapshot: Snapshot) -> Mapping[str, str]:
    """Folded name or title -> letter, of all whose texts are known; empty where nobody looked at the folders.

    A letter named like an occasion is also known by the title that occasion has in each of the languages.
    """
    folders = snapshot.outside.letter_texts
    if not folders:
        return {}
    return _by_name([*filter(None, texts(snapshot.table("templates"), "letter")), *folders])


def occasions_by_name(settings: Settings) -> Mapping[str, str]:
    """Folded key or title -> key, of the occasions on which a letter to a client can be due."""
    return _by_name([each.key for each in settings.occasions if each.tab not in _NOT_OF_CLIENTS])


def occasion_titles(settings: Settings) -> tuple[str, ...]:
    """What the list of occasions of the tab Mailings offers, in the team's language and the order of the file."""
    words = words_of(settings.language)
    return tuple(dict.fromkeys(words.reason(key) for key in occasions_by_name(settings).values()))


def named(text: str, known: Mapping[str, str], code: str) -> tuple[str, tuple[Fault, ...]]:
    """What a text means among the names known, and a fault with the nearest one where it is none of them.

    Where no names are known the text is taken as it stands.

    >>> named("Estaer", {"easter": "easter"}, "mailing-letter")
    ('Estaer', (Fault(code='mailing-letter', part='Estaer', suggestion='easter'),))
    """
    if not text or not known:
        return text, ()
    found = known.get(fold(text))
    if found is not None:
        return found, ()
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    nearest = process.extractOne(fold(text), list(known), scorer=OSA.normalized_similarity, score_cutoff=0.6)
    return text, (Fault(code, text, known[nearest[0]] if nearest else ""),)


def _by_name(names: list[str]) -> dict[str, str]:
    titles = {
        fold(title): name for name in names for language in LANGUAGES if (title := words_of(language).reason(name))
    }
    return {**titles, **{fold(name): name for name in names}}
