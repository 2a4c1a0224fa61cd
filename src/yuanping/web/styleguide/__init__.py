"""The components, shown."""
