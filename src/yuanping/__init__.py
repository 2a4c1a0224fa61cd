"""Yuanping 远评: an open platform for remote off-site bid evaluation."""

__version__ = "0.1.0"
