"""Speaks LINE. Everything this project knows about LINE's wire format lives here and nowhere else."""
