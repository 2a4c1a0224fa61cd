"""Layer 0: pure calculations. No Django, no clock, no I/O, no hidden randomness."""
