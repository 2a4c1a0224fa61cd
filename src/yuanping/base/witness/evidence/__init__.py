"""What the log hands to people: receipts, evidence packages, record files."""
