"""The demo workbook: a small business's client list as people really keep it, in four languages; nobody in it is real."""

from sheetcrm.demo.workbook import write_demo

__all__ = ["write_demo"]
