"""What is the same on every page: the header, titles, controls, the document around them."""
