"""Writes docs/columns.md from the model and the words: `python docs/make_columns.py`.

Nothing is told here that does not stand there; a test fails while the page is not up to date.
"""

from collections.abc import Iterator
from pathlib import Path

from sheetcrm.model.tabs import SETTINGS, TABS, Column, Tab
from sheetcrm.words import LANGUAGES, words_of

PAGE = Path(__file__).with_name("columns.md")

_HEAD = """\
# Tabs and columns

<!-- Made by docs/make_columns.py from sheetcrm/model and sheetcrm/words; change those, then run it. -->

Every tab and every column that sheetcrm knows. Columns of your own are kept, whatever they are called, and may be used
in letters; they need no entry here.

- **yes** under *created*: the column is in a new workbook.
- **add** under *created*: one word in `sheetcrm.toml` makes it, then run `sheetcrm init WORKBOOK` again:

  ```toml
  [tabs.clients]
  add = ["patronymic", "hobbies"]
  ```

- **add, with care**: data on health, faith, weak points and the like. It is never created unasked, never shown to
  templates, and `check` warns of it until the word stands in `[privacy] sensitive_allowed` too.
- **robot** under *filled by*: the robot keeps it right and people only look; a number that a person typed stays.
- A tab that refers to a client may repeat any field of the client: `add = ["client_city"]` shows the client's city.
- *Serves* names the requirements a column was made for.

Columns are recognised under many headers in four languages (`sheetcrm/words/*.toml`); `init` shows what it understood.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(line for tab in TABS if tab is not SETTINGS for line in _part(tab)), *_lists(), ""])


def _part(tab: Tab) -> Iterator[str]:
    words = words_of("en")
    titles = ", ".join(words_of(language).tab(tab.key) for language in LANGUAGES[1:])
    yield f"## {words.tab(tab.key)} (`{tab.key}`)\n"
    yield f"In the other languages: {titles}. {_created(tab)}\n"
    if tab.key == "archive":
        own = [column for column in tab.columns if column.key in ("merged_into", "archived_on", "restore", "kept")]
        yield "All columns of Clients, and:\n"
    else:
        own = list(tab.columns)
    yield "| header | word | kind | created | filled by | serves |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for column in own:
        yield _row(tab, column)
    yield ""


def _created(tab: Tab) -> str:
    if tab.hidden:
        return "Created hidden; it belongs to the robot."
    if not tab.shown:
        return "Created when it is needed."
    return "Created in a new workbook; it belongs to the robot." if tab.robot else "Created in a new workbook."


def _row(tab: Tab, column: Column) -> str:
    created = "yes" if column.shown else "add, with care" if column.group == "flag" else "add"
    kind = column.kind.replace("_", " ")
    if column.choices is not None:
        kind += f" from [{column.choices}](#lists)"
    if column.refers is not None:
        kind += f" to {column.refers}"
    filled_by = "robot" if column.robot else "people"
    header = words_of("en").header(tab.key, column.key)
    return f"| {header} | `{column.key}` | {kind} | {created} | {filled_by} | {', '.join(column.sources)} |"


def _lists() -> Iterator[str]:
    words = words_of("en")
    yield f"## {words.tab('settings')} (`settings`)\n"
    yield '<a id="lists"></a>'
    yield "One column a list; entries you add below a list are accepted like the ready ones.\n"
    yield "| list | header | ready entries |"
    yield "| --- | --- | --- |"
    for column in SETTINGS.columns:
        name = column.key.removeprefix("list_")
        entries = ", ".join(words.choices(name))
        yield f"| `{name}` | {words.header('settings', column.key)} | {entries or 'whatever people type'} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
