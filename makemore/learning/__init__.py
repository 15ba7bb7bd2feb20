"""How networks learn from a list: its prefix tree, and the trainer that goes downhill on it."""
