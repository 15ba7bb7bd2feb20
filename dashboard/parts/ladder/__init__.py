"""The ladder: how far each rung has come, in a sentence, a table, and what stays sealed."""
