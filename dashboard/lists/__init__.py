"""The list in use: its bytes and how they are read, the bundled lists, the names, cached."""
