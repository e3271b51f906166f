"""The config: every fault at once, each with its path; the sample names every setting."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from sheetcrm.config import load_settings, read_settings
from sheetcrm.config_text import config_text
from sheetcrm.errors import ConfigUnusable
from sheetcrm.model.settings import Guards, Occasion, Settings, TabMapping
from sheetcrm.shipped import shipped_folder
from sheetcrm.stores.google.address import address_of

HERE = Path("/team/sheetcrm.toml")


def read(text):
    return read_settings(tomllib.loads(text), HERE)


def faults(text):
    with pytest.raises(ConfigUnusable) as error:
        read(text)
    assert error.value.exit_code == 3
    return {fault.partition(": ")[0]: fault.partition(": ")[2] for fault in error.value.details["faults"]}


def test_an_empty_config_is_the_defaults():
    found = read("")
    for field in fields(Settings):
        if field.name not in ("workbook", "backups_folder", "journal", "outbox", "occasions", "credentials"):
            assert getattr(found, field.name) == getattr(Settings(), field.name), field.name
    assert found.workbook == Path("/team/clients.xlsx") and found.journal == Path("/team/.sheetcrm/journal.sqlite")
    assert [occasion.key for occasion in found.occasions][:2] == ["birthday", "call_back"]


BROKEN = """
colour = "red"
[workbook]
language = "de"
region = "Poland"
country = "pl"
currency = "zł"
paht = "x"
[google]
credentials = 5
requests_per_minute = 0
request_gap = -1
pace = 3
[sender]
address = "not an address"
[numbers]
clients = "C"
people = "P-{n}"
[tidy]
"clients.phone" = "yes"
"clients.comment" = "write"
[checks]
off = ["no-such-code"]
stale_after_days = 99999999
[privacy]
sensitive_allowed = "religion"
[guards]
changed_share = 30
from_rows = -1
letters = true
speed = 1
[backups]
keep = "all"
[occasions]
off = ["cristmas"]
on = ["nothing"]
[files]
outbox = 5
[tabs.clients]
header_row = 0
add = ["wings"]
[tabs.clients.columns]
wings = "Wings"
name = 5
phone = "Tel"
whatsapp = "Tel"
[tabs.wishes]
title = "Wishes"
"""


def test_all_faults_are_told_at_once_each_with_its_path():
    assert set(faults(BROKEN)) == {
        "colour", "workbook.language", "workbook.region", "workbook.country", "workbook.currency", "workbook.paht",
        "google.credentials", "google.requests_per_minute", "google.request_gap", "google.pace",
        "sender.address", "numbers.clients", "numbers.people", 'tidy."clients.phone"', 'tidy."clients.comment"',
        "checks.off", "checks.stale_after_days", "privacy.sensitive_allowed",
        "guards.changed_share", "guards.from_rows",
        "guards.letters", "guards.speed", "backups.keep", "occasions.off", "occasions.on", "files.outbox",
        "tabs.clients.header_row",
        "tabs.clients.add", "tabs.clients.columns.wings", "tabs.clients.columns.name", "tabs.clients.columns",
        "tabs.clients.title", "tabs.wishes",
    }  # fmt: skip


@pytest.mark.parametrize("part", ["workbook", "sender", "tabs", "numbers", "tidy", "guards", "occasions", "files"])
def test_a_value_where_a_table_belongs_is_a_fault_and_no_crash(part):
    assert part in faults(f"{part} = 3")


@pytest.mark.parametrize(
    "text", ["[tabs]\nclients = 3", "[tabs.clients]\ntitle='x'\ncolumns = 3", "[tidy]\nclients.phone = 'write'"]
)
def test_a_wrong_shape_inside_is_a_fault_and_no_crash(text):
    assert faults(text)


def test_two_tabs_on_one_sheet_are_a_fault():
    assert "tabs" in faults("[tabs.clients]\ntitle = 'Data'\n[tabs.deals]\ntitle = 'Data'")


def test_a_secret_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("TEAM_MAIL", "studio@example.com")
    assert read('[sender]\naddress = "${TEAM_MAIL}"').sender_address == "studio@example.com"


def test_a_missing_variable_is_a_fault_with_its_path(monkeypatch):
    monkeypatch.delenv("TEAM_MAIL", raising=False)
    assert "TEAM_MAIL" in faults('[sender]\naddress = "${TEAM_MAIL}"')["sender.address"]


def test_a_secret_that_does_not_fit_is_not_told(monkeypatch):
    monkeypatch.setenv("SECRET", "s3cret")
    assert "s3cret" not in str(faults('[workbook]\nlanguage = "${SECRET}"'))


KEY = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
SPREADSHEET = f"https://docs.google.com/spreadsheets/d/{KEY}"


@pytest.mark.parametrize("named", [SPREADSHEET, f"{SPREADSHEET}/edit?gid=0#gid=0", KEY])
def test_the_address_or_the_key_of_a_spreadsheet_selects_google(named):
    found = read(f"[workbook]\npath = '{named}'")
    assert (found.spreadsheet, found.place, found.title) == (KEY, SPREADSHEET, SPREADSHEET)
    assert found.place == address_of(KEY)


def test_a_file_is_called_by_its_path_and_its_name():
    found = read("[workbook]\npath = 'lists/clients.xlsx'")
    assert (found.spreadsheet, found.place, found.title) == ("", "/team/lists/clients.xlsx", "clients.xlsx")


@pytest.mark.parametrize(
    "named", ["https://example.com/clients.xlsx", "https://docs.google.com/spreadsheets/d/e/2PACX-1vQx/pubhtml"]
)
def test_an_address_that_is_no_spreadsheet_is_a_fault(named):
    assert "Google spreadsheet" in faults(f"[workbook]\npath = '{named}'")["workbook.path"]


def test_how_google_is_reached_is_read(monkeypatch):
    monkeypatch.setenv("TEAM_KEYS", "/secrets")
    text = "[google]\ncredentials = '${TEAM_KEYS}/robot.json'\nrequests_per_minute = 20\nrequest_gap = 1"
    found = read(text)
    assert (found.credentials, found.requests_per_minute) == (Path("/secrets/robot.json"), 20)
    assert found.request_gap == 1.0 and read("").credentials == Path("/team/google-key.json")


@pytest.mark.parametrize("named", [SPREADSHEET, "clients.xlsx"])
def test_a_config_that_was_written_reads_as_it_was_meant(named):
    settings = read(f"[workbook]\npath = '{named}'\n[google]\nrequest_gap = 0.5" if "/" in named else "")
    text = config_text(settings, Path("/team"))
    assert ("[google]" in text, "[backups]" in text) == ("/" in named, "/" not in named)
    assert read(text) == settings


def test_a_config_of_the_version_before_is_read_without_the_columns_that_are_gone():
    text = '[tabs.duplicates]\ntitle = "Duplicates"\n[tabs.duplicates.columns]\nkey = "Key"\nfirst = "First client"\n'
    assert read(text).tabs["duplicates"].columns == {"key": "Key"}
    assert list(faults(text.replace("first =", "frist ="))) == ["tabs.duplicates.columns.frist"]


def test_tabs_and_their_columns_are_read():
    text = "[tabs.clients]\ntitle = 'Klienci'\nheader_row = 4\nadd = ['hobbies']\n"
    text += "[tabs.clients.columns]\nname = 'Nazwisko'\n'own:Rozmiar' = 'Rozmiar'\n"
    assert read(text).tabs == {
        "clients": TabMapping("Klienci", 4, {"name": "Nazwisko", "own:Rozmiar": "Rozmiar"}, ("hobbies",))
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "config-missing"),
        (b"\xff\xfe", "config-unreadable"),
        (b"a = ", "config-not-toml"),
        (b"[a]\n[a]", "config-not-toml"),
    ],
)
def test_a_file_that_is_no_config_is_told(tmp_path, content, code):
    path = tmp_path / "sheetcrm.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigUnusable, match=code):
        load_settings(path)


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "sheetcrm.toml"
    path.write_bytes(b"\xef\xbb\xbf[workbook]\nregion = 'PL'\n")
    assert load_settings(path).region == load_settings(path).country == "PL"


OCCASION = {"key": "fair", "tab": "clients", "field": "next_contact", "repeat": "once"}


def occasions(tmp_path, *entries, extra=""):
    def shown(value):
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, dict):
            return "{ " + ", ".join(f'"{k}" = {v!r}' for k, v in value.items()) + " }"
        return repr(value)

    text = extra + "".join(
        "[[occasion]]\n" + "".join(f"{name} = {shown(value)}\n" for name, value in entry.items()) for entry in entries
    )
    (tmp_path / "own.toml").write_text(text)
    (tmp_path / "sheetcrm.toml").write_text("[occasions]\nfile = 'own.toml'\n")
    try:
        return load_settings(tmp_path / "sheetcrm.toml").occasions
    except ConfigUnusable as error:
        return error.details["faults"]


def test_an_own_occasion_is_read(tmp_path):
    (found,) = occasions(tmp_path, {**OCCASION, "only": {"tier": ["key"]}, "limit_per_day": 3, "stale_days": 9})
    assert found == Occasion(**OCCASION, only={"tier": ("key",)}, limit_per_day=3, stale_days=9)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"key": "a:b"}, "key"), ({"key": "letter"}, "key"), ({"key": 5}, "key"), ({"key": ""}, "key"),
        ({"tab": "settings"}, "tab"), ({"tab": "wishes"}, "tab"),
        ({"field": "wings"}, "field"), ({"field": "phone"}, "field"), ({"field": "birthday"}, "field"),
        ({"repeat": "weekly"}, "repeat"), ({"leap_day": "feb30"}, "leap_day"),
        ({"lead_days": -1}, "lead_days"), ({"lead_days": "3"}, "lead_days"), ({"stale_days": 10**7}, "stale_days"),
        ({"after_days": 9, "stale_days": 3}, "stale_days"), ({"limit_per_day": "5"}, "limit_per_day"),
        ({"limit_per_day": 0}, "limit_per_day"), ({"task": "no"}, "task"), ({"enabled": 0}, "enabled"),
        ({"letter": 5}, "letter"), ({"consent": "phone"}, "consent"), ({"only": "customer"}, "only"),
        ({"only": {"status": "customer"}}, "only"), ({"unless": {"wings": ["x"]}}, "unless"),
        ({"always_task": {"stage": ["done"]}}, "always_task"), ({"colour": "red"}, "colour"),
        ({"repeat": "yearly", "stale_days": 365}, "stale_days"),
        ({"when": "birthday"}, "when"), ({"when": ["date"]}, "when"), ({"when": "silence"}, None),
        ({"when": "replenish"}, "tab"), ({"when": "holiday"}, "holiday"),
        ({"when": "holiday", "holiday": "xmas"}, "holiday"),
        ({"rites": ["GB"]}, "rites"), ({"countries": "PL"}, "countries"), ({"countries": ["Polska"]}, "countries"),
        ({"times": 0.5}, "times"), ({"from_purchases": 1}, "from_purchases"), ({"valid_days": 0}, "valid_days"),
        ({"on_day_off": "later"}, "on_day_off"), ({"apology_days": -1}, "apology_days"),
        ({"stale_days": 3, "apology_days": 3}, "apology_days"), ({"else_field": "phone"}, "else_field"),
        ({"action": {"vip": "Call"}}, "action"), ({"action": ""}, "action"), ({"gift": 5}, "gift"),
        ({"gift": {"gold": "Pen"}}, "gift"), ({"assignee": []}, "assignee"), ({"assignee": 5}, "assignee"),
        ({"only": {"client.wings": ["x"]}}, "only"), ({"only": {"own:Segment": ["x"]}}, None),
        ({"repeat": "yearly", "apology_days": 365}, "apology_days"),
        ({"also": {"tags": ["x"]}}, "also"), ({"also": {"tags": ["x"]}, "countries": ["PL"]}, None),
        ({"task_only": {"wings": ["x"]}}, "task_only"), ({"formerly": "fairs"}, "formerly"),
        ({"formerly": ["fairs"]}, None), ({"letters_per_day": 0}, "letters_per_day"),
        ({"contact_days": "a week"}, "contact_days"), ({"only": {"tier": ["Silver"]}}, None),
    ],
)  # fmt: skip
def test_a_faulty_occasion_is_told_with_its_number_and_key(tmp_path, change, name):
    told = occasions(tmp_path, OCCASION | {"key": "fine"}, {**OCCASION, **change})
    key = change.get("key", "fair")
    if name is None:
        assert [occasion.key for occasion in told] == ["fine", key]
    else:
        assert [fault.partition(": ")[0] for fault in told] == [f"occasion 2 ({key}).{name}"]


def test_all_faults_of_an_occasions_file_are_told_at_once(tmp_path):
    told = occasions(
        tmp_path, {**OCCASION, "when": "never", "rites": ["X"], "gift": 5}, {"key": "b", "when": "holiday"},
        {**OCCASION, "key": "c", "only": {"wings": ["x"]}, "stale_days": 3, "apology_days": 2},
    )  # fmt: skip
    assert [fault.partition(": ")[0] for fault in told] == [
        "occasion 1 (fair).when", "occasion 1 (fair).rites", "occasion 1 (fair).gift", "occasion 2 (b).holiday",
        "occasion 3 (c).only", "occasion 3 (c).apology_days",
    ]  # fmt: skip


def test_action_gift_and_assignee_may_be_written_short(tmp_path):
    short = {"action": "Call", "gift": {"key": "Pen"}, "assignee": ["manager", "Olga"]}
    (found,) = occasions(tmp_path, {**OCCASION, **short})
    assert (found.action, found.gift, found.assignee) == ({"": "Call"}, {"key": "Pen"}, ("manager", "Olga"))


def test_a_kind_of_day_knows_its_tab_and_whether_it_comes_back(tmp_path):
    silent, name_day = occasions(tmp_path, {"key": "s", "when": "silence"}, {"key": "n", "when": "name_day"})
    assert (silent.tab, silent.repeat) == ("clients", "once")
    assert (name_day.tab, name_day.repeat) == ("clients", "yearly")


def test_an_occasion_that_is_off_in_the_file_can_be_switched_on(tmp_path):
    assert "defenders_day" not in [occasion.key for occasion in read("").occasions]
    (tmp_path / "sheetcrm.toml").write_text("[occasions]\non = ['defenders_day']\n")
    assert "defenders_day" in [occasion.key for occasion in load_settings(tmp_path / "sheetcrm.toml").occasions]


@pytest.mark.parametrize("missing", ["key", "tab", "field", "repeat"])
def test_what_an_occasion_needs_is_told(tmp_path, missing):
    told = occasions(tmp_path, {name: value for name, value in OCCASION.items() if name != missing})
    assert any(fault.endswith(f".{missing}: line 1: is needed") for fault in told)


def test_a_fault_is_told_with_its_line_and_with_what_may_have_been_meant(tmp_path):
    told = occasions(tmp_path, OCCASION, {**OCCASION, "key": "b", "stale_dayz": 3, "only": {"status": ["custumer"]}})
    assert told == ["occasion 2 (b).stale_dayz: line 11: is not a setting of an occasion; perhaps stale_days"]
    told = occasions(tmp_path, {**OCCASION, "only": {"status": ["custumer", "Hibernating"]}}, {"key": "c", "tab": 5})
    assert told[0] == "occasion 1 (fair).only: line 6: 'custumer' is not an entry of status; perhaps 'customer'"
    assert [fault.partition(": ")[0] for fault in told[1:]] == [
        "occasion 2 (c).tab", "occasion 2 (c).field", "occasion 2 (c).repeat",
    ]  # fmt: skip


def test_two_occasions_of_one_key_are_a_fault(tmp_path):
    assert "'fair'" in occasions(tmp_path, OCCASION, OCCASION)[0]


def test_a_misspelt_table_is_no_empty_list(tmp_path):
    assert "occasions" in occasions(tmp_path, extra="[[occasions]]\nkey = 'x'\n")[0]


@pytest.mark.parametrize("text", ["occasion = 3\n", "occasion = ['x']\n", "occasion = ", "[occasion]\nkey = 'x'\n"])
def test_an_occasions_file_of_another_shape_is_told(tmp_path, text):
    assert occasions(tmp_path, extra=text)[0].startswith("occasions.file: ")


def test_an_occasion_can_be_switched_off_by_its_key(tmp_path):
    (tmp_path / "sheetcrm.toml").write_text("[occasions]\noff = ['verify', 'birthday']\n")
    keys = [occasion.key for occasion in load_settings(tmp_path / "sheetcrm.toml").occasions]
    assert "call_back" in keys and not {"verify", "birthday"} & set(keys)


def test_what_came_out_of_an_entry_that_is_off_is_off_unless_it_is_switched_on(tmp_path):
    def keys(text):
        (tmp_path / "sheetcrm.toml").write_text(f"[occasions]\n{text}\n")
        return {occasion.key for occasion in load_settings(tmp_path / "sheetcrm.toml").occasions}

    assert {"wedding", "relative_birthday"} <= keys("")
    assert {"wedding", "relative_birthday"}.isdisjoint(keys("off = ['relative_date']"))
    kept = keys("off = ['relative_date']\non = ['wedding']")
    assert "wedding" in kept and "relative_birthday" not in kept


SAMPLE = shipped_folder("config") / "sheetcrm.toml"
NAMED = {
    "workbook": "path", "spreadsheet": "path", "sender_name": "name", "sender_address": "address", "checks_off": "off",
    "occasions": "occasions", "backups_keep": "keep", "backups_folder": "folder", "calendar_folder": "folder",
}  # fmt: skip


def test_the_sample_config_names_every_setting():
    text = SAMPLE.read_text(encoding="utf-8")
    wanted = [NAMED.get(field.name, field.name) for kind in (Settings, TabMapping, Guards) for field in fields(kind)]
    missing = [
        name for name in wanted if not re.search(rf"^(?:# )?\[?(?:tabs\.clients\.)?{name}\b", text, re.MULTILINE)
    ]
    assert set(missing) <= {"tabs"}
    assert "[tabs.clients]" in text


def test_the_sample_config_can_be_used_and_shows_the_defaults():
    document = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    assert read_settings(document, HERE) == read("")


def test_the_occasions_file_names_every_setting_of_an_occasion():
    text = (shipped_folder("config") / "occasions.toml").read_text(encoding="utf-8")
    missing = [field.name for field in fields(Occasion) if not re.search(rf"\b{field.name}\b", text)]
    assert missing == []


def test_the_tab_of_letters_is_known_by_the_name_it_had_in_earlier_versions():
    document = {"tabs": {"mailings": {"title": "Mailings", "columns": {"to": "To", "key": "Key"}}}}
    found = read_settings(document, Path("/nowhere/sheetcrm.toml")).tabs
    assert list(found) == ["letters"] and found["letters"].title == "Mailings"


def test_the_folder_of_the_calendars_stands_beside_the_config_and_none_is_the_default():
    assert read("[calendar]\nfolder = 'feeds'").calendar_folder == Path("/team/feeds")
    assert read("[calendar]\nfolder = ''").calendar_folder is read("").calendar_folder is None
    assert faults("[calendar]\nfolder = 3\nfile = 'x'").keys() == {"calendar.folder", "calendar.file"}


def test_how_letters_travel_is_read_with_the_usual_port_of_the_security(tmp_path):
    found = read(
        '[sender]\naddress = "we@example.com"\n[mail]\ntransport = "smtp"\nserver = " mx.example.com "\n'
        'security = "tls"\ncertificates = "ca.pem"\ndkim_key = "key.pem"\ndkim_selector = "s1"'
    ).mail
    assert (found.transport, found.server, found.port, found.security) == ("smtp", "mx.example.com", 465, "tls")
    assert (found.certificates, found.dkim_key) == (Path("/team/ca.pem"), Path("/team/key.pem"))
    assert read('[mail]\nsecurity = "none"').mail.port == 25 and read("").mail.port == 587


def test_what_letters_lack_to_travel_is_told_at_once():
    told = faults('[mail]\ntransport = "smtp"\nuser = "me"\ndkim_key = "k"\nsecurity = "ssl"\nport = 0\nfast = true')
    assert set(told) == {
        "mail.server", "sender.address", "mail.user", "mail.dkim_key", "mail.security", "mail.port", "mail.fast",
    }  # fmt: skip
    assert set(faults('[mail]\ntransport = "pigeon"')) == {"mail.transport"}


def test_a_password_in_the_file_is_taken_only_where_nobody_else_can_read_it(tmp_path, monkeypatch):
    config = tmp_path / "sheetcrm.toml"
    config.write_text('[mail]\nuser = "me"\npassword = "swordfish"', encoding="utf-8")
    config.chmod(0o644)
    with pytest.raises(ConfigUnusable) as error:
        load_settings(config)
    (fault,) = error.value.details["faults"]
    assert fault.startswith("mail.password: ") and "swordfish" not in fault
    config.chmod(0o600)
    assert load_settings(config).mail.password == "swordfish"
    config.write_text('[mail]\nuser = "me"\npassword = "${SHEETCRM_MAIL_PASSWORD}"', encoding="utf-8")
    config.chmod(0o644)
    monkeypatch.setenv("SHEETCRM_MAIL_PASSWORD", "sesame")
    settings = load_settings(config)
    assert settings.mail.password == "sesame" and "sesame" not in repr(settings)
    monkeypatch.delenv("SHEETCRM_MAIL_PASSWORD")
    with pytest.raises(ConfigUnusable) as error:
        load_settings(config)
    assert [fault.partition(":")[0] for fault in error.value.details["faults"]] == ["mail.password"]
