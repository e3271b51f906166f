"""Postal codes by country; a zero that a spreadsheet swallowed is offered back, never put back by itself."""

import re

_SHAPES = {
    "PL": r"\d\d-\d{3}", "RU": r"[1-6]\d{5}", "RO": r"\d{6}", "BY": r"2\d{5}", "KZ": r"0\d{5}|[A-Z]\d\d[A-Z]\d[A-Z]\d",
    "UA": r"\d{5}", "MD": r"(?:MD-?)?\d{4}", "DE": r"\d{5}", "AT": r"\d{4}", "CH": r"\d{4}", "FR": r"\d{5}",
    "IT": r"\d{5}", "ES": r"(?:0[1-9]|[1-4]\d|5[0-2])\d{3}", "PT": r"\d{4}-\d{3}", "NL": r"[1-9]\d{3} ?[A-Z]{2}",
    "BE": r"[1-9]\d{3}", "LU": r"(?:L-)?\d{4}", "DK": r"\d{4}", "NO": r"\d{4}", "SE": r"\d{3} ?\d\d", "FI": r"\d{5}",
    "EE": r"\d{5}", "LV": r"LV-\d{4}", "LT": r"(?:LT-)?\d{5}", "CZ": r"[1-7]\d\d ?\d\d", "SK": r"[089]\d\d ?\d\d",
    "HU": r"[1-9]\d{3}", "SI": r"\d{4}", "HR": r"\d{5}", "RS": r"\d{5}", "BG": r"\d{4}", "GR": r"\d{3} ?\d\d",
    "TR": r"\d{5}", "GE": r"\d{4}", "AM": r"\d{4}", "AZ": r"(?:AZ ?)?\d{4}", "UZ": r"\d{6}", "KG": r"\d{6}",
    "IL": r"\d{7}|\d{5}", "CN": r"\d{6}", "JP": r"\d{3}-\d{4}", "US": r"\d{5}(?:-\d{4})?", "AU": r"\d{4}",
    "CA": r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d",
    "GB": (
        r"GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY])"
        r" ?\d[ABD-HJLNP-UW-Z]{2}"
    ),
    "IE": r"(?:[AC-FHKNPRTV-Y]\d\d|D6W) ?[0-9AC-FHKNPRTV-Y]{4}",
}  # fmt: skip
_COMPILED = {country: re.compile(shape) for country, shape in _SHAPES.items()}
# How many digits a code has and where people expect its hyphen or blank.
_DIGITS = {
    "PL": (5, "{0[0]}{0[1]}-{0[2]}{0[3]}{0[4]}"), "RU": (6, ""), "RO": (6, ""), "BY": (6, ""), "KZ": (6, ""),
    "UA": (5, ""), "MD": (4, "MD-{0}"), "DE": (5, ""), "FR": (5, ""), "IT": (5, ""), "ES": (5, ""), "FI": (5, ""),
    "EE": (5, ""), "US": (5, ""), "TR": (5, ""), "LT": (5, "LT-{0}"), "LV": (4, "LV-{0}"), "BG": (4, ""),
    "CZ": (5, "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}"), "SK": (5, "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}"),
    "SE": (5, "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}"), "GR": (5, "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}"),
    "PT": (7, "{0[0]}{0[1]}{0[2]}{0[3]}-{0[4]}{0[5]}{0[6]}"), "JP": (7, "{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}{0[6]}"),
    "AT": (4, ""), "CH": (4, ""), "BE": (4, ""), "DK": (4, ""), "NO": (4, ""), "HU": (4, ""), "SI": (4, ""),
    "AU": (4, ""), "HR": (5, ""), "RS": (5, ""), "CN": (6, ""), "UZ": (6, ""), "KG": (6, ""),
}  # fmt: skip
_SEPARATORS = re.compile(r"[\s\-‐–—.]+")
_FLOAT_TAIL = re.compile(r"^(\d+)\.0$")
_MOST_ZEROS_LOST = 2


def is_valid(country: str, text: str) -> bool:
    """Tell whether a text is a postal code of a country (ISO); anything goes where the country's shape is not known.

    >>> is_valid("PL", "00-950"), is_valid("PL", "00950"), is_valid("MD", "MD-2001")
    (True, False, True)
    """
    code = text.strip().upper()
    shape = _COMPILED.get(country[:2].upper())
    return bool(code) if shape is None else shape.fullmatch(code) is not None


def suggest(country: str, text: str) -> str | None:
    """Give the code that was probably meant: swallowed zeros back, hyphen in place; None when fine or hopeless.

    >>> suggest("RO", "10011"), suggest("PL", "950"), suggest("PL", "00-950")
    ('010011', '00-950', None)
    """
    country = country[:2].upper()
    if is_valid(country, text):
        return None
    bare = _SEPARATORS.sub("", _FLOAT_TAIL.sub(r"\1", text.strip().upper())).removeprefix(country)
    size, layout = _DIGITS.get(country, (0, ""))
    if not size or not bare.isdecimal() or not size - _MOST_ZEROS_LOST <= len(bare) <= size:
        return None
    digits = bare.zfill(size)
    better = layout.format(digits) if layout else digits
    return better if is_valid(country, better) else None
