"""A shared Google spreadsheet as the workbook: the only rooms that know gspread, google.auth and HTTP.

Nothing is imported here, so that `address` stays quick for whoever only wants to know what a text names.
"""
