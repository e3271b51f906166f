"""The numbering plans of countries out of phonenumbers, patterns compiled once; the verdicts are the library's.

To be imported where a number is read, as the library takes its time to load.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberType

_Match = Callable[[str], re.Match[str] | None]
_UNKNOWN = PhoneNumberType.UNKNOWN
_FIRST_GROUP = re.compile(r"(\\\d)")


class _Pattern(NamedTuple):
    """What numbers of one type look like; no `lengths` where any length may fit the pattern."""

    kind: int
    lengths: frozenset[int]
    fullmatch: _Match

    def fits(self, digits: str) -> bool:
        return (not self.lengths or len(digits) in self.lengths) and self.fullmatch(digits) is not None


class _Plan(NamedTuple):
    """One country: all its numbers, its types in the order in which the library tries them, how its numbers begin."""

    region: str
    general: _Pattern
    special: tuple[_Pattern, ...]
    fixed: _Pattern | None
    mobile: _Pattern | None
    same: bool
    leading: _Match | None


class _Spelling(NamedTuple):
    """One way to group digits: for numbers that begin so and look so, the text with their groups put in."""

    leading: _Match | None
    pattern: re.Pattern[str]
    template: str


def owner_and_type(country_code: int, digits: str) -> tuple[str | None, int]:
    """The region a number belongs to and its `PhoneNumberType`, as the library's two functions of that name tell them.

    `digits`: the national number with its leading zeros.

    >>> owner_and_type(44, "2079460000")
    ('GB', 0)
    """
    plans = _plans(country_code)
    if len(plans) == 1:
        return plans[0].region, _type_of(plans[0], digits)
    for plan in plans:
        if plan.leading is not None:
            if plan.leading(digits):
                return plan.region, _type_of(plan, digits)
        else:
            kind = _type_of(plan, digits)
            if kind != _UNKNOWN:
                return plan.region, kind
    return None, _UNKNOWN


def spelled(country_code: int, digits: str, *, national: bool) -> str:
    """The number as people write it at home or, with the country code, abroad.

    >>> spelled(44, "7911123456", national=True), spelled(44, "7911123456", national=False)
    ('07911 123456', '+44 7911 123456')
    """
    text = digits
    for way in _spellings(country_code, national):
        if (way.leading is None or way.leading(digits)) and way.pattern.fullmatch(digits):
            text = way.pattern.sub(way.template, digits)
            break
    return text if national else f"+{country_code} {text}"


def spelled_abroad(e164: str) -> str:
    """A number in E.164 in groups, as it is dialled from anywhere; as it is where no country has its code.

    >>> spelled_abroad("+48601234567"), spelled_abroad("+14155550123")
    ('+48 601 234 567', '+1 415-555-0123')
    """
    digits = e164.removeprefix("+")
    for length in (1, 2, 3):
        if digits[:length].isdigit() and int(digits[:length]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return spelled(int(digits[:length]), digits[length:], national=False)
    return e164


def _type_of(plan: _Plan, digits: str) -> int:
    if not plan.general.fits(digits):
        return _UNKNOWN
    for pattern in plan.special:
        if pattern.fits(digits):
            return pattern.kind
    if plan.fixed is not None and plan.fixed.fits(digits):
        both = plan.same or (plan.mobile is not None and plan.mobile.fits(digits))
        return PhoneNumberType.FIXED_LINE_OR_MOBILE if both else plan.fixed.kind
    if not plan.same and plan.mobile is not None and plan.mobile.fits(digits):
        return plan.mobile.kind
    return _UNKNOWN


@cache
def _plans(country_code: int) -> tuple[_Plan, ...]:
    """The countries that share a calling code, in the library's order; none for a code that nobody has."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(country_code, ())
    read = (phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(country_code, code) for code in regions)
    return tuple(_plan(code, found) for code, found in zip(regions, read, strict=True) if found is not None)


def _plan(region: str, metadata: Any) -> _Plan:
    special = (
        _pattern(PhoneNumberType.PREMIUM_RATE, metadata.premium_rate),
        _pattern(PhoneNumberType.TOLL_FREE, metadata.toll_free),
        _pattern(PhoneNumberType.SHARED_COST, metadata.shared_cost),
        _pattern(PhoneNumberType.VOIP, metadata.voip),
        _pattern(PhoneNumberType.PERSONAL_NUMBER, metadata.personal_number),
        _pattern(PhoneNumberType.PAGER, metadata.pager),
        _pattern(PhoneNumberType.UAN, metadata.uan),
        _pattern(PhoneNumberType.VOICEMAIL, metadata.voicemail),
    )
    return _Plan(
        region,
        _pattern(PhoneNumberType.UNKNOWN, metadata.general_desc)
        or _Pattern(PhoneNumberType.UNKNOWN, frozenset(), lambda digits: None),
        tuple(pattern for pattern in special if pattern is not None),
        _pattern(PhoneNumberType.FIXED_LINE, metadata.fixed_line),
        _pattern(PhoneNumberType.MOBILE, metadata.mobile),
        bool(metadata.same_mobile_and_fixed_line_pattern),
        None if metadata.leading_digits is None else re.compile(metadata.leading_digits).match,
    )


def _pattern(kind: int, described: Any) -> _Pattern | None:
    if described is None or not described.national_number_pattern:
        return None
    written = re.compile(described.national_number_pattern)
    return _Pattern(kind, frozenset(described.possible_length), written.fullmatch)


@cache
def _spellings(country_code: int, national: bool) -> tuple[_Spelling, ...]:
    """The ways to write the numbers of a calling code, in the library's order; its main country describes them all."""
    region = phonenumbers.region_code_for_country_code(country_code)
    metadata: Any = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(country_code, region)
    if metadata is None:
        return ()
    abroad = metadata.intl_number_format if not national else ()
    return tuple(_spelling(way, national) for way in abroad or metadata.number_format)


def _spelling(way: Any, national: bool) -> _Spelling:
    leading = re.compile(way.leading_digits_pattern[-1]).match if way.leading_digits_pattern else None
    prefix = way.national_prefix_formatting_rule if national else None
    template = _FIRST_GROUP.sub(prefix, way.format, count=1) if prefix else way.format
    return _Spelling(leading, re.compile(way.pattern), template)
