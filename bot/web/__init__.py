"""Screens and doors. Views read the store, and change it only through a turn or a named store function."""
