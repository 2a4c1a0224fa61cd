"""The record as its readers see it: events told in sentences, each with its evidence."""
