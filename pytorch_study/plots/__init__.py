"""Seeing inside: how a picture becomes an input, what each layer answers, where the model is wrong."""
