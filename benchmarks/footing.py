"""How much memory does a process that answers from a stored index take, over the same process without it?

    python -m benchmarks.footing FILE PHRASINGS ARTICLES

Run by benchmarks.matching, in a process of its own: memory once used is not always given back.
"""

import gc
import sys
from pathlib import Path

from benchmarks.questions import shop
from faq import Corpus
from faq.artefact import from_bytes

_STATUS = Path("/proc/self/status")


def _resident() -> float:
    """Megabytes in memory now."""
    gc.collect()
    lines = _STATUS.read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def main(file: str, phrasings: int, articles: int) -> None:
    """The index at rest, after it has answered."""
    made = shop(phrasings, articles, 20)
    Corpus([]).match("warm up")
    content = Path(file).read_bytes()
    before = _resident()
    corpus = Corpus(made.articles, from_bytes(content))
    del content
    for each in made.questions:
        corpus.match(each)
    print(round(_resident() - before, 1))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
