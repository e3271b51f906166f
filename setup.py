"""Where the wheel's parts come from: the package, and beside it `config/` and `templates/` of the checkout.

Everything else stands in pyproject.toml; `sheetcrm/shipped.py` finds the two folders in both places.
"""

from setuptools import find_packages, setup

SHIPPED = {"sheetcrm.shipped.config": "config", "sheetcrm.shipped.templates": "templates"}

setup(
    packages=[*find_packages(include=["sheetcrm", "sheetcrm.*"]), *SHIPPED],
    package_dir=SHIPPED,
    package_data={name: ["**/*"] for name in SHIPPED},
)
