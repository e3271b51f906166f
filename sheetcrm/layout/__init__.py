"""How a workbook made by people is understood, and what is added to it: grids of cells in, decisions out; no files."""
