"""From files to tensors: locating, downloading, verifying, decoding, splitting and augmenting data."""
