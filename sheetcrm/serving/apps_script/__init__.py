"""The opt-out page as a script for Google: text that a person pastes there; nothing of it runs here."""

import json
from pathlib import Path

from sheetcrm.model.settings import Settings


def script_of(settings: Settings) -> str:
    """The script with the team's own name and spreadsheet filled in."""
    text = Path(__file__).with_name("Code.gs").read_text(encoding="utf-8")
    for name, value in (
        ("NAME", settings.sender_name or settings.sender_address),
        ("SPREADSHEET", settings.spreadsheet),
    ):
        text = text.replace(f"const {name} = '';", f"const {name} = {json.dumps(value, ensure_ascii=False)};", 1)
    return text
