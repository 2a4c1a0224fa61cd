"""Layer 1: plumbing that every app uses. No words of the domain."""
