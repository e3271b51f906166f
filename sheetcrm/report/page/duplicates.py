"""The groups of duplicates as one page on which they are judged; what was chosen is saved as a small file.

The page writes nowhere: `duplicates review --answers FILE` reads the file, and looks again at every row it speaks of.
"""

import datetime as dt
from collections.abc import Sequence

from sheetcrm.model.settings import Settings
from sheetcrm.report.page.changes import marked
from sheetcrm.report.page.markup import Html, element, joined
from sheetcrm.report.page.shell import whole_page
from sheetcrm.report.shown import printable, shown
from sheetcrm.report.text.duplicates import DIFFERS, LACKS, likeness
from sheetcrm.reviewing.answer_file import REPORT, VERSION
from sheetcrm.reviewing.answers import DECISIONS
from sheetcrm.reviewing.groups import Group, Member
from sheetcrm.words import Words, fold

ANSWERS_NAME = "duplicates-answers.json"
"""What the saved file is called."""


def duplicates_page(groups: Sequence[Group], words: Words, settings: Settings, today: dt.date) -> str:
    """The whole page with these groups, in their order."""
    title = words.say("review_page_title")
    judged = [_group(group, at, words, settings.region) for at, group in enumerate(groups, 1)]
    nothing = element("p", words.say("review_no_groups"), class_="good") if not groups else None
    body = joined(
        _head(title, words, settings, today),
        element("main", element("noscript", element("p", words.say("review_page_script"))), nothing, *judged),
    )
    return whole_page(
        body, f"{title} · {settings.title}", words, script="duplicates.js", styles=("page.css", "duplicates.css")
    )


def _head(title: str, words: Words, settings: Settings, today: dt.date) -> Html:
    made = words.say("page_made", date=words.date(today))
    save = element("button", words.say("review_page_save"), type="button", id="save", disabled=True)
    counter = element("output", id="counter", aria_live="polite", data_text=words.say("review_page_counter"))
    bar = element("div", counter, element("span", id="saved", role="status", hidden=True), save, class_="bar")
    return element(
        "header",
        element("div", element("h1", title), element("p", f"{settings.title} · {made}")),
        element("div", element("p", words.say("review_page_how")), class_="how"),
        bar,
        class_="top",
        id="answers",
        data_made=today.isoformat(),
        data_file=ANSWERS_NAME,
        data_saved=words.say("review_page_saved", path=ANSWERS_NAME),
        data_report=REPORT,
        data_version=VERSION,
        data_workbook=settings.title,
    )


def _group(group: Group, at: int, words: Words, region: str) -> Html:
    why = [
        element(
            "li", element("b", element("bdi", printable(member.number))), " ", element("bdi", printable(member.why))
        )
        for member in group.members
        if member.why
    ]
    rows = [_fact(group, at, place, name, words, region) for place, name in enumerate(group.fields)]
    heads = [_column(member, words) for member in group.members]
    put_off = element("span", words.say("review_put_off"), class_="later") if group.put_off else None
    name = element("bdi", printable(group.name))
    return element(
        "section",
        element("h2", name, " ", element("small", likeness(group, words)), " ", put_off),
        element("ul", *why, class_="reasons") if why else None,
        element(
            "div",
            element(
                "table",
                element("thead", element("tr", element("td"), element("td"), *heads)),
                element("tbody", *rows, _decisions(group, at, words)),
            ),
            class_="beside",
            role="group",
            aria_label=printable(group.name),
        ),
        class_="group",
        data_group=group.name,
    )


def _column(member: Member, words: Words) -> Html:
    stays, joins = (words.choice("duplicate_part", part) for part in ("stays", "joins"))
    return element(
        "th",
        element("bdi", printable(member.number)),
        element("span", stays if member.stays else joins, class_="part"),
        scope="col",
        class_="client stays" if member.stays else "client",
        data_number=member.number,
        data_mark=member.mark,
        data_take=member.take or None,
        data_stays=stays,
        data_joins=joins,
    )


def _fact(group: Group, at: int, place: int, name: str, words: Words, region: str) -> Html:
    differs, header = name in group.differing, words.header("duplicates", name)
    sign, meaning = "", ""
    if differs:
        sign, meaning = DIFFERS, words.say("review_differs")
    elif name in group.added:
        sign, meaning = LACKS, words.say("review_lacks")
    radio = f"g{at}-f{place}"
    rule = None
    if differs:
        checked = not any(_takes(member, header) for member in group.members)
        choice = element("input", type="radio", name_=radio, value="", checked=checked, data_field=name)
        rule = element("label", choice, words.say("review_page_rule"), class_="rule")
    first = group.members[0]
    cells = [_value(group, member, first, name, radio, header, words, region) for member in group.members]
    head = element("th", element("span", header), rule, scope="row")
    kind = "differs" if differs else "lacks" if sign else "same"
    return element("tr", element("td", sign, class_="sign", title=meaning or None), head, *cells, class_=kind)


def _value(
    group: Group, member: Member, first: Member, name: str, radio: str, header: str, words: Words, region: str
) -> Html:
    text = shown(member.facts.get(name), words, region)
    if not text:
        return element("td", element("i", "–"))
    seen: Html | None = element("bdi", text)
    if member is not first and name in group.differing:
        seen = marked(shown(first.facts.get(name), words, region), text)[1]
    if name not in group.differing:
        return element("td", seen)
    taken = _takes(member, header)
    choice = element(
        "input", type="radio", name_=radio, value=member.number, checked=taken, data_field=name,
        aria_label=f"{header}: {text} ({printable(member.number)})",
    )  # fmt: skip
    return element("td", element("label", choice, seen))


def _decisions(group: Group, at: int, words: Words) -> Html:
    cells = [_decision(member, f"g{at}-d{place}", words) for place, member in enumerate(group.members)]
    header = words.header("duplicates", "decision")
    return element("tr", element("td", class_="sign"), element("th", header, scope="row"), *cells, class_="decide")


def _decision(member: Member, radio: str, words: Words) -> Html:
    if member.stays:
        return element("td", element("i", "–"))
    options = [("", words.say("review_page_open"))]
    options += [(key, words.choice("duplicate_decision", key)) for key in DECISIONS]
    labels = [
        element(
            "label",
            element(
                "input", type="radio", name_=radio, value=key, checked=key == (member.decision or ""),
                data_decides=member.number,
            ),
            text,
        )
        for key, text in options
    ]  # fmt: skip
    legend = element("legend", printable(member.number), class_="unseen")
    return element("td", element("fieldset", legend, *labels))


def _takes(member: Member, header: str) -> bool:
    """Whether the row says already that this field is to be taken from it."""
    named = {fold(part) for part in member.take.split(",")}
    return member.take.strip() == "*" or fold(header) in named
