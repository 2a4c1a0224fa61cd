"""After a restore from backup: holding the log until it contains what its witnesses have seen."""
