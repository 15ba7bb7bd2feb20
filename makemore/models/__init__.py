"""Language models: one family a file, all of one protocol (`model`)."""
