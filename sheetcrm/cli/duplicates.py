"""`sheetcrm duplicates`: which records of a table stand for one person or firm, and what becomes of them."""

from pathlib import Path

import click

from sheetcrm.cli.duplicates_levels import levels
from sheetcrm.cli.duplicates_merge import merge, unmerge
from sheetcrm.cli.duplicates_review import review
from sheetcrm.cli.running import Running, running_command
from sheetcrm.errors import WrongUsage

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def duplicates() -> None:
    """Find people and companies that stand in a table more than once, and make them one."""


@duplicates.command()
@click.argument("file", type=_FILE)
@click.option("--clusters", type=_FILE, required=True, help="Write id,cluster here; one cluster, one person or firm.")
@click.option("--pairs", type=_FILE, help="Write the pairs here, with score and reasons.")
@click.option("--id", "identifier", help="The column that names the rows (default: id, else their number).")
@click.option("--map", "mapped", multiple=True, metavar="FIELD=HEADER", help="What a column holds; may be repeated.")
@click.option("--level", type=click.Choice(("sure", "probable")), default="probable", show_default=True,
              help="Put together what is sure only, or what is probable too.")  # fmt: skip
@running_command
def find(
    running: Running, file: Path, clusters: Path, pairs: Path | None, identifier: str | None, mapped: tuple[str, ...],
    level: str,
) -> None:  # fmt: skip
    """Find the duplicates in FILE, a CSV or an .xlsx workbook, and write them into CSV files; FILE stays as it is."""
    from sheetcrm.finding.course import find_in_file
    from sheetcrm.report.duplicates_found import found_form, found_view

    summary = find_in_file(
        file, clusters, pairs, running.words, running.tell, level=level, identifier=identifier, wanted=_wanted(mapped)
    )
    if running.as_json:
        running.say_json(found_form(summary, clusters, pairs))
    else:
        running.say(found_view(summary, clusters, pairs, running.words))


for _command in (review, merge, unmerge, levels):
    duplicates.add_command(_command)


def _wanted(mapped: tuple[str, ...]) -> dict[str, list[str]]:
    wanted: dict[str, list[str]] = {}
    for text in mapped:
        field, sign, header = text.partition("=")
        if not sign or not header.strip():
            raise WrongUsage("find-map-unclear", value=text)
        wanted.setdefault(field.strip(), []).append(header.strip())
    return wanted
