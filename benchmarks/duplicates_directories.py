"""Labelled directories in which very many share a phone, an address or a name, for `benchmarks/duplicates.py`.

    python benchmarks/duplicates_directories.py FOLDER [--rows 6000] [--share 0.03] [--seed 1] [KIND ...]

writes KIND.csv and KIND.truth.csv (id, entity, slice). `--share` is how many of the people and firms stand twice.
With its seed 1 faults of the weights were found and mended, so try another one.
"""

import argparse
import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from duplicates_world import Row, World, again, plain


def switchboard(world: World, count: int) -> Iterator[Row]:
    """Staff lists: one phone and one info@ for a whole firm."""
    while count > 0:
        tongue = world.tongue()
        firm, phone, city, where = world.firm(tongue), world.phone(tongue), world.city(tongue), world.address(tongue)
        domain = plain(firm).lower().replace(" ", "").strip(".") + f"{count}.com"
        for _ in range(min(count, world.dice.randint(20, 90))):
            count -= 1
            row = world.person(tongue) | {"phone": phone, "company": firm, "city": city, "address": where}
            yield row | {"email": world.dice.choice((f"info@{domain}", world.mail(row, domain))), "slice": "colleagues"}


def clinic(world: World, count: int) -> Iterator[Row]:
    """Doctors of some clinics: one phone, one address, the same post, no mailbox."""
    while count > 0:
        tongue = world.tongue()
        base = {"phone": world.phone(tongue), "address": world.address(tongue), "city": world.city(tongue)}
        for _ in range(min(count, 150)):
            count -= 1
            yield (
                world.person(tongue)
                | base
                | {"position": world.dice.choice(("Dr", "MD", "nurse")), "slice": "colleagues"}
            )


def households(world: World, count: int) -> Iterator[Row]:
    """Families with one phone, mailbox and address; where birthdays are told, some sons are called as their fathers."""
    while count > 0:
        tongue = world.tongue()
        head = world.person(tongue)
        home = {"phone": world.phone(tongue), "address": world.address(tongue), "city": world.city(tongue)}
        home["email"] = f"family.{plain(head['last_name']).lower()}{count}@gmail.com"
        told, names = world.dice.random() < 0.6, {head["first_name"]}
        for place in range(world.dice.randint(2, 5)):
            count -= 1
            row = head if not place else world.person(tongue, head["last_name"])
            if place and row["first_name"] in names and not (told and place == 2):
                continue
            if place == 2 and told and world.dice.random() < 0.3:
                row = {**head}
            names.add(row["first_name"])
            born = world.birthday(1950, 1975) if place < 2 else world.birthday(1985, 2015)
            yield row | home | {"birthday": born if told else "", "slice": "households"}


def school(world: World, count: int) -> Iterator[Row]:
    """Pupils with the phone and the mailbox of a parent, the class as their group; brothers, sisters and twins."""
    while count > 0:
        tongue = world.tongue()
        parent = world.person(tongue)
        shared = {"phone": world.phone(tongue), "email": world.mail(parent, "mail.com"), "city": world.city(tongue)}
        born, names = world.birthday(), {""}
        for _ in range(world.dice.randint(1, 3)):
            count -= 1
            twin = world.dice.random() < 0.3
            row = world.person(tongue, parent["last_name"])
            if row["first_name"] not in names:
                names.add(row["first_name"])
                yield row | shared | {"birthday": born if twin else world.birthday(), "slice": "households"}


def names_and_cities(world: World, count: int) -> Iterator[Row]:
    """Only a name and a city: nothing can be sure."""
    for _ in range(count):
        tongue = world.tongue()
        yield world.person(tongue) | {"city": world.city(tongue), "slice": "namesakes"}


def few_surnames(world: World, count: int) -> Iterator[Row]:
    """Vietnamese clients: a dozen surnames for all, own phones; half of them without any."""
    for _ in range(count):
        row = world.person("vi")
        phone = world.phone("vi") if world.dice.random() < 0.6 else ""
        mail = world.mail(row, "gmail.com") if world.dice.random() < 0.5 else ""
        yield row | {
            "phone": phone,
            "email": mail,
            "city": world.city("vi"),
            "address": world.address("vi"),
            "slice": "namesakes",
        }


def clients(world: World, count: int) -> Iterator[Row]:
    """Unrelated people of seven languages."""
    for _ in range(count):
        tongue = world.tongue()
        row = world.person(tongue)
        mail = world.mail(row, "inbox.net") if world.dice.random() < 0.7 else ""
        yield row | {
            "phone": world.phone(tongue),
            "email": mail,
            "city": world.city(tongue),
            "address": world.address(tongue),
            "slice": tongue,
        }


def without_phones(world: World, count: int) -> Iterator[Row]:
    """People with mailbox, employer and town."""
    for _ in range(count):
        tongue = world.tongue()
        row = world.person(tongue)
        yield row | {
            "email": world.mail(row, "post.org"),
            "company": world.firm(tongue),
            "city": world.city(tongue),
            "slice": tongue,
        }


def numbers_in_a_row(world: World, count: int) -> Iterator[Row]:
    """An exchange that gave out its numbers one after the other, namesakes side by side."""
    for at in range(count):
        row = world.person("de")
        yield row | {
            "phone": f"+49 551 39{at % 100000:05d}",
            "email": world.mail(row, "uni-example.de"),
            "company": "Universität Göttingen",
            "city": "Göttingen",
            "slice": "colleagues",
        }


def mall(world: World, count: int) -> Iterator[Row]:
    """Shops under one roof: one address and the mall's phone for dozens of firms."""
    while count > 0:
        tongue = world.tongue()
        base = {
            "phone": world.phone(tongue),
            "address": world.address(tongue).split("/")[0],
            "city": world.city(tongue),
        }
        seen: set[str] = set()
        for _ in range(min(count, 30)):
            firm = world.firm(tongue)
            own = firm.split()[1][:4]
            if own not in seen or world.dice.random() < 0.02:
                seen.add(own)
                count -= 1
                yield {"company": firm, **base, "email": "", "slice": "companies"}


def branches(world: World, count: int) -> Iterator[Row]:
    """Chains with a branch in every town and several in large ones; one hotline and one mailbox for many of them."""
    while count > 0:
        tongue = world.tongue()
        firm, hotline = world.firm(tongue), world.phone(tongue)
        mail = f"info@{plain(firm).lower().replace(' ', '').strip('.')}{count}.com"
        central = world.dice.random() < 0.5
        for _ in range(min(count, world.dice.randint(2, 15))):
            count -= 1
            yield {"company": firm, "phone": hotline if central else world.phone(tongue), "email": mail,
                   "city": world.city(tongue), "address": world.address(tongue), "slice": "companies"}  # fmt: skip


def firms(world: World, count: int) -> Iterator[Row]:
    """Firms of their own, with a tax number for some."""
    for at in range(count):
        tongue = world.tongue()
        tax = f"{at * 7919 % 10**9 + 10**9}" if world.dice.random() < 0.4 else ""
        yield {"company": world.firm(tongue), "phone": world.phone(tongue), "city": world.city(tongue),
               "address": world.address(tongue), "tax_id": tax, "slice": "companies"}  # fmt: skip


KINDS: tuple[Callable[[World, int], Iterator[Row]], ...] = (
    switchboard, clinic, households, school, names_and_cities, few_surnames, clients, without_phones, numbers_in_a_row,
    mall, branches, firms,
)  # fmt: skip


def write(kind: Callable[[World, int], Iterator[Row]], folder: Path, rows: int, share: float, seed: int) -> None:
    """Write one table and its truth; the rows are shuffled."""
    world = World(seed)
    table: list[tuple[int, Row]] = []
    for entity, row in enumerate(kind(world, rows)):
        table.append((entity, row))
        if world.dice.random() < share:
            table.append((entity, again({"tongue": "de"} | row, world)))
    world.dice.shuffle(table)
    fields = [name for name in table[0][1] if name not in ("slice", "tongue", "sex")]
    with (folder / f"{kind.__name__}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", *fields])
        writer.writerows([at, *(row.get(field, "") for field in fields)] for at, (_, row) in enumerate(table))
    with (folder / f"{kind.__name__}.truth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "entity", "slice"])
        writer.writerows([at, entity, row["slice"]] for at, (entity, row) in enumerate(table))


def main() -> None:
    """Write the tables that are named, or all."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("kinds", nargs="*", metavar="KIND")
    asked.add_argument("--rows", type=int, default=6000)
    asked.add_argument("--share", type=float, default=0.03)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    told.folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        if not told.kinds or kind.__name__ in told.kinds:
            write(kind, told.folder, told.rows, told.share, told.seed)


if __name__ == "__main__":
    main()
