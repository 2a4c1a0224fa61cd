"""The node's certificate authority, temporary certificates, signatures."""
