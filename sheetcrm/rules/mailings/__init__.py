"""Mailings: rows in which people order letters to many clients; who gets them, when, and what came of it."""
