"""Labelled directories in which very many share a phone, an address or a name, for `benchmarks/duplicates.py`.

    python benchmarks/duplicates_directories.py FOLDER [--rows 6000] [--share 0.03] [--seed 1] [KIND ...]

writes KIND.csv and KIND.truth.csv (id, entity, slice). `--share` is how many of the people and firms stand twice.
Names, streets and the kinds of mess are other ones than those of any generator the weights were looked at with.
"""

import argparse
import csv
import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

Row = dict[str, str]

GIVEN: Mapping[str, tuple[str, str]] = {
    "uk": (
        "Остап Тарас Богдан Назар Любомир Ярема Орест Данило Гнат Северин Мирон Устим Захар Лука Зиновій Всеволод",
        "Оксана Соломія Зоряна Уляна Мирослава Квітка Роксолана Одарка Леся Христина Орися Стефанія Яна Мотря Дзвінка",
    ),
    "kk": (
        "Нұрлан Ерлан Асқар Дәурен Бауыржан Мұрат Қанат Серік Жандос Алмас Ержан Төлеген Мейрам Санжар Арман Олжас",
        "Айгүл Гүлнар Жанар Сәуле Әсел Мәдина Назгүл Бақыт Динара Айнұр Раушан Меруерт Ботагөз Шолпан Қарлығаш",
    ),
    "de": (
        "Jürgen Holger Uwe Detlef Wolfgang Matthias Florian Sebastian Lukas Niklas Götz Ansgar Björn Torben Eckhard",
        "Heike Silke Birgit Ulrike Anneliese Käthe Gudrun Antje Friederike Sieglinde Wiebke Ricarda Jutta Bärbel Elke",
    ),
    "tr": (
        "Mehmet Ahmet Mustafa Emre Burak Çağlar Özgür Tolga Serkan Kerem Barış Gökhan İlker Volkan Orhan Şahin Ümit",
        "Ayşe Fatma Zeynep Elif Gülsüm Özlem Şule Çiğdem Nurhan Sevgi Tuğba Aslı Derya Pınar Yıldız Hülya Ebru",
    ),
    "vi": (
        "Anh Bảo Cường Dũng Đức Giang Hải Hùng Khánh Long Minh Nam Phong Quân Sơn Thắng Trung Tuấn Việt Vinh",
        "Chi Dung Hà Hạnh Hoa Hồng Hương Lan Linh Mai Nga Ngọc Nhung Oanh Phương Thảo Trang Tuyết Vân Yến",
    ),
    "mo": (
        "Veaceslav Grigore Serafim Tudor Anatol Petru Vasile Iurie Nicanor Ghenadie Sandu Ilarion Eugen Valeriu Dorin",
        "Lidia Natalia Aurica Ludmila Parascovia Silvia Tamara Doina Viorica Agafia Lilia Zinaida Rodica Stela Nadejda",
    ),
    "it": (
        "Gianluca Ettore Fabrizio Corrado Massimo Ruggero Salvatore Nunzio Vito Carmelo Ivano Loris Dario Piero Tullio",
        "Giuseppina Ornella Loredana Concetta Ambra Mirella Nives Rosalba Tiziana Cinzia Graziella Immacolata Fiorella",
    ),
}  # fmt: skip
MIDDLE_VI = (
    "Văn Văn Đức Hữu Quang Công Đình Xuân Thanh Gia Quốc Bá Viết Trọng Ngọc Thế",
    "Thị Thị Ngọc Thu Thanh Kim Bích Mỹ Diệu Khánh Phương Hoàng Tường Cẩm Xuân Minh",
)
FAMILY: Mapping[str, tuple[str, str]] = {
    "uk": ("Гнат Ков Дзюб Стець Прокоп Хоми Марч Лисо Бойч Рома Терещ Кравч Шелу Опана Гриц", "енко ук ишин ович чак ців"),
    "kk": ("Нұрпейіс Сейіт Әбді Қасым Жұмабай Тоқтар Оразбек Бекмұхан Сұлтан Ысқақ Дүйсен Мырза Кәрім", "ов ұлы бекұлы ев"),
    "de": ("Wald Stein Kirch Brand Hohen Linden Reich Schön Mühl Grün Ober Nieder Buch Eichen Krämer", "mann hofer bauer er ner berg stedt"),
    "tr": ("Yıl Kara Ak Demir Öz Taş Gün Bulut Kaya Er Altın Koç Ersoy Sön Tuna", "oğlu kan men lu türk dağ soy er"),
    "vi": ("Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý", ""),
    "mo": ("Bors Cib Moraru Gutu Rotar Ciob Buz Ţurc Balan Cojoc Harab Melnic Plăm Şchiop Straist", "anu aru u escu iuc an ean"),
    "it": ("Bell Ross Mart Colomb Gall Ferr Mor Vital Pellegr Sant Fabb Cattan Bertol Zanett Lombard", "ini ucci elli i etti one aro"),
}  # fmt: skip
CITIES: Mapping[str, str] = {
    "uk": "Дрогобич Самбір Калуш Ніжин Лубни Умань", "kk": "Талдықорған Қостанай Көкшетау Атырау Семей",
    "de": "Göttingen Lüneburg Siegen Bamberg Zwickau Aalen", "tr": "Eskişehir Çanakkale Muğla Niğde Kütahya",
    "vi": "Huế Vinh Pleiku Nha-Trang Quy-Nhơn", "mo": "Ungheni Soroca Cahul Orhei Comrat Hîncești",
    "it": "Rovigo Cuneo Terni Matera Lecco Pistoia",
}  # fmt: skip
STREETS: Mapping[str, str] = {
    "uk": "вул. Січових Стрільців|вул. Грушевського|просп. Чорновола|вул. Коциловського|вул. Опришківська",
    "kk": "көшесі Төле би|Абылай хан д-лы|Бейбітшілік көшесі|Желтоқсан көшесі",
    "de": "Goethestraße|Am Mühlenbach|Rosenweg|Bismarckstr.|Kleine Gasse|Hinter der Kirche",
    "tr": "Atatürk Cad.|İstiklal Sok.|Cumhuriyet Bulvarı|Gül Sok.|Fevzi Çakmak Cad.",
    "vi": "Đường Lê Lợi|Phố Hàng Bài|Đường Trần Phú|Đường 30 Tháng 4",
    "mo": "str. Vasile Lupu|bd. Decebal|str. Tighina|str. Mircea cel Bătrîn",
    "it": "Via Garibaldi|Corso Matteotti|Piazza Dante|Vicolo Stretto|Via XX Settembre",
}  # fmt: skip
CODES = {"uk": ("+380", "67"), "kk": ("+7", "705"), "de": ("+49", "171"), "tr": ("+90", "532"), "vi": ("+84", "91"),
         "mo": ("+373", "68"), "it": ("+39", "347")}  # fmt: skip
TRADES = "Optik Bäckerei Autohaus Apotheke Eczane Fırın Market Nakliyat Аптека Пекарня Меблі Кафе Салон Дәріхана Farmacia Brutăria".split()
FORMS = {"uk": "ТОВ", "kk": "ТОО", "de": "GmbH", "tr": "Ltd. Şti.", "vi": "Ltd", "mo": "S.R.L.", "it": "S.r.l."}
SYLLABLES = {
    "latin": "ban dor fel gur han kel lim mor nov pas rik sol tam ved zor bri cla dru fro gla kru pli sta tri vol",
    "cyrillic": "бан дор фел гур хан кел лим мор нов пас рик сол там вед зор бри кла дру фро гла кру пли ста три вол",
}
LETTERS = dict(zip("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяқғңөұүһәіы",
    "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia k g n o u u h a i y".split(), strict=False))  # fmt: skip


class World:
    """A source of people and firms that never gives one number, mailbox or birthday with a meaning twice by intent."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.numbers: set[int] = set()
        self.mailboxes = 0
        self.surnames = {tongue: self._surnames(tongue) for tongue in GIVEN}

    def _surnames(self, tongue: str) -> list[str]:
        """Make the surnames of a language: of most a thousand, the first ones the commonest; those of Vietnam are few."""
        stems, ends = FAMILY[tongue]
        if not ends:
            return stems.split()
        syllables = SYLLABLES["cyrillic" if tongue in ("uk", "kk") else "latin"].split()
        middles = ["", *syllables]
        return [
            self.dice.choice(stems.split()) + self.dice.choice(middles) + self.dice.choice(ends.split())
            if at % 3
            else (
                self.dice.choice(syllables).capitalize() + self.dice.choice(syllables) + self.dice.choice(ends.split())
            )
            for at in range(1000)
        ]

    def phone(self, tongue: str) -> str:
        """Give a fresh number."""
        code, mobile = CODES[tongue]
        number = self.dice.randrange(10**7)
        while number in self.numbers:
            number = self.dice.randrange(10**7)
        self.numbers.add(number)
        rest = f"{number:07d}"
        return f"{code} {mobile} {rest[:3]} {rest[3:5]} {rest[5:]}"

    def person(self, tongue: str, family: str = "", female: bool | None = None) -> Row:
        """Give somebody with first name and surname."""
        sex = self.dice.random() < 0.5 if female is None else female
        given = self.dice.choice(GIVEN[tongue][sex].split())
        if tongue == "vi":
            given = self.dice.choice(MIDDLE_VI[sex].split()) + " " + given
        family = family or self.surnames[tongue][int(len(self.surnames[tongue]) * self.dice.random() ** 1.6)]
        return {"first_name": given, "last_name": family, "sex": "f" if sex else "m"}

    def address(self, tongue: str) -> str:
        """Give a street with house and flat."""
        street = self.dice.choice(STREETS[tongue].split("|"))
        return f"{street} {self.dice.randint(1, 120)}/{self.dice.randint(1, 90)}"

    def city(self, tongue: str) -> str:
        """Give a town."""
        return self.dice.choice(CITIES[tongue].split())

    def tongue(self) -> str:
        """Give one of the languages."""
        return self.dice.choice(list(GIVEN))

    def mail(self, row: Row, domain: str) -> str:
        """Give a mailbox made of the name, with a number."""
        given, family = plain(row["first_name"]).split()[-1], plain(row["last_name"]).split()[-1]
        self.mailboxes += 1
        return f"{given[:1]}.{family}{self.mailboxes}@{domain}".lower()

    def birthday(self) -> str:
        """Give a day between 1945 and 2015."""
        return f"{self.dice.randint(1945, 2015)}-{self.dice.randint(1, 12):02}-{self.dice.randint(1, 28):02}"

    def firm(self, tongue: str) -> str:
        """Give a firm's name with its legal form."""
        stems, _ = FAMILY[tongue]
        syllables = SYLLABLES["cyrillic" if tongue in ("uk", "kk") else "latin"].split()
        own = self.dice.choice((self.dice.choice(stems.split()), self.dice.choice(syllables).capitalize()))
        name = (
            f"{self.dice.choice(TRADES)} {own}{self.dice.choice(syllables)}{self.dice.choice(('', ' Plus', ' 24', ''))}"
        )
        return f"{name} {FORMS[tongue]}"


def plain(text: str) -> str:
    """Write a text in plain Latin letters, the way a person without the keyboard does."""
    latin = "".join(_cased(letter) for letter in text)
    spread = unicodedata.normalize(
        "NFKD", latin.replace("ı", "i").replace("Đ", "D").replace("đ", "d").replace("ß", "ss")
    )
    return "".join(letter for letter in spread if letter.isascii())


def _cased(letter: str) -> str:
    found = LETTERS.get(letter.lower())
    if found is None:
        return letter
    found = found.replace("-", "")
    return found.capitalize() if letter.isupper() else found


def slip(text: str, dice: random.Random) -> str:
    """Make one slip of the finger."""
    if len(text) < 4:
        return text
    at = dice.randrange(1, len(text) - 1)
    return dice.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


def again(row: Row, world: World) -> Row:
    """Give the row as another hand typed it, with one to three changes; a phone or a mailbox may be another one."""
    dice, other = world.dice, dict(row)
    name = "first_name" if "first_name" in row else "company"
    ways: list[Callable[[], None]] = [
        lambda: other.update({key: plain(other[key]) for key in ("first_name", "last_name", "company") if other.get(key)}),
        lambda: other.update({name: slip(other[name], dice)}),
        lambda: other.update({key: other[key].upper() for key in ("first_name", "last_name", "company") if other.get(key)}),
        lambda: other.update({"phone": other.get("phone", "").replace(" ", "").replace("+", "00")}),
        lambda: other.update({"email": ""}),
        lambda: other.update({"address": other.get("address", "").replace("/", ", кв. ")}),
        lambda: other.update({"city": plain(other.get("city", ""))}),
    ]  # fmt: skip
    if "last_name" in row:
        ways += [
            lambda: other.update({"last_name": slip(other["last_name"], dice)}),
            lambda: other.update({"first_name": other["last_name"], "last_name": other["first_name"]}),
            lambda: other.update({"first_name": other["first_name"][:1] + "."}),
            lambda: other.update({"phone": world.phone(row["tongue"])}),
        ]
    for way in dice.sample(ways, dice.choice((1, 2, 2, 3))):
        way()
    return {key: value for key, value in other.items() if key in row}


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
    """Families with one phone, mailbox and address; sons are often called as their fathers, with a birthday or without."""
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
            yield row | home | {"birthday": world.birthday() if told else "", "slice": "households"}


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
