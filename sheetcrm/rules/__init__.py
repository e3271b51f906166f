"""CHECKS and RULES, read as the order of the day; both are pure functions of (snapshot, settings, today)."""
