"""The run of the lecture's network, part by part: pace, progress, drawing, tables."""
