"""What is printed of the lesson: handout, answer key, dice booklet and run sheet, as HTML files."""
