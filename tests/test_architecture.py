"""The house rules, read from the code with `ast`: floors, homes of libraries, sizes, names, a text for every code."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import sheetcrm
from sheetcrm import errors
from sheetcrm.model.problems import CATALOGUE
from sheetcrm.stores.excel.error_codes import REFUSALS
from sheetcrm.stores.excel.writing import SKIPPED_AS
from sheetcrm.words import LANGUAGES

PACKAGE = Path(sheetcrm.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
TREES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
TEXTS = {language: tomllib.loads((PACKAGE / "words" / f"{language}.toml").read_text("utf-8")) for language in LANGUAGES}

FLOORS = (
    ("__init__", "errors", "model", "words"),
    ("values", "layout", "rules"),
    ("config", "config_inbox", "config_mail", "config_occasion_fit", "config_occasions", "config_reader", "config_text",
     "demo", "guards", "inbox_store", "journal", "letter_journal", "lock", "mail", "opt_out_store", "shipped",
     "stores"),
    ("adoption", "deciding", "domain_health", "finding", "health", "inbox_meaning", "inbox_run", "inbox_witness",
     "letters_outside", "mail_health", "mail_limits", "mail_preview", "mail_status", "opt_out_page",
     "opt_outs_outside", "pipeline", "refused_letters", "report", "reviewing", "sending_run", "serving", "showcase",
     "undo", "undo_letters"),
    ("cli", "__main__"),
)  # fmt: skip
ORDER_WITHIN = {"errors": 0, "model": 1, "words": 2, "values": 0, "layout": 1, "rules": 2}
"""On the two lowest floors a room imports only from the rooms before it."""

HOMES = {
    "anyascii": ("values/scripts.py",),
    "click": ("cli/",),
    "cryptography": ("mail/dkim.py",),
    "css_inline": ("mail/inlining.py",),
    "disposable_email_domains": ("values/email.py",),
    "dns": ("mail/dns_lookup.py",),
    "email_validator": ("values/email.py",),
    "flufl": ("mail/inbox/bounces.py",),
    "google": ("mail/oauth.py", "stores/google/"),
    "google_auth_oauthlib": ("stores/google/",),
    "gspread": ("stores/google/",),
    "holidays": ("values/holiday.py",),
    "idna": ("mail/headers.py",),
    "imaplib": ("mail/inbox/mailbox.py",),
    "iuliia": ("values/scripts.py",),
    "jinja2": ("mail/partials.py", "mail/sandbox.py", "mail/templates.py"),
    "lxml": (),
    "markdown_it": ("mail/markup.py",),
    "oauthlib": ("stores/google/",),
    "openpyxl": (),
    "pandas": ("model/snapshot.py", "rules/deriving.py"),
    "phonenumbers": ("values/phone.py", "values/numbering_plan.py"),
    "pymorphy3": ("values/russian_words.py",),
    "python_calamine": ("stores/excel/",),
    "pytrovich": ("values/inflection.py",),
    "requests": ("mail/gmail_api.py", "stores/google/"),
    "rich": ("report/text/", "report/adopted.py", "showcase.py"),
    "smtplib": (),
    "sqlite3": ("inbox_store.py", "journal.py", "letter_journal/", "opt_out_store.py"),
    "stdnum": ("values/tax_id.py",),
    "urllib3": ("stores/google/",),
    "uvicorn": ("serving/server.py",),
    "xlsxwriter": ("stores/excel/creating.py", "demo/workbook.py"),
}
NAMELESS = frozenset(
    {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "handler", "service"}
)
LONGEST = 300
DATA_TABLES: frozenset[str] = frozenset()
"""Modules that are one long table: they may be longer."""


def imports(tree: ast.AST) -> Iterator[str]:
    """The dotted names of all modules that are imported, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of the name that is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def texts_in(node: ast.AST | None) -> Iterator[str]:
    """The texts that an argument can be: a constant, or one of the two of an `x if y else z`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts_in(node.body)
        yield from texts_in(node.orelse)


def said(*names: str, position: int, keyword: str = "", rooms: tuple[str, ...] = ()) -> set[str]:
    """Every text that stands at that position of a call of one of the names, anywhere or in those rooms."""
    found: set[str] = set()
    for place, tree in TREES.items():
        if rooms and room(place) not in rooms:
            continue
        for name, call in calls(tree):
            if name in names:
                given = call.args[position] if len(call.args) > position else None
                given = next((k.value for k in call.keywords if keyword and k.arg == keyword), given)
                found.update(texts_in(given))
    return found


def room(place: str) -> str:
    return place.split("/")[0].removesuffix(".py")


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


@pytest.mark.parametrize("place", TREES)
def test_a_floor_imports_only_what_lies_below_it(place):
    here = room(place)
    for name in imports(TREES[place]):
        if not name.startswith("sheetcrm"):
            continue
        there = name.split(".")[1] if not name.startswith("sheetcrm.__") else "__init__"
        assert floor(there) <= floor(here), f"{place} looks up to {name}"
        if there != here and there in ORDER_WITHIN and here in ORDER_WITHIN and floor(there) == floor(here):
            assert ORDER_WITHIN[there] < ORDER_WITHIN[here], f"{place} imports {name}"


@pytest.mark.parametrize("place", TREES)
def test_every_room_has_its_floor(place):
    assert sum(room(place) in rooms for rooms in FLOORS) == 1


@pytest.mark.parametrize("library", HOMES)
def test_one_library_has_one_home(library):
    users = {place for place, tree in TREES.items() if any(name.split(".")[0] == library for name in imports(tree))}
    assert {place for place in users if not place.startswith(HOMES[library])} == set()


def test_rules_and_checks_have_no_clock_no_chance_and_no_log():
    forbidden = {"random", "logging", "time", "secrets", "uuid", "sqlite3", "socket", "urllib", "subprocess"}
    for place, tree in TREES.items():
        if room(place) in ("rules", "layout", "values", "model"):
            assert not {name.split(".")[0] for name in imports(tree)} & forbidden, place
            assert not {name for name, _ in calls(tree)} & {"today", "now", "utcnow", "print"}, place


@pytest.mark.parametrize("place", TREES)
def test_no_module_is_overgrown(place):
    lines = len((PACKAGE / place).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST or place in DATA_TABLES


@pytest.mark.parametrize("place", TREES)
def test_every_module_has_a_name_that_says_something(place):
    assert not set(place.removesuffix(".py").split("/")) & NAMELESS


@pytest.mark.parametrize("place", [place for place, tree in TREES.items() if tree.body])
def test_every_module_and_every_public_function_says_what_it_gives(place):
    tree = TREES[place]
    assert ast.get_docstring(tree), place
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{place}: {node.name}"


def test_the_exit_codes_stand_on_the_errors():
    family = [cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.SheetcrmError)]
    assert {cls.exit_code for cls in family} == {1, 2, 3, 4, 5, 6, 7, 75}
    exits = {place for place, tree in TREES.items() for name, _ in calls(tree) if name in ("exit", "_exit")}
    assert {place for place in exits if not place.startswith(("cli/", "__main__.py", "mail/"))} == set()


FAMILY = tuple(name for name, cls in vars(errors).items() if isinstance(cls, type) and issubclass(cls, Exception))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_its_sentence(language):
    codes = said(*FAMILY, position=0) | {"tab-lost", "header-lost"}
    assert len(codes) > 40
    assert codes - set(TEXTS[language]["errors"]) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_to_skip_or_to_keep_has_its_words(language):
    codes = said("Skipped", position=2, keyword="code") | said("Kept", position=4, keyword="code")
    assert {"changed", "row-gone", "tab-gone", "column-gone", "formula", "merged", "no-room", "too-long"} <= codes
    assert set(SKIPPED_AS) < set(REFUSALS)
    codes |= {"unwritable", *SKIPPED_AS.values()}
    assert {f"skip_{code}" for code in codes} - set(TEXTS[language]["ui"]) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_terminal_and_the_page_exists(language):
    ui = set(TEXTS[language]["ui"])
    keys = said("say", position=0) | said("tell", position=0)
    assert len(keys) > 40
    assert {key for key in keys if key.replace("_", "").replace("-", "").isalnum() and " " not in key} - ui == set()
    for place, tree in TREES.items():
        for name, call in calls(tree):
            if name == "say" and call.args and isinstance(call.args[0], ast.JoinedStr):
                start = call.args[0].values[0]
                if isinstance(start, ast.Constant):
                    assert any(key.startswith(str(start.value)) for key in ui), f"{place}: {start.value}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_that_is_found_is_in_the_catalogue_with_its_words(language):
    codes = said("Problem", "Finding", position=0, keyword="code", rooms=("rules",))
    assert codes - set(CATALOGUE) == set()
    assert set(CATALOGUE) - set(TEXTS[language]["problems"]) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_a_change_has_its_words(language):
    reasons = said("SetCells", position=3, keyword="why") | said("AddRow", position=3, keyword="why")
    assert {"number", "link", "derive", "tidy", "check", "memory", "undo"} <= reasons
    assert reasons - set(TEXTS[language]["reasons"]) == set()
