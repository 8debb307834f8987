"""The same data in another wrapping: found by the first bytes of files, never by their names, and without running code."""
