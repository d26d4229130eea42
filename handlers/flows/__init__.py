"""Guided paths made of data: questions in order, answers checked, and always a way back, out, or to a person.

`starter/*.yaml` are the definitions; `reading` and `checks` refuse a bad one, `engine` moves along a
good one, `talk` holds the handlers of the phase, `walk` proves that no state of it is a trap.
"""
