"""What the package says about itself: content types, relationships, and the workbook part with its sheets and names.

Parts are found through relationships, never by a guessed name.
"""

import posixpath
from typing import NamedTuple
from urllib.parse import unquote

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.stores.excel.package import Package, part_key
from sheetcrm.stores.excel.xml_spans import (
    MAIN,
    Element,
    Splice,
    attributes,
    children,
    escaped,
    inside_at_end,
    masked,
    namespace_of,
    require_utf8,
    root_element,
    spliced,
    text_of,
    with_attribute,
)

CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS = {
    True: "http://purl.oclc.org/ooxml/officeDocument/relationships/",
    False: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
}
_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
XML_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Relation(NamedTuple):
    """One relationship: `kind` is the last word of its type, `target` a part name without a leading slash."""

    identity: str
    kind: str
    target: str
    external: bool


class SheetPlace(NamedTuple):
    """A sheet of the workbook: its place among the tabs (from 0), its part, its kind and how it is shown."""

    name: str
    tab: int
    part: str
    kind: str
    state: str


class DefinedName(NamedTuple):
    """A name of the workbook; `sheet` is the tab index it is local to, None when it holds everywhere."""

    name: str
    sheet: int | None
    text: str
    element: Element


class WorkbookPart(NamedTuple):
    """The workbook part, read: its bytes are spliced later, so offsets belong to the content as read."""

    part: str
    root: Element
    namespace: str
    strict: bool
    sheets: list[SheetPlace]
    names: list[DefinedName]
    date1904: bool
    relations: list[Relation]


def relations_part(part: str) -> str:
    """Give the name of the part that lists another part's relationships.

    >>> relations_part("xl/workbook.xml"), relations_part("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def relations_of(package: Package, part: str) -> list[Relation]:
    """Give the relationships of a part, none if it has no list of them; "" stands for the whole package."""
    listed = relations_part(part)
    if not package.holds(listed):
        return []
    content = masked(package.read(listed))
    root = root_element(content, listed)
    found = []
    for child in children(content, root.inner, root.close):
        given = attributes(content[child.start : child.inner])
        external = given.get("TargetMode") == "External"
        target = given.get("Target", "")
        if not external:
            target = unquote(target.replace("\\", "/"))
            target = posixpath.normpath(posixpath.join("/" + posixpath.dirname(part), target)).lstrip("/")
        found.append(Relation(given.get("Id", ""), given.get("Type", "").rsplit("/", 1)[-1], target, external))
    return found


def related(package: Package, part: str, kind: str) -> list[str]:
    """Give the names of the existing parts that a part points at with relationships of one kind."""
    return [
        relation.target
        for relation in relations_of(package, part)
        if relation.kind == kind and not relation.external and package.holds(relation.target)
    ]


def read_workbook_part(package: Package) -> WorkbookPart:
    """Read the workbook part; refuses what is not a spreadsheet, or one that may not be changed."""
    found = related(package, "", "officeDocument")
    if not found:
        raise WorkbookUnusable("not-a-workbook")
    part = found[0]
    if part.lower().endswith(".bin"):
        raise WorkbookUnusable("binary-workbook")
    whole = package.read(part)
    require_utf8(whole, part)
    content = masked(whole)
    root = root_element(content, part)
    namespace = namespace_of(content, root)
    if root.name != "workbook" or namespace not in MAIN:
        raise WorkbookUnusable("not-a-workbook")
    relations = relations_of(package, part)
    by_identity = {relation.identity: relation for relation in relations}
    sheets: list[SheetPlace] = []
    names: list[DefinedName] = []
    date1904 = False
    for child in children(content, root.inner, root.close):
        if child.name == "workbookPr":
            date1904 = attributes(content[child.start : child.inner]).get("date1904", "0") in ("1", "true", "on")
        elif child.name == "sheets":
            sheets = _sheets(content, child, by_identity)
        elif child.name == "definedNames":
            names = _defined_names(content, whole, child)
    return WorkbookPart(part, root, namespace, namespace == MAIN[1], sheets, names, date1904, relations)


def _sheets(content: bytes, parent: Element, relations: dict[str, Relation]) -> list[SheetPlace]:
    found = []
    for tab, child in enumerate(children(content, parent.inner, parent.close)):
        given = attributes(content[child.start : child.inner])
        identity = next((value for name, value in given.items() if name.endswith(":id")), "")
        relation = relations.get(identity)
        target, kind = (relation.target, relation.kind) if relation else ("", "missing")
        found.append(SheetPlace(given.get("name", ""), tab, target, kind, given.get("state", "visible")))
    return found


def _defined_names(content: bytes, whole: bytes, parent: Element) -> list[DefinedName]:
    found = []
    for child in children(content, parent.inner, parent.close):
        given = attributes(content[child.start : child.inner])
        sheet = given.get("localSheetId", "")
        text = text_of(whole[child.inner : child.close])
        found.append(DefinedName(given.get("name", ""), int(sheet) if sheet.isdigit() else None, text, child))
    return found


def ask_for_calculation(content: bytes, workbook: WorkbookPart) -> Splice | None:
    """Give the splice that makes Excel calculate everything when it opens the file; None if it already does."""
    mask = masked(content)
    for child in children(mask, workbook.root.inner, workbook.root.close):
        if child.name == "calcPr":
            tag = content[child.start : child.inner]
            changed = with_attribute(tag, "fullCalcOnLoad", "1")
            return None if changed == tag else Splice(child.start, child.inner, changed)
    later = {"oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing"}
    later |= {"fileRecoveryPr", "webPublishObjects", "extLst"}
    at = workbook.root.close
    for child in children(mask, workbook.root.inner, workbook.root.close):
        if child.name in later:
            at = child.start
            break
    return Splice(at, at, b"<" + workbook.root.prefix + b'calcPr calcId="0" fullCalcOnLoad="1"/>')


def add_relation(package: Package, part: str, kind: str, target: str, strict: bool) -> str:
    """Add a relationship from a part to another and give its identity; a missing list is made."""
    listed = relations_part(part)
    if not package.holds(listed):
        package.add(listed, XML_HEAD + _RELATIONS)
    content = package.read(listed)
    require_utf8(content, listed)
    root = root_element(masked(content), listed)
    taken = {relation.identity for relation in relations_of(package, part)}
    number = len(taken) + 1
    while f"rId{number}" in taken:
        number += 1
    full = RELATIONSHIPS[strict] + kind
    new = b"<" + root.prefix + f'Relationship Id="rId{number}" Type="{full}" Target="/{escaped(target)}"/>'.encode()
    package.replace(listed, spliced(content, [inside_at_end(content, root, new)]))
    return f"rId{number}"


def add_content_type(package: Package, part: str, content_type: str) -> None:
    """Declare the content type of one new part."""
    content = package.read(CONTENT_TYPES)
    require_utf8(content, CONTENT_TYPES)
    root = root_element(masked(content), CONTENT_TYPES)
    new = b"<" + root.prefix + f'Override PartName="/{escaped(part)}" ContentType="{content_type}"/>'.encode()
    package.replace(CONTENT_TYPES, spliced(content, [inside_at_end(content, root, new)]))


def remove_part(package: Package, owner: str, part: str) -> None:
    """Leave a part out together with its relationship from `owner` and its content type."""
    key = part_key(part)
    for listed, attribute in ((relations_part(owner), "Target"), (CONTENT_TYPES, "PartName")):
        content = package.read(listed)
        mask = masked(content)
        root = root_element(mask, listed)
        cuts = []
        for child in children(mask, root.inner, root.close):
            value = attributes(content[child.start : child.inner]).get(attribute, "")
            base = "" if listed == CONTENT_TYPES else posixpath.dirname(owner)
            if value and part_key(posixpath.normpath(posixpath.join("/" + base, value))) == key:
                cuts.append(Splice(child.start, child.end, b""))
        package.replace(listed, spliced(content, cuts))
    package.drop(part)
