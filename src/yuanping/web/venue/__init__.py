"""Pages of main-venue and sub-venue staff."""
