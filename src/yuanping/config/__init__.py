"""Settings, environment, urls, server entry points."""
