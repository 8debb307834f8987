"""One function for a kind of mistake: records in, findings out. They look at nothing but the records."""
