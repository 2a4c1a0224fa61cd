"""Watching this log and those of others: alerts, and the audit of the own tree."""
