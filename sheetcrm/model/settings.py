"""Settings: every choice a team can make, with its default; `config/sheetcrm.toml` names and explains each."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

TidyMode = Literal["off", "suggest", "write"]


def _frozen(**values: Any) -> Mapping[str, Any]:
    return MappingProxyType(values)


@dataclasses.dataclass(frozen=True, slots=True)
class TabMapping:
    """Where a tab stands in the workbook: the sheet's title, the row of its header, field -> header as people wrote it.

    A header that stands twice is named with its number from the second on: `Phone #2`. `add`: further columns that
    `init` is to create.
    """

    title: str
    header_row: int = 1
    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)
    add: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Occasion:
    """A reason to greet or remind, one entry of `occasions.toml`; docs/occasions.md tells what each field is for.

    `when` says how its day D is found: in the column `field` of `tab` ("date"), or by one of WHENS. Columns with dates
    repeat "yearly" (birthdays) or are due "once". A task is made from D - `lead_days` (D + `after_days` for what is
    overdue) until D + `stale_days`; later it would be stale and, but for a call with an apology until D +
    `apology_days`, is not made. `on_day_off` moves the day on which somebody is to act off weekends and holidays. A
    letter goes on the same day, until `letter_stale_days` later, with the `consent` named; who cannot get one gets the
    task. `only`, `unless`, `also`, `task_only`, `always_task`: field -> choice keys; `also` lets pass whom `countries`
    would stop, `task_only` limits the task alone. `formerly`: keys this entry, or one it came out of, had before.
    `action` and `gift`: tier -> text, "" for any tier.
    """

    key: str
    tab: str
    field: str = ""
    repeat: Literal["yearly", "once"] = "once"
    when: str = "date"
    else_field: str | None = None
    holiday: str | None = None
    countries: tuple[str, ...] = ()
    also: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    formerly: tuple[str, ...] = ()
    rites: tuple[str, ...] = ()
    after_birthday: bool = True
    saintless: bool = False
    times: float = 2.0
    from_purchases: int = 3
    valid_days: int = 730
    lead_days: int = 0
    after_days: int = 0
    stale_days: int = 0
    apology_days: int = 0
    on_day_off: Literal["same", "before", "after"] = "same"
    letter_lead_days: int = 0
    letter_stale_days: int = 0
    contact_days: int = 0
    task: bool = True
    letter: str | None = None
    consent: str | None = None
    always_task: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    task_only: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    unless: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    action: Mapping[str, str] = dataclasses.field(default_factory=dict)
    gift: Mapping[str, str] = dataclasses.field(default_factory=dict)
    assignee: tuple[str, ...] = ("manager",)
    empty_means_due: bool = False
    limit_per_day: int | None = None
    letters_per_day: int | None = None
    leap_day: Literal["feb28", "mar1"] = "feb28"
    enabled: bool = True


WHENS: Mapping[str, str] = MappingProxyType(
    {
        "date": "",
        "name_day": "clients",
        "holiday": "clients",
        "profession_day": "clients",
        "silence": "clients",
        "last_purchase": "clients",
        "no_purchase": "clients",
        "wish_on_sale": "clients",
        "replenish": "purchases",
        "stage_idle": "deals",
        "consent_ends": "consents",
        "task_untouched": "tasks",
    }
)
"""How the day of an occasion can be found -> the tab whose rows it is about, "" where the entry names it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Guards:
    """Limits on what one run may do unasked; `--force` lifts them.

    `letters`: letters that nobody ordered row by row. `mailing`: letters of one mailing, which somebody did order.
    """

    changed_share: float = 0.3
    vanished_share: float = 0.3
    from_rows: int = 20
    letters: int = 50
    mailing: int = 2000


@dataclasses.dataclass(frozen=True, slots=True)
class Duplicates:
    """How clients who stand in the sheet twice are looked for and shown.

    `search`: whether at all. `groups`: how many undecided groups the Duplicates tab holds at most. `sure` and
    `probable`: how likely a pair must be one and the same to be called so. `merge_exact`: fields out of `EXACT`; two
    clients of one name that agree in one of them, and are sure, become one without being asked about. `learn`:
    whether the weights are fitted to the sheet and to what people decided.
    """

    search: bool = True
    groups: int = 20
    sure: float = 0.995
    probable: float = 0.5
    merge_exact: tuple[str, ...] = ()
    learn: bool = True


EXACT = ("phone", "email", "tax_id")
"""What `merge_exact` may name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Calls:
    """When people may be called who did not say when: `hours` by their own clock. `time_zone`: the team's own."""

    hours: tuple[dt.time, dt.time] = (dt.time(9), dt.time(20))
    time_zone: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Mail:
    """How letters travel. `transport`: "outbox" (files to look at), "smtp" or "gmail" (the Gmail API).

    `server`, `port`, `security` ("tls", "starttls", "none"), `user`, `password`: the SMTP server. `login`: by
    "password", or by "oauth" with tokens from `credentials`, the key for Google where the config names no other.
    `certificates`: a file of authorities to trust instead of the system's. `dkim_key`, `dkim_selector`: letters are
    signed with this key. `connections`: how many at once. `per_day`: letters in 24 hours. `per_client`: letters to one
    client in `per_client_days` days, service letters apart. `refused_share`: a larger share of letters that cannot
    be made stops
    a mailing. `unsubscribe_url`: where people on the outside find the opt-out page, https. `unsubscribe_mail`: an
    address that takes opt-outs. `confirm_consents`: consents to offers and news count once the person pressed a button
    in a letter. `customer_countries`: countries (ISO) whose clients get offers without a consent for `customer_days`
    days after they bought something. `attachments`: the folder of the files that attachments.txt of a letter names;
    None: `attachments` in the folder of templates.
    """

    transport: Literal["outbox", "smtp", "gmail"] = "outbox"
    server: str = ""
    port: int = 587
    security: Literal["tls", "starttls", "none"] = "starttls"
    user: str = ""
    login: Literal["password", "oauth"] = "password"
    password: str = dataclasses.field(default="", repr=False)
    credentials: Path | None = None
    certificates: Path | None = None
    dkim_key: Path | None = None
    dkim_selector: str = ""
    connections: int = 2
    per_day: int = 400
    per_client: int = 4
    per_client_days: int = 30
    refused_share: float = 0.1
    unsubscribe_url: str = ""
    unsubscribe_mail: str = ""
    confirm_consents: bool = False
    customer_countries: tuple[str, ...] = ()
    customer_days: int = 730
    attachments: Path | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Inbox:
    """The mailbox that takes bounces and answers, read over IMAP; `server` is empty while none is read.

    `login`: by "password", or by "oauth" with tokens from the key of [mail]. `sent_folder`: where the provider keeps
    what was sent; empty: found by its mark. `certificates`: a file of authorities to trust instead of the system's.
    """

    server: str = ""
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    password: str = dataclasses.field(default="", repr=False)
    certificates: Path | None = None
    folder: str = "INBOX"
    sent_folder: str = ""
    login: Literal["password", "oauth"] = "password"


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """The whole config as one object; paths are absolute.

    `spreadsheet` is the key of a Google spreadsheet; while it is empty, the workbook is the file at `workbook`.
    `request_gap` is in seconds. `managers`: name, as in the sheet -> e-mail address.
    """

    workbook: Path = Path("clients.xlsx")
    spreadsheet: str = ""
    language: str = "en"
    region: str = "GB"
    country: str = "GB"
    currency: str = "EUR"
    sender_name: str = ""
    sender_address: str = ""
    tabs: Mapping[str, TabMapping] = dataclasses.field(default_factory=dict)
    numbers: Mapping[str, str] = dataclasses.field(
        default_factory=lambda: _frozen(clients="C-{n:04}", deals="D-{n:04}", tasks="T-{n:04}", mailings="M-{n:04}")
    )
    tidy: Mapping[str, TidyMode] = dataclasses.field(default_factory=dict)
    checks_off: tuple[str, ...] = ()
    sensitive_allowed: tuple[str, ...] = ()
    stale_after_days: int = 365
    occasions: tuple[Occasion, ...] = ()
    guards: Guards = Guards()
    duplicates: Duplicates = Duplicates()
    calls: Calls = Calls()
    mail: Mail = Mail()
    inbox: Inbox = Inbox()
    managers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    backups_keep: int = 10
    backups_folder: Path = Path(".sheetcrm/backups")
    journal: Path = Path(".sheetcrm/journal.sqlite")
    outbox: Path = Path("outbox")
    templates: Path | None = None
    calendar_folder: Path | None = None
    credentials: Path = Path("google-key.json")
    requests_per_minute: int = 50
    request_gap: float = 0.2

    @property
    def place(self) -> str:
        """Where a person finds the workbook: the address of the spreadsheet, or the path of the file.

        >>> Settings(spreadsheet="1BxiMVs0XRA5nFMd").place
        'https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMd'
        """
        return f"{SPREADSHEETS}{self.spreadsheet}" if self.spreadsheet else str(self.workbook)

    @property
    def title(self) -> str:
        """What a page or a finding calls the workbook: the address of the spreadsheet, or the name of the file."""
        return self.place if self.spreadsheet else self.workbook.name

    @property
    def state_folder(self) -> Path:
        """Where the journal, the lock and the caches stand."""
        return self.journal.parent

    def tidy_mode(self, tab: str, field_name: str) -> TidyMode:
        """What may be done to values of that column; a column nobody named is left as it is."""
        return self.tidy.get(f"{tab}.{field_name}", "off")


SPREADSHEETS = "https://docs.google.com/spreadsheets/d/"
"""Where Google shows a spreadsheet; its key follows."""

OLDEST = dt.date(1900, 3, 1)
"""Dates before this are not told apart from typing errors (spreadsheet serials start to be right here)."""
