"""Where the gateways for messages and calls tell us what became of them."""
