"""Accounts, organisations, roles, credentials."""
