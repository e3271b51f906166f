"""Going through the groups of the Duplicates tab: what is asked, in what order, what the answers mean; no terminal."""
