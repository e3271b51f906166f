"""RULES: the order of the day; each rule sees the workbook as the ones before it leave it."""

import datetime as dt
from collections.abc import Callable, Iterable

from sheetcrm.model.changes import Change
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.calendar_tab import fill_calendar
from sheetcrm.rules.confirming import ask_for_confirmation, note_confirmations
from sheetcrm.rules.deriving import derive_facts
from sheetcrm.rules.duplicates.moving import finish_moves
from sheetcrm.rules.duplicates.review import carry_out_decisions, list_duplicates
from sheetcrm.rules.example import clear_example
from sheetcrm.rules.letter_news import note_letters
from sheetcrm.rules.letters import write_letters
from sheetcrm.rules.linking import carry_derived, link_clients
from sheetcrm.rules.mailings.counting import count_mailings
from sheetcrm.rules.mailings.on_occasions import write_occasion_mailings
from sheetcrm.rules.mailings.writing import write_mailings
from sheetcrm.rules.manager_letters import write_manager_letters
from sheetcrm.rules.numbering import number_rows
from sheetcrm.rules.opt_outs import hand_over_opt_outs
from sheetcrm.rules.replies import make_reply_tasks
from sheetcrm.rules.returned import note_returned
from sheetcrm.rules.task_channel import refresh_channels
from sheetcrm.rules.task_history import log_tasks
from sheetcrm.rules.tasks import make_tasks
from sheetcrm.rules.tidying import tidy_values

Rule = Callable[[Snapshot, Settings, dt.date], Iterable[Change]]

RULES: tuple[Rule, ...] = (
    clear_example,
    tidy_values,
    number_rows,
    finish_moves,
    carry_out_decisions,
    hand_over_opt_outs,
    link_clients,
    note_confirmations,
    log_tasks,
    derive_facts,
    list_duplicates,
    carry_derived,
    make_reply_tasks,
    refresh_channels,
    note_letters,
    note_returned,
    make_tasks,
    write_letters,
    ask_for_confirmation,
    write_manager_letters,
    count_mailings,  # whom each would reach, told before its letters are written
    write_occasion_mailings,
    write_mailings,
    count_mailings,
    fill_calendar,
)
