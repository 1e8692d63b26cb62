"""Fits the weights of the reader from labelled releases; needs the ``fit`` extra, which reading never does."""
