"""Tells patronymics from surnames; only the shape of the word and its place decide, never a list of people."""

import re

from sheetcrm.values.first_names import Gender, find_first_name

_DAUGHTER = re.compile(r"(?:[оеёії]в|аў|еў|ич)на$|(?:ov|ev|iv|ich|ych)na$", re.IGNORECASE)
_SON = re.compile(
    r"(?:[оеёй]вич|[бвгджзклмнпрстфх]ыч|[аеи]ич|йович|[ае]віч|[оеy]vich|[oeiy]vich|[oe]vi[cč]|ovych|evych)$",
    re.IGNORECASE,
)
_SHORT_SONS_TEXT = """
    ильич лукич фомич кузьмич никитич саввич фокич силич ілліч ільїч кузьмович ilich ilyich lukich fomich kuzmich
    nikitich
"""
_SHORT_SONS = frozenset(_SHORT_SONS_TEXT.split())
_SON_WORDS_TEXT = """
    оглы оглу углы улы ұлы уулу ogly oglu oglı uly uulu o'g'li
"""
_SON_WORDS = frozenset(_SON_WORDS_TEXT.split())
_DAUGHTER_WORDS_TEXT = """
    кызы гызы қызы кизи kyzy kizi qizi gizi
"""
_DAUGHTER_WORDS = frozenset(_DAUGHTER_WORDS_TEXT.split())
_JOINED = re.compile(
    r"(?:(?P<son>.{3,}-?(?:оглы|оглу|ұлы|улы|ogly|oglu|uly))|(?P<daughter>.{3,}-?(?:кызы|гызы|қызы|kyzy|qizi|gizi)))$",
    re.IGNORECASE,
)
_SURNAME_LIKE = re.compile(r"(?:[кцсшхлрн]евич|[хснк]ович|[лнрк]evi[cč]h?)$", re.IGNORECASE)
_HAS_NAME_ENDING = re.compile(r"(?:[иеао]й|[дмрслнт])$")
"""How men's given names end; the surnames that stand before a patronymic alone mostly do not."""
_SON_ENDING = re.compile(r"(?:йович|[оеё]вич)$")
_FATHERS = {"льв": "лев", "павл": "павел", "яковл": "яков", "петр": "пётр", "михайл": "михаил", "данил": "данила"}


def patronymic_gender(word: str) -> Gender | None:
    """Give the gender a patronymic shows, None when the word has no patronymic's shape.

    >>> patronymic_gender("Ильинична"), patronymic_gender("Мамед оглы"), patronymic_gender("Ким")
    ('f', 'm', None)
    """
    lowered = word.lower()
    last_word = lowered.rsplit(" ", 1)[-1]
    if last_word in _SON_WORDS or lowered in _SHORT_SONS or _SON.search(lowered):
        return "m"
    if last_word in _DAUGHTER_WORDS or _DAUGHTER.search(lowered):
        return "f"
    joined = _JOINED.match(lowered)
    if joined:
        return "m" if joined.group("son") else "f"
    return None


def is_turkic_word(word: str) -> bool:
    """Tell whether the word is the "son of" or "daughter of" that follows the father's name.

    >>> is_turkic_word("оглы"), is_turkic_word("Кызы"), is_turkic_word("Мамед")
    (True, True, False)
    """
    lowered = word.lower()
    return lowered in _SON_WORDS or lowered in _DAUGHTER_WORDS


def stands_for_a_name(word: str) -> bool:
    """Tell whether a word alone is a patronymic, as familiar address has it, and not a surname that looks like one.

    >>> stands_for_a_name("Петровна"), stands_for_a_name("Кузьмич"), stands_for_a_name("Мицкевич")
    (True, True, False)
    """
    return word.lower() in _SHORT_SONS or patronymic_gender(word) == "f"


def is_patronymic_after(first: str, word: str) -> bool:
    """Tell whether the second of two words is a patronymic and not a surname that looks like one.

    >>> is_patronymic_after("Анна", "Сергеевна"), is_patronymic_after("Адам", "Мицкевич")
    (True, False)
    >>> is_patronymic_after("Анна", "Петрович"), is_patronymic_after("Рашид", "Фазылович")
    (False, True)
    >>> is_patronymic_after("Иван", "Маркович"), is_patronymic_after("Иван", "Маркевич")
    (True, False)
    """
    gender = patronymic_gender(word)
    if gender is None:
        return False
    bearer = find_first_name(first, "ru")
    if bearer is None and gender == "m":
        return _HAS_NAME_ENDING.search(first) is not None and _has_known_father(word)
    if bearer is None:
        return _DAUGHTER.search(word) is not None
    if bearer.gender is not None and bearer.gender != gender:
        return False
    return gender == "f" or word.lower() in _SHORT_SONS or _has_known_father(word) or not _SURNAME_LIKE.search(word)


def _has_known_father(patronymic: str) -> bool:
    shape = _SON_ENDING.search(patronymic.lower())
    if shape is None:
        return False
    stem = patronymic.lower()[: shape.start()]
    if shape.group() == "ович":
        fathers = [stem, stem + "о", _FATHERS.get(stem, stem)]
    else:
        fathers = [stem + "й", stem + "ь", _FATHERS.get(stem, stem + "й"), stem.removesuffix("ь") + "ий"]
    return any((name := find_first_name(father, "ru")) is not None and name.gender == "m" for father in fathers)
