"""The starter articles, read once and learnt from once for all tests of a run."""

from typing import Final

from faq import Corpus
from faq.article import starter

ARTICLES: Final = starter()
CORPUS: Final = Corpus(ARTICLES)
