"""The browser page: a small server on this machine, and the page that draws, trains and compares."""
