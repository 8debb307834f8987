"""Bytes to tensors: where data lie, whether they are whole, how they are split and augmented."""
