"""Making names: what they must be like, the search for them, what context costs, the shortlist."""
