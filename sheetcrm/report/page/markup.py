"""Pieces of HTML: text becomes safe as it enters an element, and only what was built here is markup."""

from html import escape

VOID = frozenset({"br", "input", "meta"})


class Html(str):
    """Markup built by `element` or `joined`; a plain `str` is text."""

    __slots__ = ()


def element(name: str, *children: str | None, **attributes: str | int | bool | None) -> Html:
    """An element; text and attribute values are escaped, None children are left out.

    `class_` stands for `class`, other underscores for dashes; True gives a bare attribute, None and False none.

    >>> element("td", "<b>", class_="was", data_place='"C7"')
    '<td class="was" data-place="&quot;C7&quot;">&lt;b&gt;</td>'
    """
    written = "".join(
        f" {_attribute(key)}" if value is True else f' {_attribute(key)}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{joined(*children)}</{name}>")


def joined(*children: str | None) -> Html:
    """The children one after the other, text escaped.

    >>> joined("a<", element("b", "c"))
    'a&lt;<b>c</b>'
    """
    return Html("".join(c if isinstance(c, Html) else escape(c) for c in children if c is not None))


def _attribute(key: str) -> str:
    return key if key in ("viewBox", "preserveAspectRatio") else key.rstrip("_").replace("_", "-")
