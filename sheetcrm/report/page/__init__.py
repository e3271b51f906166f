"""A plan as one HTML page that needs nothing but itself: no network, and no script to be read.

Every value is escaped as it enters an element; the one script, which only hides and shows, is named by its hash.
"""

from collections.abc import Mapping

from sheetcrm.model.plan import Plan
from sheetcrm.model.settings import Settings
from sheetcrm.report.arrangement import arrange
from sheetcrm.report.calendar import upcoming
from sheetcrm.report.page.changes import changes_section
from sheetcrm.report.page.days import days_section
from sheetcrm.report.page.findings import kinds_picture, problems_section
from sheetcrm.report.page.letters import LetterPreview, letters_section
from sheetcrm.report.page.markup import Html, element, joined
from sheetcrm.report.page.pictures import Bar, bars, thousands
from sheetcrm.report.page.shell import whole_page
from sheetcrm.words import Words

__all__ = ["LetterPreview", "page"]

REASONS_SHOWN = 10


def page(plan: Plan, words: Words, settings: Settings, previews: Mapping[str, LetterPreview] | None = None) -> str:
    """The whole page; `previews` shows letters by their key, a letter without one is only listed."""
    region = settings.region
    arrangement = arrange(plan)
    letters = letters_section(arrangement.letters, previews or {}, plan.after.table("clients"), words)
    events = upcoming(plan.after, settings, words, plan.today)
    changes = (
        changes_section(plan, arrangement, words, region)
        if arrangement.parts
        else element("section", element("p", words.say("page_empty"), class_="good"), id="changes")
    )
    body = joined(
        _head(plan, words, settings, with_letters=letters is not None),
        element(
            "main",
            _tiles(plan, words),
            _pictures(plan, words),
            days_section(events, words, plan.today, region),
            changes,
            problems_section(plan.problems, plan.before, words, region),
            letters,
        ),
    )
    title = f"{words.say('plan_title')} · {settings.title}"
    return whole_page(body, title, words, script="page.js", styles=("page.css",))


def _head(plan: Plan, words: Words, settings: Settings, *, with_letters: bool) -> Html:
    links = [("days", "page_calendar"), ("changes", "plan_title"), ("problems", "page_problems")]
    if with_letters:
        links.append(("letters", "letters_title"))
    navigation = element("nav", *(element("a", words.say(key), href=f"#{place}") for place, key in links))
    made = words.say("page_made", date=words.date(plan.today))
    placeholder = words.say("page_filter")
    search = element("input", type="search", id="find", placeholder=placeholder, aria_label=placeholder, hidden=True)
    return element(
        "header",
        element("div", element("h1", words.say("plan_title")), element("p", f"{settings.title} · {made}")),
        element("div", navigation, search, class_="bar"),
        element("p", words.say("page_filter_none"), id="none", hidden=True),
        class_="top",
    )


def _tiles(plan: Plan, words: Words) -> Html:
    counts = {**plan.counts(), "problems": len(plan.problems)}
    tiles = [
        element(
            "li",
            element("b", thousands(counts[key])),
            element("span", words.say(f"tile_{key}")),
            class_=f"tile tile-{key}",
        )
        for key in ("cells", "rows", "added", "letters", "problems")
    ]
    return element("ul", *tiles, class_="tiles")


def _pictures(plan: Plan, words: Words) -> Html | None:
    reasons: dict[str, int] = {}
    for change in plan.changes:
        reasons[change.why] = reasons.get(change.why, 0) + 1
    most = sorted(reasons.items(), key=lambda reason: -reason[1])[:REASONS_SHOWN]
    blocks = []
    if most:
        rows = [Bar(words.reason(why), count, "fill-change") for why, count in most]
        blocks.append(element("section", element("h2", words.say("page_reasons")), bars(rows)))
    if plan.problems:
        picture = kinds_picture(plan.problems, words)
        blocks.append(element("section", element("h2", words.say("by_kind")), picture))
    return element("div", *blocks, class_="pictures") if blocks else None
