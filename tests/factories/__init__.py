"""Makers of rows for tests: small, explicit, one module for each app."""
