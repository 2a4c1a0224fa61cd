"""Tender projects, lots, bids, scope decision, gates."""
