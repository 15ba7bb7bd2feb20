"""The first screen, part by part: which list, the two ways to learn it, and what they make."""
