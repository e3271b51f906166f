"""The wheel: what is in it, that it runs by itself, and that it asks for exactly the libraries that are imported."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PARTS = (
    "CHANGELOG.md", "LICENSE", "MANIFEST.in", "Makefile", "README.md", "constraints.txt", "pyproject.toml", "setup.py",
    "config", "docs", "scripts", "sheetcrm", "templates",
)  # fmt: skip


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    document: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a build needs, so that building leaves nothing in the real one."""
    folder = tmp_path_factory.mktemp("checkout")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(checkout),
    )
    (built,) = folder.glob("sheetcrm-*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(*command: str, folder: Path | None = None, **environment: str) -> str:
    """What a program prints; the test fails with all of it when the program does."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_whole_package_with_its_data(unpacked: Path) -> None:
    packed = {name for name in files_below(unpacked / "sheetcrm") if not name.startswith("shipped/")}
    assert packed == files_below(ROOT / "sheetcrm")


@pytest.mark.parametrize("name", ["config", "templates"])
def test_the_wheel_holds_the_sample_config_and_the_templates(unpacked: Path, name: str) -> None:
    assert files_below(unpacked / "sheetcrm" / "shipped" / name) == files_below(ROOT / name)


def test_the_wheel_holds_nothing_else(unpacked: Path) -> None:
    top = {path.name for path in unpacked.iterdir()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"sheetcrm"}


def test_the_wheel_carries_the_licence_and_the_readme(unpacked: Path) -> None:
    (described,) = unpacked.glob("*.dist-info")
    assert (described / "licenses" / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
    metadata = (described / "METADATA").read_text(encoding="utf-8")
    assert "License-Expression: MIT" in metadata
    assert (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[0] in metadata


def test_an_installed_wheel_runs_and_finds_what_was_shipped(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(target), str(wheel))
    screen = run(
        sys.executable,
        str(target / "bin" / "sheetcrm"),
        "--help",
        folder=tmp_path,
        PYTHONPATH=str(target),
        LC_ALL="C.UTF-8",
    )
    assert "Usage: sheetcrm" in screen
    asked = (
        "import sheetcrm, sheetcrm.shipped as s; print(sheetcrm.__file__);"
        "print(*(p for n in ('config', 'templates') for p in s.shipped_folder(n).iterdir()), sep='\\n')"
    )
    places = run(sys.executable, "-c", asked, folder=tmp_path, PYTHONPATH=str(target)).splitlines()
    assert len(places) > 4
    assert all(Path(place).is_relative_to(target) for place in places)


def test_an_editable_install_finds_what_is_shipped_in_the_checkout(checkout: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    run(
        sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-build-isolation",
        "--target", str(target), "--editable", str(checkout),
    )  # fmt: skip
    asked = (
        f"import sys, site; sys.path = [p for p in sys.path if p != {str(ROOT)!r}]; site.addsitedir({str(target)!r});"
        "from sheetcrm.shipped import shipped_folder; print(shipped_folder('templates'))"
    )
    places = run(sys.executable, "-S", "-c", asked, folder=tmp_path).split()
    assert places == [str(checkout / "templates")]


def test_the_source_archive_builds_the_same_wheel(checkout: Path, wheel: Path, tmp_path: Path) -> None:
    build = "import sys, setuptools.build_meta as b; print(b.build_sdist(sys.argv[1]))"
    run(sys.executable, "-c", build, str(tmp_path), folder=checkout)
    (archive,) = tmp_path.glob("sheetcrm-*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    (source,) = (path for path in tmp_path.iterdir() if path.is_dir())
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
        str(source),
    )
    (again,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(again) as second:
        assert sorted(first.namelist()) == sorted(second.namelist())


def test_the_dependencies_are_exactly_what_is_imported(project: dict[str, Any]) -> None:
    extras = project["project"]["optional-dependencies"]["serve"]
    asked_for = {named(line) for line in [*project["project"]["dependencies"], *extras]}
    owners = packages_distributions()
    imported = {
        normal(owners.get(module, [module])[0])
        for path in (ROOT / "sheetcrm").rglob("*.py")
        for module in imports_of(path)
        if module not in sys.stdlib_module_names and module != "sheetcrm"
    }
    assert imported == asked_for


def test_every_dependency_and_every_library_of_the_tests_has_a_pinned_version(project: dict[str, Any]) -> None:
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["test"],
        *project["project"]["optional-dependencies"]["serve"],
    ]
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9.-]+==[0-9][0-9a-z.]*", line)] == []
    assert {named(line) for line in wanted} <= {named(line) for line in lines}


def test_the_version_stands_in_one_number_everywhere(project: dict[str, Any]) -> None:
    from sheetcrm import __version__

    assert project["project"]["version"] == __version__
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def imports_of(path: Path) -> set[str]:
    """Top-level names a module imports, those it names for import_module and importlib.resources included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            named_only = re.fullmatch(r"(stdnum|tzdata)(\.\w+)+", node.value)
            names |= {node.value} if named_only else set()
    return {name.partition(".")[0] for name in names}


def named(line: str) -> str:
    """The distribution a line of requirements is about."""
    found = re.match(r"[A-Za-z0-9._-]+", line)
    assert found is not None, line
    return normal(found[0])


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
