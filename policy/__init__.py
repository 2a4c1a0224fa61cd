"""The law as data: packs, regions, calendars, specialties and sources, read with ``importlib.resources``."""
