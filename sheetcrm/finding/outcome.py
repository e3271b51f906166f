"""Clusters and pairs written as CSV; a file is there whole or as it was."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.rules.duplicates.explaining import Reason, reasons
from sheetcrm.rules.duplicates.records import Ints, Pairs
from sheetcrm.words import Words

_MOST_AGAINST, _MOST_FOR = 2, 4


def write_clusters(path: Path, names: Sequence[str], clusters: Ints) -> None:
    """Write `id,cluster`, a row for every record; a cluster is called as its first record."""
    rows = ((name, names[first]) for name, first in zip(names, clusters.tolist(), strict=True))
    _write(path, ("id", "cluster"), rows)


def write_pairs(path: Path, names: Sequence[str], pairs: Pairs, words: Words) -> None:
    """Write `id_1,id_2,level,score,reasons`, best first; the score is evidence in bits, 6 being 64 to 1."""
    _write(path, ("id_1", "id_2", "level", "score", "reasons"), _rows(names, pairs, words))


def _rows(names: Sequence[str], pairs: Pairs, words: Words) -> Iterator[tuple[str, ...]]:
    known: dict[tuple[Reason, ...], str] = {}
    sides = zip(pairs.left.tolist(), pairs.right.tolist(), pairs.score.tolist(), pairs.sure().tolist(), strict=True)
    for at, (left, right, score, sure) in enumerate(sides):
        why = tuple(reasons(pairs, at))
        line = known.get(why)
        if line is None:
            line = known[why] = reason_line(why, words)
        yield names[left], names[right], "sure" if sure else "probable", f"{score:.1f}", line


def reason_line(why: Sequence[Reason], words: Words) -> str:
    """Give the reasons of a pair as one line: what agrees, best first, then what does not."""
    told = [reason for reason in why if reason.speaks_for][:_MOST_FOR]
    told += [reason for reason in reversed(why) if not reason.speaks_for][:_MOST_AGAINST]
    parts = [f"{words.header('clients', r.field)}: {words.say(f'duplicate_level_{r.level}')}" for r in told]
    return "; ".join(parts)


def _write(path: Path, header: Sequence[str], rows: Iterator[tuple[str, ...]]) -> None:
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise WorkbookNotWritable("not-writable", path=str(path), reason=error.strerror or str(error)) from error
