"""The wheel carries `config/` and `templates/` as `sheetcrm/shipped/`, where `sheetcrm/shipped.py` looks for them.

Everything else stands in pyproject.toml. An editable install needs no copy: there the checkout itself is used.
"""

import shutil
from pathlib import Path

from setuptools import setup  # type: ignore[import-untyped,unused-ignore]
from setuptools.command.build_py import build_py  # type: ignore[import-untyped,unused-ignore]


class BuildWithShippedFolders(build_py):  # type: ignore[misc,unused-ignore]
    """The usual build, and then the two folders, made anew so that nothing old stays in them."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for name in ("config", "templates"):
            shipped = Path(self.build_lib, "sheetcrm", "shipped", name)
            shutil.rmtree(shipped, ignore_errors=True)
            shutil.copytree(name, shipped, ignore=shutil.ignore_patterns("__pycache__", ".*"))


setup(cmdclass={"build_py": BuildWithShippedFolders})
