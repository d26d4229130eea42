"""How is a cell written so that a spreadsheet reads it as what it is?"""


def tame(cell: object) -> object:
    """A cell that begins like a formula would be run by a spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
