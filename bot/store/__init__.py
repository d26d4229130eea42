"""What we remember. One file per noun: its table and the questions asked of it.

Moments are whole ms since the epoch, UTC, so that both engines store and compare them alike.
"""
