"""The same data in another wrapping: told by the first bytes of files, not their names, and without running code."""
