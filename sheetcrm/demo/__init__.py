"""The demo workbook: a small business's clients as people really keep them, in four languages; nobody in it is real."""

from sheetcrm.demo.workbook import write_demo

__all__ = ["write_demo"]
