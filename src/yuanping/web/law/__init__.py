"""The law itself, open to everybody: its documents, what the platform does about them, and an explorer."""
