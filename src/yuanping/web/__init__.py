"""Layer 3: pages by audience."""
