"""A year lived day by day, judged by an oracle that knows only the guide and the comments of `occasions.toml`."""
