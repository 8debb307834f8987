"""What a model does, as numbers: its layers' outputs, where it looks, its architecture. Pictures are in `plots/`."""
