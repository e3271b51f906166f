"""`sheetcrm duplicates find` from file to file: any table, clear words for what cannot be used, nothing changed."""

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter

from sheetcrm.finding.tables import encoding_of
from tests.calling import call

HEADER = ("id", "first_name", "last_name", "phone", "email", "city")
ROWS = (
    ("a1", "Katarzyna", "Kowalczuk", "+48 601 234 567", "kasia.k@wp.pl", "Kraków"),
    ("a2", "Piotr", "Zimowski", "+48 602 111 222", "zimowski@onet.pl", "Łódź"),
    ("a3", "Kasia", "KOWALCZUK", "0048601234567", "", "Krakow"),
    ("a4", "Jan", "Brzoza", "+48 603 999 888", "", "Gdynia"),
    ("a5", "Катажина", "Ковальчук", "", "Kasia.K@wp.pl", ""),
)


def table(path: Path, rows=ROWS, header=HEADER, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def find(folder: Path, path: Path, *more: object, **options):
    called = call("duplicates", "find", path, "--clusters", folder / "clusters.csv", *more, **options)
    clusters = dict(read(folder / "clusters.csv")[1:]) if called.code == 0 else {}
    return called, clusters


def test_clusters_are_called_as_their_first_record(tmp_path):
    called, clusters = find(tmp_path, table(tmp_path / "people.csv"))
    assert called.code == 0
    assert clusters == {"a1": "a1", "a2": "a2", "a3": "a1", "a4": "a4", "a5": "a1"}
    assert read(tmp_path / "clusters.csv")[0] == ["id", "cluster"]


def test_pairs_come_with_level_score_and_reasons_best_first(tmp_path):
    find(tmp_path, table(tmp_path / "people.csv"), "--pairs", tmp_path / "pairs.csv")
    header, *rows = read(tmp_path / "pairs.csv")
    assert header == ["id_1", "id_2", "level", "score", "reasons"]
    assert {tuple(row[:2]) for row in rows} == {("a1", "a3"), ("a1", "a5"), ("a3", "a5")}
    scores = [float(row[3]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    told = {tuple(row[:2]): row[4] for row in rows}
    assert "Phone: the same" in told["a1", "a3"]
    assert "First name: a short form" in told["a1", "a3"]
    assert "Surname: another spelling" in told["a1", "a5"]


def test_reasons_are_told_in_the_language_of_the_terminal(tmp_path):
    find(tmp_path, table(tmp_path / "people.csv"), "--pairs", tmp_path / "p.csv", environment={"LANG": "pl_PL.UTF-8"})
    assert any("Telefon: to samo" in row[4] for row in read(tmp_path / "p.csv"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_delimiter_and_encoding_is_read(tmp_path, delimiter, encoding):
    _, clusters = find(tmp_path, table(tmp_path / "people.csv", delimiter=delimiter, encoding=encoding))
    assert clusters["a3"] == clusters["a5"] == "a1"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp1251", "имя;Иванов Пётр;Ольга Лебедева;Омск"), ("cp1250", "imię;Łukasz Żak;Gdańsk;Świętokrzyska 5")],
)
def test_a_table_from_an_old_program_is_read_in_its_code_page(encoding, text):
    assert encoding_of(text.encode(encoding)) == encoding


def test_a_workbook_with_a_banner_and_russian_headers_is_read(tmp_path):
    path = tmp_path / "клиенты.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Клиенты")
        sheet.write_row(0, 0, ["Наши клиенты"])
        sheet.write_row(2, 0, ["Фамилия", "Имя", "Телефон", "Город"])
        people = [("Зимин", "Саша", 79161234567, "Омск"), ("Zimin", "Aleksandr", "8 916 123 45 67", "Омск")]
        for row, values in enumerate((*people, ("Лунин", "Пётр", "+7 903 765 43 21", "Тула")), 3):
            sheet.write_row(row, 0, values)
    called, clusters = find(tmp_path, path, "--json")
    assert clusters == {"1": "1", "2": "1", "3": "3"}
    assert called.document["columns"]["surname"] == ["Фамилия"]


def test_columns_can_be_told_and_are_then_not_guessed(tmp_path):
    header = ("key", "x", "y", "z", "w", "v")
    path = table(tmp_path / "people.csv", header=header)
    told = ("--map", "first_name=x", "--map", "surname=y", "--map", "phone=z")
    _, clusters = find(tmp_path, path, "--id", "key", *told, "--level", "sure")
    assert clusters["a3"] == "a1"
    assert clusters["a5"] == "a5"


def test_only_what_is_sure_is_put_together_when_asked(tmp_path):
    rows = (
        ("1", "Jan", "Bodzak", "+48 786 176 354", "dom@onet.pl", "Wrocław"),
        ("2", "Jan", "Bodzak", "+48 880 601 615", "dom@onet.pl", "Wrocław"),
    )
    _, clusters = find(tmp_path, table(tmp_path / "people.csv", (*ROWS, *rows)), "--level", "sure")
    assert clusters["1"] != clusters["2"]
    assert clusters["a3"] == "a1"


def test_the_table_stays_as_it_was_and_cannot_be_named_for_the_outcome(tmp_path):
    path = table(tmp_path / "people.csv")
    before = path.read_bytes()
    called = call("duplicates", "find", path, "--clusters", path)
    assert called.code == 2
    assert "people.csv" in called.err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--map", "phone"), 2, "FIELD=HEADER"),
        (("--map", "colour=city"), 2, "colour"),
        (("--map", "phone=Mobile"), 2, "Mobile"),
        (("--id", "number"), 2, "number"),
        (("--id", "city"), 2, "Omsk"),
    ],
)
def test_wrong_wishes_are_told_with_the_repair(tmp_path, arguments, code, said):
    path = table(tmp_path / "people.csv", [(*row[:5], "Omsk") for row in ROWS])
    called, _ = find(tmp_path, path, *arguments)
    assert called.code == code
    assert said in called.err
    assert not (tmp_path / "clusters.csv").exists()


def test_a_table_without_a_column_that_tells_who_is_meant_is_refused(tmp_path):
    called, _ = find(tmp_path, table(tmp_path / "x.csv", [("1", "red"), ("2", "blue")], ("id", "colour")))
    assert called.code == 2
    assert "colour" in called.err


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(tmp_path, content):
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    assert find(tmp_path, path)[0].code == 4


def test_a_missing_file_is_told(tmp_path):
    called, _ = find(tmp_path, tmp_path / "nowhere.csv")
    assert called.code == 4
    assert "nowhere.csv" in called.err


def test_an_outcome_that_cannot_be_written_is_told(tmp_path):
    path = table(tmp_path / "people.csv")
    called = call("duplicates", "find", path, "--clusters", tmp_path / "no" / "such" / "c.csv")
    assert called.code == 4


def test_equal_names_and_useless_phones_are_remarked_on_and_make_no_duplicates(tmp_path):
    rows = [(str(n), "Client", "Client", "нет", "", "") for n in range(30)]
    called, clusters = find(tmp_path, table(tmp_path / "x.csv", rows), "--json")
    assert {"names-equal", "phones-unusable"} <= set(called.document["remarks"])
    assert len(set(clusters.values())) == 30


def test_a_column_of_names_full_of_firms_is_remarked_on(tmp_path):
    rows = [(str(n), f"ООО Ромашка {n}", f"+7 916 123-4{n}-67") for n in range(10, 40)]
    called, _ = find(tmp_path, table(tmp_path / "x.csv", rows, ("id", "Name", "Phone")), "--json")
    assert called.document["remarks"] == ["names-firms"]


def test_the_json_form_has_its_numbers(tmp_path):
    called, _ = find(tmp_path, table(tmp_path / "people.csv"), "--json")
    form = called.document
    assert (form["version"], form["report"], form["rows"], form["groups"], form["rows_in_groups"]) == (
        1, "duplicates", 5, 1, 3,
    )  # fmt: skip
    assert form["pairs"]["sure"] + form["pairs"]["probable"] == 3
    assert form["pairs_file"] is None


def test_rows_that_are_too_short_or_hold_line_breaks_are_read(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text('id,name,phone\n1,"Anna\nKowalczuk",601234567\n2,Anna Kowalczuk,601 234 567\n3,Jan\n', "utf-8")
    _, clusters = find(tmp_path, path)
    assert clusters == {"1": "1", "2": "1", "3": "3"}
