"""What is known of an earlier search as bytes and back: plain arrays, never code; what does not fit is nothing.

It is good for one version of the tool, its weights and its tables.
"""

import dataclasses
import io
import json
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any, TypeAlias
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from sheetcrm import __version__
from sheetcrm.rules.duplicates.coding import Coded, coded_as
from sheetcrm.rules.duplicates.continued import Known
from sheetcrm.rules.duplicates.estimating import shipped_models
from sheetcrm.rules.duplicates.known_rows import NAME_PLACES, coded_fields, compacted, put_together
from sheetcrm.rules.duplicates.records import Ints
from sheetcrm.rules.duplicates.scoring import Model
from sheetcrm.rules.duplicates.vocabulary import Heard, Vocabulary, finished

_FORM = 1
_BETWEEN = "\0"
_Array: TypeAlias = NDArray[Any]
_Arrays: TypeAlias = Mapping[str, _Array]


@cache
def version() -> str:
    """What an outcome is good for: the version of the tool, and every file of this place."""
    told = blake2b(digest_size=16)
    for file in sorted(files("sheetcrm.rules.duplicates").iterdir(), key=lambda entry: entry.name):
        if file.is_file():
            told.update(file.name.encode() + file.read_bytes())
    return f"{_FORM} {__version__} {told.hexdigest()}"


def packed(known: Known) -> bytes:
    """Give what is known as bytes, without values that no row holds any more; a ValueError if it cannot be said so."""
    prepared = compacted(known.prepared)
    about = {
        "version": version(),
        "fitted": known.fitted,
        "changed": known.changed,
        "levels": list(known.levels),
        "models": {kind: [model.twice, model.akin, list(model.weights)] for kind, model in known.models.items()},
    }
    arrays: dict[str, _Array] = {
        "about": _bytes(json.dumps(about)),
        "rows": known.rows,
        "left": known.left.astype(np.int32),
        "right": known.right.astype(np.int32),
        "levels": np.stack(list(known.levels.values())),
        "company": prepared.company,
        "words": _joined(prepared.heard.words),
        "sounds": _joined(prepared.heard.sounds),
        "sound_of": prepared.heard.sound_of.astype(np.int32),
    }
    for name in NAME_PLACES:
        arrays[f"names.{name}"] = getattr(prepared.names, name).astype(np.int32)
    for name in coded_fields():
        column: Coded = getattr(prepared, name)
        arrays[f"{name}.codes"] = column.codes.astype(np.int32)
        arrays[f"{name}.texts"] = _joined(column.texts)
    for kind, model in known.models.items():
        for name, weights in model.weights.items():
            arrays[f"{kind}.{name}"] = weights.same
    target = io.BytesIO()
    np.savez(target, allow_pickle=False, **arrays)
    return target.getvalue()


def unpacked(content: bytes) -> Known | None:
    """Give what bytes say is known; None when they are of another version, torn, or of another make."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes())
            return _known(about, arrays) if about["version"] == version() else None
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError, BadZipFile):
        return None


def _known(about: Mapping[str, Any], arrays: _Arrays) -> Known:
    rows = arrays["rows"]
    columns = {name: _column(arrays, name, len(rows)) for name in coded_fields()}
    heard = _heard(_parted(arrays["words"]), _parted(arrays["sounds"]), arrays["sound_of"])
    places = {name: arrays[f"names.{name}"].astype(np.int64) for name in NAME_PLACES}
    left, right = arrays["left"].astype(np.int64), arrays["right"].astype(np.int64)
    names, levels = about["levels"], arrays["levels"]
    fits = all(len(place) == len(rows) and place.max(initial=0) < len(heard.words) for place in places.values())
    fits &= len(arrays["company"]) == len(rows) and levels.shape == (len(names), len(left)) == (len(names), len(right))
    fits &= bool((left < right).all()) and int(right.max(initial=-1)) < len(rows)
    if not fits:
        raise ValueError("torn")
    return Known(
        rows=rows,
        prepared=put_together(heard, places, arrays["company"], columns),
        left=left,
        right=right,
        levels=dict(zip(names, levels, strict=True)),
        models=_models(about["models"], arrays),
        fitted=bool(about["fitted"]),
        changed=int(about["changed"]),
    )


def _models(told: Mapping[str, Sequence[Any]], arrays: _Arrays) -> Mapping[str, Model]:
    models: dict[str, Model] = {}
    for kind, model in shipped_models().items():
        twice, akin, _ = told[kind]
        weights = {name: dataclasses.replace(one, same=arrays[f"{kind}.{name}"]) for name, one in model.weights.items()}
        models[kind] = Model(weights, float(twice), float(akin))
    return models


def _column(arrays: _Arrays, name: str, rows: int) -> Coded:
    codes, texts = arrays[f"{name}.codes"].astype(np.int64), _parted(arrays[f"{name}.texts"])
    if len(codes) != rows or codes.max(initial=0) >= len(texts) or codes.min(initial=0) < 0:
        raise ValueError("torn")
    return coded_as(codes, texts)


def _heard(words: tuple[str, ...], sounds: tuple[str, ...], sound_of: Ints) -> Heard:
    vocabulary = Vocabulary()
    for word, sound in zip(words[1:], sound_of.tolist()[1:], strict=True):
        vocabulary.add(word, sounds[sound])
    return finished(vocabulary)


def _bytes(text: str) -> _Array:
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)


def _joined(texts: Sequence[str]) -> _Array:
    """Several texts as one; no cell of a sheet holds the sign between them."""
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) != len(texts) - 1:
        raise ValueError("a text holds the sign that parts texts")
    return _bytes(joined)


def _parted(joined: _Array) -> tuple[str, ...]:
    return tuple(joined.tobytes().decode("utf-8", "surrogatepass").split(_BETWEEN))
