"""The pages, one file each, named after what a person does there."""
