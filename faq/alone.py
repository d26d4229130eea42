"""Each thread calculates by itself.

On a busy machine numpy's own threads wait for one another longer than a question takes; every question is
small, and only building would gain. Imported before numpy; who sets the variable has the last word.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
