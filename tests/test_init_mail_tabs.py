"""A workbook people have gets the tabs for letters as soon as letters travel, with the columns its config asks for."""

import datetime as dt
from dataclasses import replace

import openpyxl
import pytest

from sheetcrm.adoption import adopt
from sheetcrm.config import load_settings
from sheetcrm.mail_health import mailings_ready
from sheetcrm.model.settings import Mail
from sheetcrm.stores.opening import open_store
from sheetcrm.words import words_of

MAIL = """
[sender]
name = "Studio"
address = "studio@example.com"

[mail]
transport = "smtp"
server = "localhost"
security = "none"
"""


@pytest.fixture
def workbook(tmp_path):
    """A list of clients as people keep it, made ready once, before anybody thought of letters."""
    path = tmp_path / "shop.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Klienci"
    book.active.append(["Imię i nazwisko", "Telefon", "E-mail"])
    book.active.append(["Anna Nowak", "601 234 567", "anna@example.com"])
    book.save(path)
    adopt(path, tmp_path / "sheetcrm.toml")
    return path


def titles(path):
    book = openpyxl.load_workbook(path, read_only=True)
    found = book.sheetnames
    book.close()
    return found


def config_of(path, more):
    config = path.with_name("sheetcrm.toml")
    text = config.read_text(encoding="utf-8")
    head, _, rest = text.partition("[sender]")
    config.write_text(head + MAIL.strip() + "\n\n" + rest[rest.index("\n[") :] + more, encoding="utf-8")
    return config


def headers(path, title):
    book = openpyxl.load_workbook(path)
    found = [cell.value for cell in book[title][1]]
    rules = {str(rule.sqref): rule.formula1 for rule in book[title].data_validations.dataValidation}
    lists = {
        row[0].value: [cell.value for cell in row[1:] if cell.value]
        for row in book[words_of("pl").tab("settings")].iter_cols()
    }
    book.close()
    return found, rules, lists


def test_the_tabs_for_letters_come_with_the_server_and_not_before(workbook):
    words = words_of("pl")
    wanted = {words.tab(tab) for tab in ("mailings", "opt_outs", "consents")}
    assert wanted.isdisjoint(titles(workbook))
    adopt(workbook, config_of(workbook, ""))
    assert wanted <= set(titles(workbook))
    before = titles(workbook)
    adopt(workbook, workbook.with_name("sheetcrm.toml"))
    assert titles(workbook) == before


def test_mail_check_names_the_command_while_the_tab_is_missing(workbook):
    given = load_settings(workbook.with_name("sheetcrm.toml"))
    travels = replace(given, mail=Mail(transport="smtp", server="localhost"))
    found = open_store(given).read()
    (finding,) = mailings_ready(travels, words_of("pl"), found, dt.date(2026, 11, 23))
    assert (finding.level, finding.repair) == ("warn", "sheetcrm init")
    assert list(mailings_ready(given, words_of("pl"), found, dt.date(2026, 11, 23))) == []


def test_a_tab_the_config_names_is_made_with_its_title_its_headers_and_its_further_columns(workbook):
    more = '\n[tabs.mailings]\ntitle = "Kampanie"\nadd = ["on_occasion", "winner"]\ncolumns = { mailing = "Akcja" }\n'
    adopt(workbook, config_of(workbook, more))
    found, rules, lists = headers(workbook, "Kampanie")
    assert "Akcja" in found and "Z okazji" in found and "Lepsza wersja" in found
    assert words_of("pl").header("mailings", "repeats") not in found
    assert "urodziny" in lists["Okazje mailingów"] and lists["Wersje listu"] == ["Pierwsza", "Druga"]
    assert any(formula for formula in rules.values())
    mapping = load_settings(workbook.with_name("sheetcrm.toml")).tabs["mailings"]
    assert mapping.columns["on_occasion"] == "Z okazji" and mapping.columns["mailing"] == "Akcja"
