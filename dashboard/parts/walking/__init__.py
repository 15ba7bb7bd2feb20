"""What the page Walk is made of."""
