"""What people may have written -> the key that is meant, over all languages; built once, when first asked."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sheetcrm.model.choices import CHOICES
from sheetcrm.model.tabs import CARRIED, CLIENTS
from sheetcrm.words import LANGUAGES, words_of
from sheetcrm.words.folding import fold, fold_choice

HeaderMeaning = tuple[str | None, str, str, bool]
"""Tab (None: any), field, language, whether it is the title we create."""


def choice_key(list_name: str, text: str) -> str | None:
    """The key of a list meant by a text; the key itself counts as well."""
    keys = choice_index(list_name)
    return keys.get(text) or keys.get(fold_choice(text))


@cache
def choice_index(list_name: str) -> Mapping[str, str]:
    """Folded text -> key, of one list."""
    keys: dict[str, str] = {}
    for language in LANGUAGES:
        for key, texts in words_of(language).sections["choices"].get(list_name, {}).items():
            for text in texts:
                keys.setdefault(fold_choice(text), key)
                keys.setdefault(text, key)
    for key in CHOICES.get(list_name, ()):
        keys.setdefault(fold_choice(key), key)
    return MappingProxyType(keys)


@cache
def header_index() -> Mapping[str, tuple[HeaderMeaning, ...]]:
    """Folded header -> its meanings, in the order of the languages."""
    index: dict[str, dict[HeaderMeaning, None]] = {}
    for language in LANGUAGES:
        for key, texts in words_of(language).sections["headers"].items():
            if key == "carried":
                continue
            tab, _dot, field = key.rpartition(".")
            for place, text in enumerate(texts):
                index.setdefault(fold(text), {})[(tab or None, field, language, place == 0)] = None
        for field, header in _carried(language):
            index.setdefault(fold(header), {})[(None, field, language, True)] = None
    return MappingProxyType({folded: tuple(meanings) for folded, meanings in index.items()})


@cache
def tab_index() -> Mapping[str, str]:
    """Folded title -> tab."""
    index: dict[str, str] = {}
    for language in LANGUAGES:
        for tab, texts in words_of(language).sections["tabs"].items():
            for text in texts:
                index.setdefault(fold(text), tab)
    return MappingProxyType(index)


def _carried(language: str) -> list[tuple[str, str]]:
    """Fields of the client that other tabs may repeat, with their headers, unless they have one of their own."""
    words = words_of(language)
    named = words.sections["headers"]
    fields = [CARRIED + column.key for column in CLIENTS.columns if column.group != "flag"]
    return [(field, words.header("", field)) for field in fields if field not in named]
