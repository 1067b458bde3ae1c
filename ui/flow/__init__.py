"""The page Flow: one conversation from its first packet to its last, as a story."""
