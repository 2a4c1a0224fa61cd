"""Layer 3: the ``yuanping`` command, also what an outsider runs to verify."""
