"""`python -m sheetcrm`."""

from sheetcrm.cli import main

main(prog_name="sheetcrm")
