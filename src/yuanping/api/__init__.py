"""Layer 3: the public JSON API, version 1."""
