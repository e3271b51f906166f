"""`duplicates find` as a course: a table is read, its columns understood, duplicates found, the outcome written."""
