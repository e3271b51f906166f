"""Formulas: what they come to, which errors they give, how arrays spill, and what depends on the locale."""

from typing import Any

import pytest

from tests.google_server.formulas.values import TEXTS
from tests.google_server.model import Book, CellFault, Column, Row, Sheet, Spreadsheet
from tests.google_server.shown import Reading, plain, time_is
from tests.google_server.values_api import values_get, values_update

NOON = 1_772_712_000


def workbook(locale: str = "en_US", zone: str = "Etc/GMT") -> Spreadsheet:
    sheets = [
        Sheet(number, title, [Row() for _ in range(30)], [Column() for _ in range(12)])
        for number, title in ((0, "Sheet1"), (7, "My data"))
    ]
    file = Spreadsheet("ID", Book(sheets, {"locale": locale, "timeZone": zone}))
    typed(file, "'My data'!A1", [["id", "name", "sum"], ["C-1", "Anna", 10], ["C-2", "Piotr", 20.5], ["C-3", "Ion", 5]])
    return file


def typed(file: Spreadsheet, range_text: str, rows: list[list[Any]]) -> None:
    with file.transaction(file.owner):
        values_update(file, file.owner, range_text, {"valueInputOption": ["USER_ENTERED"]}, {"values": rows})


def result(formula: str, locale: str = "en_US") -> Any:
    file = workbook(locale)
    typed(file, "Sheet1!A1", [[formula]])
    found = plain(file.book, file.book.sheets[0], 0, 0)
    return found.text if isinstance(found, CellFault) else found


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("= 1 / 1024", 0.0009765625),
        ("=1+2*3^2", 19),
        ("=-2^2", 4),
        ("=50%", 0.5),
        ('="a"&1&TRUE', "a1TRUE"),
        ("=(1=1)=TRUE", True),
        ('="ANNA"="anna"', True),
        ("=SUM('My data'!C:C)", 35.5),
        ("=SUM('My data'!C2:C4;1)", 36.5),
        ("=SUMIF('My data'!B2:B4,\"A*\",'My data'!C2:C4)", 10),
        ("=SUMIFS('My data'!C2:C4,'My data'!C2:C4,\">5\",'My data'!B2:B4,\"<>Anna\")", 20.5),
        ("=SUMPRODUCT('My data'!C2:C3,'My data'!C2:C3)", 520.25),
        ("=COUNT('My data'!A1:C4)", 3),
        ("=COUNTA('My data'!A:A)", 4),
        ("=COUNTBLANK('My data'!A1:A10)", 6),
        ("=COUNTIF('My data'!B:B,\"*o*\")", 2),
        ("=AVERAGE('My data'!C2:C4)", 35.5 / 3),
        ("=MAX('My data'!C2:C4)-MIN('My data'!C2:C4)", 15.5),
        ("=VLOOKUP(\"c-2\",'My data'!A:C,2,FALSE)", "Piotr"),
        ("=XLOOKUP(\"C-3\",'My data'!A2:A4,'My data'!B2:B4)", "Ion"),
        ("=XLOOKUP(\"C-9\",'My data'!A2:A4,'My data'!B2:B4,\"none\")", "none"),
        ("=INDEX('My data'!A1:C4,2,2)", "Anna"),
        ("=MATCH(\"name\",'My data'!1:1,0)", 2),
        ("=MATCH(6,{1;5;9},1)", 2),
        ('=IF(1>2,"a","b")', "b"),
        ("=IF(FALSE,1/0,3)", 3),
        ('=IFERROR(1/0,"oops")', "oops"),
        ('=IFNA(NA(),"none")', "none"),
        ('=IFS(FALSE,1,TRUE,"second")', "second"),
        ("=AND(TRUE,1>0)", True),
        ("=OR(FALSE,NOT(TRUE))", False),
        ("=ISBLANK(B9)", True),
        ('=LEFT("abc",2)&RIGHT("abc")&MID("abcd",2,2)', "abcbc"),
        ('=LEN(TRIM("  a   b "))', 3),
        ('=UPPER("ion")&LOWER("ION")&PROPER("anna-maria")', "IONionAnna-Maria"),
        ('=CONCATENATE("a",1.5,TRUE)', "a1.5TRUE"),
        ("=TEXTJOIN(\", \",TRUE,'My data'!B2:B5)", "Anna, Piotr, Ion"),
        ('=SUBSTITUTE("a-b-c","-","+",2)', "a-b+c"),
        ('=TEXT(46270,"dd.mm.yyyy")', "05.09.2026"),
        ("=DATE(2026,9,5)", 46270),
        ("=DATE(2026,14,1)", 46419),
        ('=YEAR("2026-09-05")*10000+MONTH(46270)*100+DAY(46270)', 20260905),
        ("=EDATE(DATE(2026,1,31),1)=DATE(2026,2,28)", True),
        ("=EOMONTH(46270,0)", 46295),
        ("=WEEKDAY(46270)", 7),
        ('=DATEDIF("2020-01-15","2026-09-05","Y")', 6),
        ("=NETWORKDAYS(DATE(2026,9,1),DATE(2026,9,7))", 5),
        ("=ROUND(2.345,2)", 2.35),
        ("=ROUND(-1.5)", -2),
        ("=MOD(-1,3)", 2),
        ("=ABS(-3)", 3),
        ('=REGEXMATCH("a@b.pl","@b\\.")', True),
        ('=REGEXREPLACE("600 700","(\\d+) (\\d+)","$2-$1")', "700-600"),
        ('=HYPERLINK("https://example.com","Anna")', "Anna"),
        ('=SWITCH(2,1,"a",2,"b")', "b"),
        ("=INDIRECT(\"'My data'!B3\")", "Piotr"),
        ('="1"+"2"', 3),
        ("=B9", None),
    ],
)
def test_a_formula_comes_to_its_value(formula: str, value: Any) -> None:
    found = result(formula)
    assert found == pytest.approx(value) if isinstance(value, float) else found == value
    assert isinstance(found, bool) is isinstance(value, bool)


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=1/0", "#DIV/0!"),
        ('="x"+1', "#VALUE!"),
        ("=FOO(1)", "#NAME?"),
        ("=nonsense", "#NAME?"),
        ("=Nowhere!A1", "#REF!"),
        ("=#REF!+1", "#REF!"),
        ("=A1", "#REF!"),
        ("=SUM(A1:A3)", "#REF!"),
        ("=SQRT(-1)", "#NUM!"),
        ("=VLOOKUP(\"zzz\",'My data'!A:C,2,FALSE)", "#N/A"),
        ("=FILTER('My data'!A2:A4,'My data'!B2:B4=\"zzz\")", "#N/A"),
        ("=LEFT()", "#N/A"),
        ("=1+", "#ERROR!"),
        ('=IMPORTDATA("https://example.com")', "#N/A"),
    ],
)
def test_a_wrong_formula_shows_its_error(formula: str, shown: str) -> None:
    assert result(formula) == shown


def test_every_error_has_its_text() -> None:
    file = workbook()
    typed(file, "A1", [["=1/0", "=A1+1", "=IFERROR(B1,7)"]])
    assert values_get(file, "A1:C1", {})["values"] == [[TEXTS["DIVIDE_BY_ZERO"], TEXTS["DIVIDE_BY_ZERO"], "7"]]


def test_cells_that_need_each_other_are_all_errors() -> None:
    file = workbook()
    typed(file, "A1", [["=B1", "=C1", "=A1", "=1+1"]])
    assert values_get(file, "A1:D1", {})["values"] == [["#REF!", "#REF!", "#REF!", "2"]]


def test_a_formula_sees_what_is_written_later() -> None:
    file = workbook()
    typed(file, "A1", [[1, "=A1*2"]])
    typed(file, "A1", [[5]])
    assert values_get(file, "B1", {})["values"] == [["10"]]


def test_a_chain_of_a_thousand_cells_is_calculated() -> None:
    sheet = Sheet(0, "Sheet1", [Row() for _ in range(1000)], [Column()])
    file = Spreadsheet("ID", Book([sheet], {}))
    typed(file, "A1", [[1], *([f"=A{row}+1"] for row in range(1, 1000))])
    assert plain(file.book, file.book.sheets[0], 999, 0) == 1000


def test_an_array_spills_into_empty_cells_and_others_see_it() -> None:
    file = workbook()
    typed(file, "A1", [["=ARRAYFORMULA('My data'!B2:B4&\"!\")", "=COUNTA(A1:A10)", "=A3"]])
    assert values_get(file, "A1:C5", {})["values"] == [["Anna!", "3", "Ion!"], ["Piotr!"], ["Ion!"]]


def test_unique_filter_sort_and_sequence_spill() -> None:
    file = workbook()
    row = [
        "=UNIQUE({1;1;2})",
        "=SORT('My data'!B2:B4,1,FALSE)",
        "=SEQUENCE(2)",
        "=FILTER('My data'!B2:C4,'My data'!C2:C4<20)",
    ]
    typed(file, "A1", [row])
    got = values_get(file, "A1:E3", {})["values"]
    assert got == [["1", "Piotr", "1", "Anna", "10"], ["2", "Ion", "2", "Ion", "5"], ["", "Anna"]]


def test_an_array_never_overwrites_a_filled_cell() -> None:
    file = workbook()
    typed(file, "A1", [["=SEQUENCE(3)"], [""], ["mine"]])
    found = plain(file.book, file.book.sheets[0], 0, 0)
    assert isinstance(found, CellFault)
    assert found.message == "Array result was not expanded because it would overwrite data in A3."
    assert values_get(file, "A1:A3", {})["values"] == [["#REF!"], [], ["mine"]]


def test_conditions_inside_an_array_formula_are_asked_row_by_row() -> None:
    file = workbook()
    typed(file, "A1", [['=ARRAYFORMULA(IF(\'My data\'!B2:B4="Ion",1,IFERROR(1/0,"other")))']])
    assert values_get(file, "A1:A3", {})["values"] == [["other"], ["other"], ["1"]]


def test_commas_belong_to_numbers_where_the_locale_says_so() -> None:
    assert result("=1,5*2", "pl_PL") == 3
    assert result("=SUM(1,5;2)", "ru_RU") == 3.5
    assert result("=IF(1;2;3)", "en_US") == 2
    assert result("=IF(1,2,3)", "ro_RO") == "#ERROR!"
    assert result("=SUM({1\\2;3\\4})", "pl_PL") == 10


def test_a_number_in_a_text_follows_the_locale() -> None:
    assert result('=1,5&""', "pl_PL") == "1,5"
    assert result('="2,5"+1', "pl_PL") == 3.5


def test_today_is_the_day_in_the_books_time_zone() -> None:
    late = NOON + 11.5 * 3600
    for zone, day in (("Etc/GMT", 46086), ("Europe/Warsaw", 46087)):
        file = workbook(zone=zone)
        typed(file, "A1", [["=TODAY()"]])
        with time_is(late):
            assert plain(file.book, file.book.sheets[0], 0, 0) == day


def test_a_formula_takes_on_the_format_of_what_it_is_made_of() -> None:
    file = workbook()
    typed(file, "A1", [["2026-09-05", "=A1+1", "=TODAY()-A1", "$5.00", "=D1*2", "=DATE(2026,1,2)", "=MAX(A1:A1)"]])
    got = values_get(file, "B1:G1", {})["values"][0]
    assert [got[0], got[2], got[3], got[4], got[5]] == ["2026-09-06", "$5.00", "$10.00", "1/2/2026", "2026-09-05"]
    assert Reading(file.book).number_format(file.book.sheets[0], 0, 2) is None


def test_a_named_range_stands_for_its_cells() -> None:
    file = workbook()
    with file.transaction(file.owner) as book:
        bounds = {"sheetId": 7, "startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 2, "endColumnIndex": 3}
        book.named_ranges = [{"name": "Sums", "range": bounds}]
    typed(file, "A1", [["=SUM(Sums)"]])
    assert plain(file.book, file.book.sheets[0], 0, 0) == 35.5


@pytest.mark.parametrize(
    "formula",
    [
        "=POWER(10000000,10000000)",
        "=SEQUENCE(10000000,10000000)",
        '=REPT("x",1E+300)',
        "=WORKDAY(1,1E+300)",
        "=WEEKDAY(1,9)",
        "=ADDRESS(1,-1)",
        "=OFFSET(A2,5,1E+300)",
        "=CHAR(1E+300)",
        '=SPLIT("a","")',
        '=REGEXMATCH("a","[")',
    ],
)
def test_what_no_sheet_can_hold_is_an_error_value_and_not_a_crash(formula: str) -> None:
    assert result(formula) in TEXTS.values()


def test_an_array_where_one_value_is_wanted_gives_its_first() -> None:
    assert result('=SWITCH({2,1},1,"a",2,"b")') == "b"
    assert result("=EQ({5,1},5)") is True
