"""Loads the law as data and pins packs to projects."""
