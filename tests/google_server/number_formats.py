"""Values as a person sees them: FORMATTED_VALUE. Pure functions of value, number format and locale."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from tests.google_server.dates_shown import date_text
from tests.google_server.locales import Locale, locale_of
from tests.google_server.model import CellFault, Json, Plain
from tests.google_server.number_patterns import Section, Token, sections

_LONG = Context(prec=700)
DATE_TYPES = frozenset({"DATE", "TIME", "DATE_TIME"})


def formatted(value: Plain, number_format: Mapping[str, Any] | None, locale: str) -> str:
    """The text shown for a value.

    >>> formatted(1234.5, {"type": "NUMBER", "pattern": "#,##0.00"}, "ro_RO")
    '1.234,50'
    >>> formatted(46270, {"type": "DATE"}, "en_US"), formatted(True, None, "ru_RU")
    ('9/5/2026', 'ИСТИНА')
    """
    if value is None:
        return ""
    if isinstance(value, CellFault):
        return value.text
    known = locale_of(locale)
    if isinstance(value, bool):
        return known.true if value else known.false
    pattern = pattern_of(number_format, known)
    if isinstance(value, str):
        return _text(value, pattern) if pattern else value
    if not pattern:
        return general(value, known.decimal)
    return _number(value, pattern, known)


def pattern_of(number_format: Mapping[str, Any] | None, locale: Locale) -> str:
    """The pattern of a number format, the locale's own for its type when none is given; "" is the automatic format."""
    if not number_format:
        return ""
    pattern: str = number_format.get("pattern", "")
    if pattern:
        return "" if pattern.lower() == "general" else pattern
    return {
        "NUMBER": "#,##0.00", "PERCENT": "0.00%", "CURRENCY": locale.currency_pattern, "DATE": locale.date_pattern,
        "TIME": locale.time_pattern, "DATE_TIME": locale.date_time_pattern, "SCIENTIFIC": "0.00E+00",
    }.get(number_format.get("type", ""), "")  # fmt: skip


def effective_number_format(value: Plain, number_format: Mapping[str, Any] | None, locale: str) -> Json | None:
    """The number format as the effective format tells it: with its pattern; None for the automatic one."""
    if not number_format:
        return None
    told = dict(number_format)
    if not told.get("pattern") and (pattern := pattern_of(number_format, locale_of(locale))):
        told["pattern"] = pattern
    return told


def is_date_or_time(number_format: Mapping[str, Any] | None) -> bool:
    """Whether numbers in this format are dates, times or durations."""
    if not number_format:
        return False
    if number_format.get("type") in DATE_TYPES:
        return True
    pattern = number_format.get("pattern", "")
    return bool(pattern) and sections(pattern)[0].is_date


def general(value: float, decimal: str = ".") -> str:
    """A number in the automatic format: fractions to ten figures, very large and small ones as powers of ten.

    >>> general(1 / 3), general(48600700800), general(1e16), general(2.5e-10)
    ('0.3333333333', '48600700800', '1E+16', '2.5E-10')
    """
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e15 or size < 1e-9:
        figures, power = f"{value:.5E}".split("E")
        figures = figures.rstrip("0").rstrip(".") if "." in figures else figures
        text = f"{figures}E{power[0]}{int(power[1:]):02d}"
    elif isinstance(value, int) or value == int(value):
        text = str(int(value))
    else:
        exact = Decimal(f"{value:.10g}") if size < 1e10 else Decimal(round(value))
        text = f"{exact:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    return text.replace(".", decimal) if decimal != "." else text


def _text(value: str, pattern: str) -> str:
    """A text in a pattern: its fourth section, or the one section that holds `@`, says how; otherwise as it is."""
    parts = sections(pattern)
    section = parts[3] if len(parts) > 3 else parts[-1] if parts[-1].has_text else None
    if section is None:
        return value
    return "".join(value if token.kind == "text" else token.text for token in section.tokens)


def _choose(value: float, parts: tuple[Section, ...]) -> tuple[Section, bool]:
    """The section for a number and whether the section itself shows the sign."""
    if any(part.condition for part in parts):
        for part in parts:
            if part.condition is None or _holds(value, *part.condition):
                return part, False
        return parts[-1], False
    numeric = [part for part in parts if not (part.has_text and len(parts) > 1)] or list(parts)
    if len(numeric) > 1 and value < 0:
        return numeric[1], True
    if len(numeric) > 2 and value == 0:
        return numeric[2], False
    return numeric[0], False


def _holds(value: float, operator: str, limit: float) -> bool:
    return {
        "<": value < limit, ">": value > limit, "=": value == limit,
        "<=": value <= limit, ">=": value >= limit, "<>": value != limit,
    }[operator]  # fmt: skip


def _number(value: float, pattern: str, locale: Locale) -> str:
    section, unsigned = _choose(value, sections(pattern))
    if section.is_date:
        return date_text(value, section, locale)
    if section.has_text or any(token.kind == "general" for token in section.tokens):
        shown = general(abs(value) if unsigned else value, locale.decimal)
        return "".join(shown if token.kind in ("text", "general") else token.text for token in section.tokens)
    return _figures(value, section.tokens, unsigned, locale)


def _figures(value: float, tokens: tuple[Token, ...], unsigned: bool, locale: Locale) -> str:
    """A number in figures; the literals of a pattern such as `000-000-000` stay between its figures."""
    places = [index for index, token in enumerate(tokens) if token.kind == "figure"]
    if not places:
        sign = "-" if value < 0 and not unsigned and any(token.text for token in tokens) else ""
        return sign + "".join(token.text for token in tokens)
    marks = "".join(tokens[index].text for index in places)
    whole, _, fraction = marks.partition(".")
    scaled = Decimal(repr(abs(value))) * Decimal(100) ** sum(token.kind == "percent" for token in tokens)
    scaled /= Decimal(1000) ** (len(whole) - len(whole.rstrip(",")))
    whole, fraction = whole.rstrip(","), fraction.replace(",", "")
    power = next((token.text for token in tokens if token.kind == "power"), None)
    least = whole.count("0")
    inner = tokens[places[0] : places[-1] + 1]
    if power is not None:
        body = _powered(scaled, max(least, 1), fraction, power, locale.decimal)
    else:
        body = _plain_figures(scaled, least, fraction, locale.group if "," in whole else "", locale.decimal)
        if any(token.kind == "literal" for token in inner):
            body = _laid_out(body, inner, locale.decimal)
    minus = "-" if value < 0 and not unsigned and any(letter in "123456789" for letter in body) else ""
    before = "".join(token.text for token in tokens[: places[0]])
    after = "".join(token.text for token in tokens[places[-1] + 1 :] if token.kind != "power")
    return minus + before + body + after


def _laid_out(body: str, inner: tuple[Token, ...], decimal: str) -> str:
    """The figures of a number laid out from the right over the places of a pattern; the first place takes what is left.

    >>> from tests.google_server.number_patterns import sections
    >>> _laid_out("600700800", sections("000-000-000")[0].tokens, ".")
    '600-700-800'
    """
    whole, point, fraction = body.partition(decimal)
    shape = list(inner)
    dot = next((at for at, token in enumerate(shape) if token == Token("figure", ".")), len(shape))
    left = list(whole)
    found: list[str] = []
    for token in reversed(shape[:dot]):
        if token.kind == "literal":
            found.append(token.text)
        elif token.text != "," and left:
            found.append(left.pop())
    behind = list(fraction)
    tail = [
        token.text if token.kind == "literal" else (behind.pop(0) if behind else "")
        for token in shape[dot + 1 :]
        if token.text != ","
    ]
    return "".join(left) + "".join(reversed(found)) + point + "".join(tail)


def _plain_figures(number: Decimal, least: int, fraction: str, group: str, decimal: str) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, _LONG)
    whole, _, rest = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0").rjust(least, "0")
    if group:
        whole = _grouped(whole, group)
    needed = max((index + 1 for index, mark in enumerate(fraction) if mark == "0"), default=0)
    rest = rest.rstrip("0").ljust(needed, "0")
    return whole + decimal + rest if rest or fraction else whole


def _grouped(figures: str, group: str) -> str:
    first = len(figures) % 3 or 3
    return group.join([figures[:first], *(figures[at : at + 3] for at in range(first, len(figures), 3))])


def _powered(number: Decimal, whole: int, fraction: str, power: str, decimal: str) -> str:
    exponent = 0 if number == 0 else number.adjusted() - whole + 1
    text = _plain_figures(number.scaleb(-exponent), whole, fraction, "", decimal)
    if len(text.partition(decimal)[0]) > whole:
        exponent += 1
        text = _plain_figures(number.scaleb(-exponent), whole, fraction, "", decimal)
    sign = "-" if exponent < 0 else "+" if power[1] == "+" else ""
    return f"{text}E{sign}{abs(exponent):0{len(power) - 2}d}"
