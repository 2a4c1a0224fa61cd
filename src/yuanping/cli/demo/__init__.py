"""The demonstration world: Xinyang, its centres and people, all synthetic, always the same."""
