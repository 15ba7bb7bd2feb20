"""The race of the optimizers to the table that counting finds at once, part by part."""
