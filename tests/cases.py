"""Runs a file of cases through the public functions of `sheetcrm.values`: `python -m tests.cases FILE.jsonl`.

A case is one JSON object a line with `area`, `input` and `expect`; an area answers a case by one function of `ANSWERS`.
"""

import datetime
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

Given = dict[str, Any]
_day = datetime.date.fromisoformat


@dataclass(frozen=True)
class Outcome:
    """What came of one case; `wrong` is empty when the answer was as expected."""

    area: str
    line: int
    wrong: str


def _name_parse(given: Given) -> Any:
    from sheetcrm.values.person_name import parse_person_name

    name = parse_person_name(given["text"], given["lang"])
    return {"last": name.last, "first": name.first, "middle": name.middle}


def _plain(module: str, function: str, *keys: str) -> Callable[[Given], Any]:
    """Make the answer of an area that passes its input, key by key, to one function."""

    def answer(given: Given) -> Any:
        called = getattr(import_module(f"sheetcrm.values.{module}"), function)
        return called(*(given[key] for key in keys))

    return answer


def _greeting(language: str) -> Callable[[Given], Any]:
    def greet(given: Given) -> Any:
        from sheetcrm.values.salutation import salutation

        return salutation(
            given["text"], language, style=given.get("style", "formal"), use_title=given.get("use_title", False)
        )

    return greet


def _holiday(given: Given) -> Any:
    from sheetcrm.values.holiday import holiday_name

    return holiday_name(given["country"], _day(given["date"]))


def _easter(given: Given) -> Any:
    from sheetcrm.values.holiday import easter

    both = easter(given["year"])
    return {"western": both.western.isoformat(), "orthodox": both.orthodox.isoformat()}


def _observance(given: Given) -> Any:
    from sheetcrm.values.holiday import observance

    return observance(given["key"], given["year"]).isoformat()


def _name_day(given: Given) -> Any:
    from sheetcrm.values.name_days import name_days

    return list(name_days(given["name"], given["country"], year=given.get("year")))


def _phone(given: Given) -> Any:
    from sheetcrm.values.phone import read_phones

    return [number.e164 for number in read_phones(given["text"], given["region"]).numbers]


def _date(given: Given) -> Any:
    from sheetcrm.values.date import read_date

    read = read_date(given["text"], given["lang"])
    return read.iso() if read else None


def _birthday_valid(given: Given) -> Any:
    from sheetcrm.values.birthday import is_valid

    return is_valid(given["birthday"], _day(given["today"]))


def _birthday_next(given: Given) -> Any:
    from sheetcrm.values.birthday import next_birthday

    rule = {"leap_rule": given["leap_rule"]} if "leap_rule" in given else {}
    return next_birthday(given["birthday"], _day(given["today"]), **rule).isoformat()


def _birthday_age(given: Given) -> Any:
    from sheetcrm.values.birthday import age_on

    return age_on(given["birthday"], _day(given["on"]))


def _tax_id_birth(given: Given) -> Any:
    from sheetcrm.values.tax_id import birth_and_gender

    owner = birth_and_gender(given["kind"], given["value"])
    return {"birth": owner.birth.isoformat(), "gender": owner.gender} if owner else None


def _company(given: Given) -> Any:
    from sheetcrm.values.company import split_company

    return split_company(given["text"])._asdict()


def _mixed_script(given: Given) -> Any:
    from sheetcrm.values.scripts import check_scripts

    found = check_scripts(given["text"])
    return {"mixed": found.mixed, "fixed": found.fixed}


def _money(given: Given) -> Any:
    from sheetcrm.values.money import read_money

    money = read_money(given["text"], given["lang"])
    return format(money.amount, "f") if money else None


def _date_format(given: Given) -> Any:
    from sheetcrm.values.date_format import format_date

    return format_date(given["lang"], _day(given["date"]), given["pattern"])


def _call_window(given: Given) -> Any:
    from sheetcrm.values.call_window import welcome

    return welcome(given["window"], datetime.time.fromisoformat(given["local_time"]))


ANSWERS: dict[str, Callable[[Given], Any]] = {
    "name_parse": _name_parse,
    "gender": _plain("gender", "gender_of", "text", "lang"),
    "ru_inflect": _plain("inflection", "inflect_ru", "text", "gender", "case"),
    "vocative_pl": _plain("inflection", "vocative_pl", "text"),
    "greeting_ru": _greeting("ru"),
    "greeting_pl": _greeting("pl"),
    "greeting_ro": _greeting("ro"),
    "greeting_en": _greeting("en"),
    "holiday": _holiday,
    "easter": _easter,
    "observance": _observance,
    "name_day": _name_day,
    "phone": _phone,
    "phone_tz": _plain("phone", "time_zone", "phone"),
    "email_parse": _plain("email", "read_emails", "text"),
    "email_valid": _plain("email", "is_valid", "email"),
    "email_role": _plain("email", "is_role", "email"),
    "email_disposable": _plain("email", "is_disposable", "email"),
    "email_key": _plain("email", "mailbox_key", "email"),
    "email_suggest": _plain("email", "suggest", "email"),
    "date": _date,
    "birthday_valid": _birthday_valid,
    "birthday_next": _birthday_next,
    "birthday_age": _birthday_age,
    "tax_id": _plain("tax_id", "is_valid", "kind", "value"),
    "tax_id_birth": _tax_id_birth,
    "company": _company,
    "mixed_script": _mixed_script,
    "wrong_layout": _plain("scripts", "meant_in_other_layout", "text"),
    "plural": _plain("plural", "with_plural", "lang", "n", "forms"),
    "money": _money,
    "date_format": _date_format,
    "call_window": _call_window,
    "translit_icao": _plain("scripts", "transliterate_icao", "text"),
    "ascii_fold": _plain("scripts", "ascii_fold", "text"),
}


def answers_match(area: str, answer: Any, expect: Any) -> bool:
    """Compare an answer with what was expected by the rules of the areas; plain equality unless said otherwise."""
    if isinstance(expect, dict):
        if "one_of" in expect:
            return any(answers_match(area, answer, one) for one in expect["one_of"])
        if "must_contain" in expect or "must_not_contain" in expect:
            text = "" if answer is None else str(answer)
            return all(part in text for part in expect.get("must_contain", ())) and not any(
                part in text for part in expect.get("must_not_contain", ())
            )
        if "dates_include" in expect:
            wanted = expect["dates_include"]
            return set([wanted] if isinstance(wanted, str) else wanted) <= set(answer)
        if "dates" in expect:
            return sorted(answer) == sorted(expect["dates"])
        if "is_holiday" in expect:
            named = expect.get("name_contains", "") in (answer or "")
            return (answer is not None) == expect["is_holiday"] and named
    if area == "company" and isinstance(answer, dict) and isinstance(expect, dict):
        return answer["name"] == expect["name"] and _bare_form(answer["form"]) == _bare_form(expect["form"])
    if area == "mixed_script" and isinstance(answer, dict) and isinstance(expect, dict):
        return all(answer[key] == wanted for key, wanted in expect.items())
    return type(answer) is type(expect) and bool(answer == expect)


def _bare_form(form: str) -> str:
    return re.sub(r"[.\s]", "", form).casefold()


def run_cases(lines: Iterable[str]) -> Iterator[Outcome]:
    """Yield the outcome of every case in the order of the file; an exception or an unknown area is a failure."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        case = json.loads(line)
        area, given, expect = case["area"], case["input"], case["expect"]
        answer_of = ANSWERS.get(area)
        if answer_of is None:
            yield Outcome(area, number, f"{given}: this area is not built")
            continue
        try:
            answer = answer_of(given)
            wrong = "" if answers_match(area, answer, expect) else f"{given}: expected {expect!r}, got {answer!r}"
        except Exception as error:
            wrong = f"{given}: {type(error).__name__}: {error}"
        yield Outcome(area, number, wrong)


def main(path: str) -> int:
    """Print the score of each area, every failure and the totals; 0 when nothing failed, else 1."""
    outcomes = list(run_cases(Path(path).read_text(encoding="utf-8").splitlines()))
    for area in dict.fromkeys(outcome.area for outcome in outcomes):
        of_area = [outcome for outcome in outcomes if outcome.area == area]
        print(f"{area} {sum(not outcome.wrong for outcome in of_area)}/{len(of_area)}")
    failures = [outcome for outcome in outcomes if outcome.wrong]
    for outcome in failures:
        print(f"line {outcome.line}, {outcome.area}: {outcome.wrong}")
    print(f"{len(outcomes) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.cases FILE.jsonl")
    sys.exit(main(sys.argv[1]))
