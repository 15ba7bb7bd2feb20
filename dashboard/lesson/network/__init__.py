"""What steps 7 to 12 of the lesson show; their words are in `steps`, which needs no torch."""
