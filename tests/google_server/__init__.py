"""A Google Sheets and Drive server to test against: what Google does, not what the product needs.

`python -m tests.google_server --port N` starts it; tests use the fixtures of `tests.google_server.fixtures`.
"""
