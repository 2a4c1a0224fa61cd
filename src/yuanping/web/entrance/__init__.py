"""Sign-in, the first page of each role, and how to check the record."""
