"""The looks of cells: existing ones are read, missing ones are added at the end of their lists.

A look that is already there is used again, so running twice adds nothing.
"""

import datetime
import re
from decimal import Decimal
from functools import cached_property

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.stores.excel.edits import CellStyle, Conditional, Written
from sheetcrm.stores.excel.style_lists import ORDER, with_longer_lists
from sheetcrm.stores.excel.xml_spans import (
    attributes,
    children,
    escaped,
    inside_at_end,
    masked,
    require_utf8,
    root_element,
    with_attribute,
)

_DATE_BUILT_INS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTER = re.compile(r"[dmyhseg]", re.IGNORECASE)
_BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "h:mm:ss": 21}
_BUILT_IN |= {"m/d/yy": 14, "m/d/yy h:mm": 22, "[h]:mm:ss": 46, "@": 49}
_PLAIN = {0: "General", 14: "m/d/yy", 22: "m/d/yy h:mm", 21: "h:mm:ss", 46: "[h]:mm:ss"}
EMPTY = (
    '<styleSheet xmlns="{namespace}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def is_date_format(code: str) -> bool:
    """Tell whether a number format shows numbers as days or times.

    >>> is_date_format("dd.mm.yyyy"), is_date_format('0.00" days"'), is_date_format("[h]:mm"), is_date_format("General")
    (True, False, True, False)
    """
    first = code.split(";", 1)[0]
    return (
        first.lower() != "general"
        and _DATE_LETTER.search(_LITERAL.sub("", first).lower().replace("general", "")) is not None
    )


class StyleBook:
    """The style part of a workbook; `numbers` handed out are places in its list of cell looks."""

    def __init__(self, content: bytes, part: str) -> None:
        require_utf8(content, part)
        self._part, self._content, self._mask = part, content, masked(content)
        self._root = root_element(self._mask, part)
        if self._root.close == self._root.end:
            self._content = inside_at_end(content, self._root, b"").content
            self._mask = self._content
            self._root = root_element(self._mask, part)
        if self._root.name != "styleSheet":
            raise WorkbookUnusable("unusual-xml", part=part)
        self._prefix = self._root.prefix.decode()
        self._lists = {one.name: one for one in children(self._mask, self._root.inner, self._root.close)}
        self._items = {name: self._read_list(name) for name in ORDER}
        self._before = {name: len(items) for name, items in self._items.items()}
        self._derived: dict[tuple[object, ...], int] = {}

    def _read_list(self, name: str) -> list[bytes]:
        parent = self._lists.get(name)
        if parent is None:
            return []
        return [self._content[one.start : one.end] for one in children(self._mask, parent.inner, parent.close)]

    @cached_property
    def _codes(self) -> dict[int, str]:
        given = [attributes(one) for one in self._items["numFmts"]]
        return {int(one["numFmtId"]): one.get("formatCode", "") for one in given if one.get("numFmtId", "").isdigit()}

    def is_date(self, style: int) -> bool:
        """Tell whether a cell look shows numbers as days or times."""
        key = ("is date", style)
        if key not in self._derived:
            number = self._number_format(style)
            code = self._codes.get(number)
            self._derived[key] = is_date_format(code) if code is not None else number in _DATE_BUILT_INS
        return bool(self._derived[key])

    def _number_format(self, style: int) -> int:
        looks = self._items["cellXfs"]
        if not 0 <= style < len(looks):
            return 0
        number = attributes(looks[style][: looks[style].index(b">") + 1]).get("numFmtId", "0")
        return int(number) if number.isdigit() else 0

    def fitting(self, style: int, value: Written, code: str | None = None) -> int:
        """Give the look in which a value shows as what it is: the given one unless dates and numbers clash.

        A number format that is asked for wins over both.
        """
        if code is not None:
            return self.laid_over(style, CellStyle(number_format=code))
        if isinstance(value, bool | str) or value is None:
            return style
        if isinstance(value, int | float | Decimal):
            return self._with_format(style, 0) if self.is_date(style) else style
        if self.is_date(style):
            return style
        if isinstance(value, datetime.datetime):
            return self._with_format(style, 22)
        if isinstance(value, datetime.date):
            return self._with_format(style, 14)
        return self._with_format(style, 46 if isinstance(value, datetime.timedelta) else 21)

    def _with_format(self, style: int, number: int) -> int:
        key = ("format", style, number)
        if key not in self._derived:
            code = _PLAIN[number]
            own = self._codes.get(number, code)
            known = number if is_date_format(own) == is_date_format(code) else self._own_format(code)
            self._derived[key] = self._look(style, {"numFmtId": str(known), "applyNumberFormat": "1"})
        return self._derived[key]

    def laid_over(self, style: int, wish: CellStyle) -> int:
        """Give the look that is `style` with the wished traits laid over it."""
        key = ("laid over", style, wish)
        if key in self._derived:
            return self._derived[key]
        base = self._items["cellXfs"][style] if 0 <= style < len(self._items["cellXfs"]) else b"<xf/>"
        given = attributes(base[: base.index(b">") + 1])
        changes: dict[str, str] = {}
        if wish.number_format is not None:
            changes |= {"numFmtId": str(self._format_number(wish.number_format)), "applyNumberFormat": "1"}
        if wish.bold is not None or wish.font_rgb is not None or wish.italic is not None:
            number = given.get("fontId", "0")
            changes |= {"fontId": str(self._font(int(number) if number.isdigit() else 0, wish)), "applyFont": "1"}
        if wish.fill_rgb is not None:
            changes |= {"fillId": str(self._put("fills", self._fill(wish.fill_rgb))), "applyFill": "1"}
        inner: dict[str, dict[str, str]] = {}
        alignment = {}
        if wish.wrap is not None:
            alignment["wrapText"] = str(int(wish.wrap))
        if wish.top is not None:
            alignment["vertical"] = "top" if wish.top else "bottom"
        if alignment:
            inner["alignment"] = alignment
            changes["applyAlignment"] = "1"
        if wish.locked is not None:
            inner["protection"] = {"locked": str(int(wish.locked))}
            changes["applyProtection"] = "1"
        self._derived[key] = self._look(style, changes, inner)
        return self._derived[key]

    def _look(self, style: int, changes: dict[str, str], inner: dict[str, dict[str, str]] | None = None) -> int:
        looks = self._items["cellXfs"]
        if not looks:
            looks.append(f'<{self._prefix}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'.encode())
        new = looks[style] if 0 <= style < len(looks) else looks[0]
        cut = new.index(b">") + 1
        tag, rest = new[:cut], new[cut:]
        for name, value in changes.items():
            tag = with_attribute(tag, name, value)
        for name, given in (inner or {}).items():
            tag, rest = self._with_child(tag, rest, name, given)
        return self._put("cellXfs", tag + rest)

    def _with_child(self, tag: bytes, rest: bytes, name: str, given: dict[str, str]) -> tuple[bytes, bytes]:
        opening = f"<{self._prefix}{name}".encode()
        at = rest.find(opening)
        if at < 0:
            written = "".join(f' {one}="{value}"' for one, value in given.items())
            child = opening + written.encode() + b"/>"
            if tag.endswith(b"/>"):
                return tag[:-2].rstrip() + b">", child + f"</{self._prefix}xf>".encode()
            first = name == "alignment"
            after = rest.find(f"<{self._prefix}extLst".encode())
            place = 0 if first else after if after >= 0 else rest.rindex(b"</")
            return tag, rest[:place] + child + rest[place:]
        end = rest.index(b">", at) + 1
        changed = rest[at:end]
        for one, value in given.items():
            changed = with_attribute(changed, one, value)
        return tag, rest[:at] + changed + rest[end:]

    def _put(self, name: str, entry: bytes) -> int:
        items = self._items[name]
        if entry in items:
            return items.index(entry)
        items.append(entry)
        return len(items) - 1

    def _format_number(self, code: str) -> int:
        if code in _BUILT_IN and _BUILT_IN[code] not in self._codes:
            return _BUILT_IN[code]
        return self._own_format(code)

    def _own_format(self, code: str) -> int:
        for number, known in self._codes.items():
            if known == code:
                return number
        number = max([163, *self._codes]) + 1
        self._items["numFmts"].append(
            f'<{self._prefix}numFmt numFmtId="{number}" formatCode="{escaped(code)}"/>'.encode()
        )
        self._codes[number] = code
        return number

    def _font(self, number: int, wish: CellStyle) -> int:
        fonts, mark = self._items["fonts"], self._prefix
        base = fonts[number] if 0 <= number < len(fonts) else f"<{mark}font></{mark}font>".encode()
        if base.endswith(b"/>") and base.count(b"<") == 1:
            base = base[:-2].rstrip() + f"></{mark}font>".encode()
        for name, on in (("i", wish.italic), ("b", wish.bold)):
            if on is not None:
                base = _without_child(base, mark, name)
                if on:
                    cut = base.index(b">") + 1
                    base = base[:cut] + f"<{mark}{name}/>".encode() + base[cut:]
        if wish.font_rgb is not None:
            colour = f'<{mark}color rgb="{opaque(wish.font_rgb)}"/>'.encode()
            base = _without_child(base, mark, "color")
            later = [base.find(f"<{mark}{name}".encode()) for name in ("name ", "family", "charset", "scheme")]
            cut = min([at for at in later if at >= 0], default=base.rindex(b"</"))
            base = base[:cut] + colour + base[cut:]
        return self._put("fonts", base)

    def _fill(self, rgb: str) -> bytes:
        mark = self._prefix
        inner = f'<{mark}fgColor rgb="{opaque(rgb)}"/><{mark}bgColor indexed="64"/>'
        return f'<{mark}fill><{mark}patternFill patternType="solid">{inner}</{mark}patternFill></{mark}fill>'.encode()

    def conditional_look(self, wish: Conditional) -> int:
        """Give the place of a conditional format's look in the list of such looks."""
        mark, text = self._prefix, ""
        if wish.bold or wish.font_rgb:
            bold = f"<{mark}b/>" if wish.bold else ""
            colour = f'<{mark}color rgb="{opaque(wish.font_rgb)}"/>' if wish.font_rgb else ""
            text += f"<{mark}font>{bold}{colour}</{mark}font>"
        if wish.fill_rgb:
            inner = f'<{mark}patternFill><{mark}bgColor rgb="{opaque(wish.fill_rgb)}"/></{mark}patternFill>'
            text += f"<{mark}fill>{inner}</{mark}fill>"
        return self._put("dxfs", f"<{mark}dxf>{text}</{mark}dxf>".encode())

    def grew(self) -> bool:
        """Tell whether any look was added."""
        return any(len(items) > self._before[name] for name, items in self._items.items())

    def content(self) -> bytes:
        """Give the style part with everything that was added; the same bytes if nothing was."""
        if self.grew() and "AlternateContent" in self._lists:
            raise WorkbookUnusable("unusual-xml", part=self._part)
        longer = {name: items for name, items in self._items.items() if len(items) > self._before[name]}
        return with_longer_lists(self._content, self._root, self._lists, longer, self._before)


def opaque(rgb: str) -> str:
    """Give a colour with its opacity in front.

    >>> opaque("#ff0000"), opaque("FF00FF00")
    ('FFFF0000', 'FF00FF00')
    """
    plain = rgb.lstrip("#").upper()
    return plain if len(plain) == 8 else "FF" + plain


def _without_child(entry: bytes, mark: str, name: str) -> bytes:
    return re.sub(rf"<{mark}{name}(?:\s[^>]*)?(?:/>|></{mark}{name}>)".encode(), b"", entry)
