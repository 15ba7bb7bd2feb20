"""What a page says: the language, its texts and their translations, signs and numbers in words."""
