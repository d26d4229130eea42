"""How fast is it? Each command measures against a floor in the same run and prints ratios.

Customers, their LINE and the open screens all live on one event loop in the measuring process, so
that the two cores are left to what is measured.
"""
