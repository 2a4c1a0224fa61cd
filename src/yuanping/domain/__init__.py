"""Layer 2: the systems that the notices name, lowest first (see ADR 1)."""
