"""Commands with a file of their own; :mod:`anslag.cli` has the others, and puts all of them together."""
