"""The server speaks as Google does."""
