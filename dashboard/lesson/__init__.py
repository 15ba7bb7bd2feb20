"""The lesson: twelve short steps, the frame around them, and a handout made of the same texts."""
