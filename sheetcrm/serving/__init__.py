"""The page on which a person opts out of letters: it runs on its own, whether or not the sheet can be reached."""
