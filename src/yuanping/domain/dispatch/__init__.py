"""Offers, bookings, the venues of a project."""
