"""Draws after the award: what was drawn, in plain words, and the check in the visitor's own browser."""
