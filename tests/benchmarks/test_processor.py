"""Does the processor time and the memory of a process include what it has started?"""

import subprocess
import sys

from benchmarks.embedded import memory
from benchmarks.processor import family, spent_by

_WORK = "import time; until = time.process_time() + 0.2\nwhile time.process_time() < until: pass\n"
_CHILD = f"{_WORK}print('done', flush=True); input()"
_PARENT = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {_CHILD!r}])"


def test_what_a_child_does_is_counted_with_its_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        assert parent.stdin
        parent.stdout.readline()  # the child has worked, and waits

        both = family(parent.pid)

        assert len(both) == 2
        assert spent_by(both) - spent_by([parent.pid]) >= 0.15
        assert memory(parent.pid)["processes"] == 2
        assert memory(parent.pid)["rss"] > memory(both[1])["rss"] > 1
        parent.stdin.write(b"\n")
    assert spent_by(both) == 0, "both are gone"
