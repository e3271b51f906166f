"""The `fields` of an update: which fields are set, and cleared when no value is given; `*` means all.

A mask is a tree as in `masks`: field -> mask below it, empty meaning everything below.
"""

from typing import Any

from tests.google_server.errors import ApiError
from tests.google_server.masks import Mask, paths_of
from tests.google_server.model import Json
from tests.google_server.requests.acting import Act
from tests.google_server.requests.schema import fields_of, messages, single

_MISSING = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
_known: dict[tuple[str, str], Mask] = {}


def update_mask(act: Act, request: Json, message: str) -> Mask:
    """The tree of the request's `fields` for a message; colours and their styles come together."""
    text = str(request.get("fields", "")).strip()
    found = _known.get((text, message))
    if found is None:
        if not text:
            raise act.refused(_MISSING)
        found = _known[text, message] = _tree(act, text, message)
    return found


def _tree(act: Act, text: str, message: str) -> Mask:
    try:
        paths = paths_of(text)
    except ApiError:
        raise act.refused(f"Invalid field: {text}") from None
    tree: Mask = {}
    for path in paths:
        if not _add(tree, path, message):
            raise act.refused(f"Invalid field: {'.'.join(path)}")
    return {} if "*" in tree else tree


def _add(tree: Mask, path: list[str], message: str) -> bool:
    """Add a path; False when a field of it does not exist."""
    if not path:
        return True
    if path[0] == "*":
        tree["*"] = {}
        return len(path) == 1
    field = fields_of(message).get(path[0])
    if field is None or (len(path) > 1 and (field.kind not in messages() or field.mapped or field.repeated)):
        return False
    for name in twins(message, field.name):
        if len(path) == 1:
            tree[name] = {}
        elif not (name in tree and not tree[name]):
            below: Mask = tree.get(name, {})
            if name != field.name:
                tree[name] = {}
                continue
            if not _add(below, path[1:], field.kind):
                return False
            tree[name] = {} if "*" in below else below
    return True


def twins(message: str, name: str) -> tuple[str, ...]:
    """A field and, for a colour, the one that tells the same in the other form.

    >>> twins("CellFormat", "backgroundColor"), twins("CellFormat", "padding")
    (('backgroundColor', 'backgroundColorStyle'), ('padding',))
    """
    fields = messages()[message]
    if fields.get(name) == "Color" and fields.get(f"{name}Style") == "ColorStyle":
        return name, f"{name}Style"
    plain = name.removesuffix("Style")
    if plain != name and fields.get(name) == "ColorStyle" and fields.get(plain) == "Color":
        return name, plain
    return (name,)


def overlaid(old: Json, new: Json, mask: Mask) -> Json:
    """The old object with the masked fields as in the new one; what the new one does not have is cleared.

    >>> overlaid({"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"c": 5}}, {"a": {}, "b": {"c": {}}})
    {'b': {'c': 5, 'd': 3}}
    """
    if not mask:
        return dict(new)
    made = dict(old)
    for name, below in mask.items():
        if below:
            inner = overlaid(old.get(name) or {}, new.get(name) or {}, below)
            if inner:
                made[name] = inner
            else:
                made.pop(name, None)
        elif name in new:
            made[name] = new[name]
        else:
            made.pop(name, None)
    return made


def completed(value: Any, message: str) -> Any:
    """The value as Google stores it: every colour told in both of its forms (the style wins)."""
    if isinstance(value, list):
        return [completed(one, message) for one in value]
    if not isinstance(value, dict) or message not in messages():
        return value
    fields = fields_of(message)
    if fields and next(iter(fields.values())).mapped:
        return value
    made: Json = {}
    for name, one in value.items():
        field = fields[name]
        if field.mapped:
            made[name] = {key: completed(inner, field.kind) for key, inner in one.items()}
        else:
            made[name] = completed(one, field.kind)
        pair = twins(message, name)
        if len(pair) == 2:
            if name.endswith("Style") and "rgbColor" in one:
                made[pair[1]] = color(one["rgbColor"])
                made[name] = {"rgbColor": color(one["rgbColor"])}
            elif not name.endswith("Style") and pair[1] not in value:
                made[name] = color(one)
                made[pair[1]] = {"rgbColor": color(one)}
    return made


def color(given: Json) -> Json:
    """A colour as it is kept: eight bits a part, told in single precision, zeros left out.

    >>> color({"red": 0, "green": 0.5, "blue": 1})
    {'green': 0.49803922, 'blue': 1}
    """
    told: Json = {}
    for name, part in given.items():
        bits = int(min(max(part, 0), 1) * 255 + 1e-4)
        if bits:
            told[name] = 1 if bits == 255 else single(bits / 255)
    return told
