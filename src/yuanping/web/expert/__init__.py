"""Pages of the experts: answering a call, and the seat."""
