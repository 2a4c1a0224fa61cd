"""What only a demonstration node has: the telephones' outbox and the clock."""
