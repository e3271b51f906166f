"""Finding records that stand for one person or one firm: pure functions on columns of texts, never on a file."""
