"""The models on the pages: which there are, how they train, and what is cached of them."""
