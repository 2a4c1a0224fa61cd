"""Centres, rooms, seats, certificates (场地管理)."""
