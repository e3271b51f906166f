"""The world written down as the team's sheet, and the robot's own tabs read back as people see them.

Choices, birthdays without a year and countries are written as people write them, so that reading them is judged too.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sheetcrm.model.choices import CHOICES
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.words import words_of
from tests.building import table
from tests.year.world import Birthday, Client, Contact, Task, World

ROBOT_TABS = ("tasks", "letters", "memory")
COUNTRIES = {"PL": "Polska", "RO": "Romania", "RU": "Россия", "GB": "UK", "UA": "Ukraine", "MD": "Moldova",
             "KZ": "Kazakhstan", "BY": "Belarus", "US": "USA", "": None, "??": "beyond the sea"}  # fmt: skip
_CLIENTS = ("number", "name", "country", "sex", "tier", "status", "position", "industry", "birthday", "name_day",
            "registered_on", "next_contact", "verified_on", "email", "consent_greetings", "consent_offers", "tags",
            "wishes", "duplicate_of", "company", "salutation", "preferences", "manager", "action", "phone",
            "first_purchase", "last_purchase", "receipts", "purchases_sum", "average_receipt")  # fmt: skip
"""The columns that are written; a team's sheet need not have all hundred."""
_WORDS = words_of("en")


def sheet_of(world: World, robot: Mapping[str, Table], order: Sequence[str]) -> Snapshot:
    """The workbook: people's tabs from the world, clients in the order to which people sorted them; robot's as left."""
    told = {
        "clients": _narrow(table("clients", [_client(world.clients[number]) for number in order])),
        "purchases": table("purchases", [
            {**_whose(each.client), "bought_on": each.day, "product": each.product, "sum": 100.0}
            for each in world.purchases
        ]),
        "deals": table("deals", [
            {
                **_whose(each.client), "number": each.number, "stage": _WORDS.choice("deal_stage", each.stage),
                "opened_on": each.opened_on, "accepted_on": each.accepted_on, "ready_on": each.ready_on,
                "planned_on": each.planned_on, "next_step_on": each.next_step_on, "closed_on": each.closed_on,
                "delivery": _word("delivery", each.delivery),
            }
            for each in world.deals
        ]),
        "relatives": table("relatives", [
            {
                **_whose(each.client), "name": each.name, "relation": _word("relation", each.relation),
                "occasion": _word("date_occasion", each.occasion), "date": _birthday(each.date),
            }
            for each in world.relatives
        ]),
        "people": table("people", [
            {**_whose(each.client), "name": each.name, "birthday": _birthday(each.birthday)} for each in world.people
        ]),
        "consents": table("consents", [
            {
                **_whose(each.client), "purpose": _word("consent_purpose", each.purpose),
                "given": _word("consent_given", each.given), "given_on": each.day,
            }
            for each in world.consents
        ]),
        "log": table("log", [
            {
                **_whose(each.client), "contacted_on": each.day, "deal": each.deal,
                "result": _word("contact_result", each.result or None),
            }
            for each in world.log
        ]),
        "products": table("products", [
            {
                "product": each.name, "run_out_days": each.lasts, "price": each.price, "sale_price": each.sale_price,
                "sale_from": each.sale_from, "sale_until": each.sale_until,
            }
            for each in world.products
        ]),
        "archive": table("archive", [
            {"number": loser, "merged_into": winner, "archived_on": world.merged_on[loser]}
            for loser, winner in world.archived.items()
        ]),
        **{tab: robot[tab] if tab in robot else table(tab, []) for tab in ROBOT_TABS},
    }  # fmt: skip
    return Snapshot(told, "stamp")


def tasks_of(found: Snapshot) -> list[Task]:
    """The tasks as they stand there."""
    tasks = found.table("tasks")
    states = {_WORDS.choice("task_status", key): key
              for key in ("open", "done", "cancelled", "postponed", "declined")}  # fmt: skip
    columns = (tasks.values(name) for name in ("key", "number", "due_on", "client", "task_status", "postponed_to"))
    return [
        Task(key, number, _day(due), client, states[status] if status else "", _day(to) if to else None)
        for key, number, due, client, status, to in zip(*columns, strict=True)
    ]


def contacts_added(before: Snapshot, after: Snapshot) -> list[Contact]:
    """What the robot itself noted in the contact log: the tasks that people did."""
    log = after.table("log")
    results = {_WORDS.choice("contact_result", key): key for key in CHOICES["contact_result"]}
    columns = (list(log.values(name))[len(before.table("log")) :]
               for name in ("client", "contacted_on", "result", "deal"))  # fmt: skip
    return [
        Contact(client, _day(day), results.get(result, ""), deal)
        for client, day, result, deal in zip(*columns, strict=True)
    ]


def rewritten(tasks: Table, keep: Sequence[int], cells: Mapping[int, Mapping[str, Any]]) -> Table:
    """The tab after people worked in it: the rows kept, in that order, with some cells changed."""
    columns = {name: column.copy() for name, column in tasks.columns.items()}
    for at, changed in cells.items():
        for name, value in changed.items():
            if name in columns:
                columns[name][at] = value
    places = list(keep)
    return replace(
        tasks, columns={name: column[places] for name, column in columns.items()}, anchors=tasks.anchors[places],
        row_numbers=tasks.row_numbers[places],
    )  # fmt: skip


def status_word(key: str) -> str:
    """How people choose a status."""
    return _WORDS.choice("task_status", key)


def _client(client: Client) -> dict[str, Any]:
    name = f"{client.family} {client.first}" if client.country == "RU" else f"{client.first} {client.family}"
    return {
        "number": client.number, "name": name.strip() or None, "country": COUNTRIES[client.country],
        "sex": client.sex if client.sex_written else None, "tier": _word("tier", client.tier),
        "status": _word("client_status", client.status), "position": client.position, "industry": client.industry,
        "birthday": _birthday(client.born),
        "name_day": _birthday((None, *client.name_day)) if client.name_day else None,
        "registered_on": client.registered_on, "next_contact": client.next_contact, "verified_on": client.verified_on,
        "email": client.email, "tags": "; ".join(client.tags) or None, "wishes": ", ".join(client.wishes) or None,
        "duplicate_of": client.repeats, **client.consents,
    }  # fmt: skip


def _narrow(found: Table) -> Table:
    kept = [name for name in _CLIENTS if name in found.columns]
    return replace(
        found, columns={name: found.columns[name] for name in kept},
        headers={name: found.headers[name] for name in kept}, letters={name: found.letters[name] for name in kept},
    )  # fmt: skip


def _whose(number: str) -> dict[str, str]:
    return {"client": number, "client_number": number}


def _word(list_name: str, key: str | None) -> str | None:
    return _WORDS.choice(list_name, key) if key is not None else None


def _birthday(born: Birthday | None) -> Any:
    if born is None:
        return None
    year, month, day = born
    return f"{day:02}.{month:02}" if year is None else dt.date(year, month, day)


def _day(value: Any) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def added(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """What stands in a column now and did not before."""
    known = set(before)
    return [key for key in after if key not in known]
