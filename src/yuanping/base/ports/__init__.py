"""The true outside edges: a Protocol each, with a loopback fake that behaves like the real thing."""
