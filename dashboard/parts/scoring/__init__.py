"""What the page Score a name is made of."""
