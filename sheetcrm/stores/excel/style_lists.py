"""How longer lists of looks are put into the style part.

Additions go behind the last entry, counts are raised, all else stays as it was.
"""

from collections.abc import Mapping

from sheetcrm.stores.excel.xml_spans import Element, Splice, attributes, inside_at_end, spliced, with_attribute

ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")


def with_longer_lists(
    content: bytes,
    root: Element,
    present: Mapping[str, Element],
    longer: Mapping[str, list[bytes]],
    before: Mapping[str, int],
) -> bytes:
    """Give the style part with the entries past `before` of each of the `longer` lists; missing lists are made."""
    splices: list[Splice] = []
    made: dict[int, bytes] = {}
    for name in ORDER:
        if name not in longer:
            continue
        new = b"".join(longer[name][before[name] :])
        count = str(len(longer[name]))
        parent = present.get(name)
        if parent is None:
            tag = root.prefix + name.encode()
            place = _place_for(name, present, root)
            written = b"<" + tag + b' count="' + count.encode() + b'">' + new + b"</" + tag + b">"
            made[place] = made.get(place, b"") + written
            continue
        opening = content[parent.start : parent.inner]
        counted = with_attribute(opening, "count", count) if "count" in attributes(opening) else opening
        if parent.close < parent.end:
            splices += [Splice(parent.start, parent.inner, counted), Splice(parent.close, parent.close, new)]
        else:
            whole = Element(name, parent.prefix, 0, len(counted), len(counted), len(counted))
            splices.append(Splice(parent.start, parent.end, inside_at_end(counted, whole, new).content))
    splices += [Splice(place, place, written) for place, written in made.items()]
    return spliced(content, splices)


def _place_for(name: str, present: Mapping[str, Element], root: Element) -> int:
    earlier = [present[one].end for one in ORDER[: ORDER.index(name)] if one in present]
    return max(earlier, default=root.inner)
