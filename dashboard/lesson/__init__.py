"""The lesson: short steps, the lecture's exercises, their frame, and what is printed of them."""
