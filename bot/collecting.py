"""What need the garbage collector look at? Not what a process has read to begin with: it stays for good.

A full collection over all of it stops every thread for a tenth of a second; and after a fork each look
at an object copies the page it lies in.
"""

import gc


def keep_for_good() -> None:
    """Whatever is in memory now is never collected, nor looked at again."""
    gc.collect()
    gc.freeze()
