"""Formulas: cut into tokens, parsed into a tree, evaluated over the book. Names are English, in every locale."""
