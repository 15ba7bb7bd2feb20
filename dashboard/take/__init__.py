"""Work that leaves the browser: as a link, as a session file, and as files of its parts."""
