"""What `init` understood and added, for the terminal and as data."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from sheetcrm.layout.mapping import Question
from sheetcrm.report.text.look import DIM, TITLE, sentence, stacked
from sheetcrm.report.text.mapping import MappedColumn, MappedTab
from sheetcrm.stores.cells import column_letter
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.adoption import Adopted


def mapped_tabs(done: "Adopted") -> list[MappedTab]:
    """Every sheet with a header and what each of its columns was taken for."""
    if done.recognised is None:
        return []
    tabs = []
    for found in done.recognised.tabs:
        mapping = done.settings.tabs.get(found.tab or "")
        fields = {header: field for field, header in mapping.columns.items()} if mapping is not None else {}
        columns = [
            MappedColumn(
                column_letter(column.number), column.header, fields.get(column.header), column.confidence,
                tuple(name for name, _ in column.alternatives),
            )
            for column in found.columns
        ]  # fmt: skip
        tabs.append(MappedTab(found.title, found.tab if mapping is not None else None, found.header.row, columns))
    return tabs


def adopted_view(done: "Adopted", config: Path, words: Words) -> RenderableType:
    """What was added, where the copy and the config are, and what comes next."""
    path = done.settings.place
    blocks: list[RenderableType] = [""]
    if done.created:
        blocks.append(sentence((words.say("init_created", path=path), TITLE)))
    for new in done.layout.new_columns:
        headers = ", ".join(column.header for column in new.columns)
        blocks.append(sentence(words.say("init_adds_columns", title=new.title, headers=headers)))
    tabs = [tab.title for tab in done.layout.new_tabs if not tab.hidden]
    if tabs and not done.created:
        blocks.append(sentence(words.say("init_adds_tabs", titles=", ".join(tabs))))
    if not done.layout.new_columns and not tabs:
        blocks.append(sentence(words.say("init_nothing_to_add")))
    if done.backup is not None:
        blocks.append(sentence((words.say("backup_at", path=done.backup), DIM)))
    if done.settings.spreadsheet and not done.layout.is_empty:
        blocks.append(sentence((words.say("versions_online"), DIM)))
    blocks.append(sentence((words.say("init_config_at", path=str(config)), DIM)))
    blocks.append(sentence((words.say("init_next"), TITLE)))
    return stacked(blocks)


def question_text(question: Question, offers: Sequence[str], words: Words) -> str:
    """A question with its numbered answers; 0 keeps the column as the team's own."""
    head = words.say("init_ask", title=question.title, header=question.header or "", share=f"{question.confidence:.0%}")
    answers = [f"  {number}  {words.header(question.tab, field)}" for number, field in enumerate(offers, 1)]
    return "\n".join([head, *answers, f"  0  {words.say('init_own_column')}"])


def adopted_document(done: "Adopted") -> Mapping[str, Any]:
    """The same as plain data."""
    return {
        "version": 1,
        "report": "init",
        "workbook": done.settings.place,
        "created": done.created,
        "language": done.settings.language,
        "region": done.settings.region,
        "backup": done.backup,
        "tabs": [
            {
                "title": tab.title,
                "tab": tab.tab,
                "header_row": tab.header_row,
                "columns": [
                    {"letter": c.letter, "header": c.header, "field": c.field, "confidence": round(c.confidence, 2)}
                    for c in tab.columns
                ],
            }
            for tab in mapped_tabs(done)
        ],
        "added_columns": {new.title: [c.header for c in new.columns] for new in done.layout.new_columns},
        "added_tabs": [tab.title for tab in done.layout.new_tabs],
    }
