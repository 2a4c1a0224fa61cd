"""The design: one folder for each component."""
