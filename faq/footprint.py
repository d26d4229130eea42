"""How much memory did something take at its highest? For the commands that measure."""

import contextlib
import resource
import sys
from pathlib import Path
from typing import Final

_STATUS: Final = Path("/proc/self/status")
_FORGET_PEAK: Final = Path("/proc/self/clear_refs")


class Footprint:
    """The process as it is now; `grown` tells how far it rose above that since."""

    def __init__(self) -> None:
        with contextlib.suppress(OSError):  # elsewhere the peak since the start is all there is
            _FORGET_PEAK.write_text("5")  # Linux: the peak starts again at what is resident now
        self._before = _peak()

    def grown(self) -> float:
        """Megabytes from then to the highest point since."""
        return max(0.0, _peak() - self._before)


def _peak() -> float:
    if _STATUS.exists():
        for line in _STATUS.read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
