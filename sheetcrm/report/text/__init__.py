"""The report in a terminal or a log: each function gives something rich can print; the cli prints it.

This room is the only home of rich.
"""

from sheetcrm.report.text.check import problems_view
from sheetcrm.report.text.course import Finding, Outcome, doctor_view, history_view, outcome_view
from sheetcrm.report.text.look import as_text, console_for
from sheetcrm.report.text.mapping import MappedColumn, MappedTab, mapping_view
from sheetcrm.report.text.plan import plan_view

__all__ = [
    "Finding",
    "MappedColumn",
    "MappedTab",
    "Outcome",
    "as_text",
    "console_for",
    "doctor_view",
    "history_view",
    "mapping_view",
    "outcome_view",
    "plan_view",
    "problems_view",
]
