"""sheetcrm: the automation layer for a team's client spreadsheet."""

__version__ = "0.1.0"
