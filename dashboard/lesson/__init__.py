"""The lesson: short steps, the lecture's exercises, the frame around them, and what is printed of them."""
