"""`pytorch-study diagnose`: run anybody's script, unchanged, and name the silent mistakes in its training loop."""
