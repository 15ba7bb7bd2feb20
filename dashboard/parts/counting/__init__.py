"""The table of pairs, part by part: the picture, the selected pair, smoothing, the numbers."""
