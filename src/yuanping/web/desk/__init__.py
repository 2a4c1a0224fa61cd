"""Pages of the agency and the tenderer."""
