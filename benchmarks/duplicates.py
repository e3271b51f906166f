"""`sheetcrm duplicates find` on labelled tables: precision, recall and F1 of both levels, and the cost.

    python benchmarks/duplicates.py TABLE.csv TRUTH.csv [TABLE.csv TRUTH.csv ...] [--map FIELD=HEADER ...]

TRUTH has a column with the id of each record and one with its true entity (the first two, or
--truth-columns ID ENTITY); a record whose entity is empty is left out. A table without the column `id` needs --id.
--peer splink runs Splink 5, trained as its guide says, and --peer rapidfuzz compares all with all by sorted words, on
the same raw columns and in the same run; both may be named. --python is an
interpreter that has them, never the project's own.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from measured import Cost, environment, measure

PEER = """
import sys
import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

table, out, name = sys.argv[1:]
frame = pd.read_csv(table, dtype=str, keep_default_na=False).replace("", None)
fields = [column for column in frame.columns if column != name and frame[column].nunique() > 1]
comparisons = [cl.JaroWinklerAtThresholds(field, [0.9, 0.8]) for field in fields]
keys = [block_on(field) for field in fields if frame[field].nunique() > len(frame) / 20]
settings = SettingsCreator(link_type="dedupe_only", unique_id_column_name=name, comparisons=comparisons,
                           blocking_rules_to_generate_predictions=keys)
linker = Linker(DuckDBAPI().register(frame), settings)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
for key in keys[:2]:
    linker.training.estimate_parameters_using_expectation_maximisation(key)
pairs = linker.inference.predict(threshold_match_probability=0.5)
found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.95).as_pandas_dataframe()
found[[name, "cluster_id"]].rename(columns={name: "id", "cluster_id": "cluster"}).to_csv(out, index=False)
"""

ALL_PAIRS = """
import sys
import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

table, out, name = sys.argv[1:]
frame = pd.read_csv(table, dtype=str, keep_default_na=False)
fields = [column for column in frame.columns if column != name and frame[column].nunique() > 1]
texts = [" ".join(sorted(" ".join(row).lower().split())) for row in frame[fields].itertuples(index=False)]
root = list(range(len(texts)))
def find(at):
    while root[at] != at:
        root[at] = at = root[root[at]]
    return at
for start in range(0, len(texts), 500):
    some = texts[start:start + 500]
    scores = process.cdist(some, texts, scorer=fuzz.ratio, score_cutoff=75, dtype=np.uint8, workers=1)
    for one, other in zip(*np.nonzero(scores)):
        root[find(int(other))] = find(start + int(one))
frame = pd.DataFrame({"id": frame[name], "cluster": [find(at) for at in range(len(texts))]})
frame.to_csv(out, index=False)
"""
PEERS = {"splink": PEER, "rapidfuzz": ALL_PAIRS}


def main() -> int:
    """Measure every table that is named, and print one line for each level."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("tables", nargs="+", type=Path, metavar="TABLE TRUTH")
    asked.add_argument("--id", default="id")
    asked.add_argument("--map", action="append", default=[], metavar="FIELD=HEADER")
    asked.add_argument("--truth-columns", nargs=2, metavar=("ID", "ENTITY"))
    asked.add_argument("--slice", help="A column of TRUTH; recall is told for each of its values.")
    asked.add_argument("--peer", action="append", default=[], choices=tuple(PEERS))
    asked.add_argument("--python", default=sys.executable, help="An interpreter in which the peers are installed.")
    told = asked.parse_args()
    if len(told.tables) % 2:
        asked.error("tables and truths come in pairs")
    print(f"{'table':28}{'level':12}{'precision':>10}{'recall':>9}{'F1':>8}{'CPU s':>8}{'peak MB':>9}")
    for table, truth in zip(told.tables[::2], told.tables[1::2], strict=True):
        entities, slices = read_truth(truth, told.truth_columns, told.slice)
        with tempfile.TemporaryDirectory() as folder:
            for level, clusters, cost in _runs(table, Path(folder), told):
                precision, recall, both = scores(clusters, entities)
                print(f"{table.stem[:27]:28}{level:12}{precision:10.4f}{recall:9.4f}{both:8.4f}"
                      f"{cost.cpu:8.1f}{cost.peak:9.0f}", flush=True)  # fmt: skip
                for value, ids in slices.items():
                    part = {name: entities[name] for name in ids}
                    precision, recall, both = scores(clusters, part)
                    print(f"  {value[:26]:26}{level:12}{precision:10.4f}{recall:9.4f}{both:8.4f}")
    return 0


def _runs(table: Path, folder: Path, told: argparse.Namespace) -> Iterable[tuple[str, dict[str, str], Cost]]:
    out = folder / "clusters.csv"
    options = [f"--map={text}" for text in told.map]
    for level in ("probable", "sure"):
        command = [sys.executable, "-m", "sheetcrm", "duplicates", "find", str(table.resolve()), "--clusters", str(out)]
        cost = measure([*command, "--id", told.id, "--level", level, *options], folder)
        yield level, read_clusters(out), cost
    ours = cost.cpu
    for name in told.peer:
        script = folder / f"{name}_peer.py"
        script.write_text(PEERS[name], encoding="utf-8")
        known = subprocess.run([told.python, "-c", f"import {name}"], env=environment(), capture_output=True)
        if known.returncode:
            print(f"  {name} is not installed in {told.python}")
            continue
        cost = measure([told.python, str(script), str(table.resolve()), str(out), told.id], folder)
        yield name, read_clusters(out), cost
        print(f"  {name} took {cost.cpu / max(ours, 0.01):.1f} times the CPU seconds of duplicates find")


def read_truth(
    path: Path, columns: Sequence[str] | None, slice_by: str | None
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Give the entity of every record, and the records of each value of the column to slice by."""
    entities: dict[str, str] = {}
    slices: dict[str, list[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        name, entity = columns or (reader.fieldnames or ["id", "entity"])[:2]
        for row in reader:
            if row[entity]:
                entities[row[name]] = row[entity]
                if slice_by:
                    slices.setdefault(row[slice_by], []).append(row[name])
    return entities, slices


def read_clusters(path: Path) -> dict[str, str]:
    """Give the cluster of every record."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["cluster"] for row in csv.DictReader(file)}


def scores(clusters: Mapping[str, str], entities: Mapping[str, str]) -> tuple[float, float, float]:
    """Give pairwise precision, recall and F1; a record that is in no cluster stands alone."""
    placed = {name: clusters.get(name, f"alone {name}") for name in entities}
    right = _pairs(Counter((placed[name], entity) for name, entity in entities.items()))
    said, true = _pairs(Counter(placed.values())), _pairs(Counter(entities.values()))
    precision, recall = right / said if said else 1.0, right / true if true else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def _pairs(counts: Mapping[object, int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


if __name__ == "__main__":
    sys.exit(main())
