"""What does the shop know, and which piece of it answers this question?

Articles come in as YAML or JSON (`faq.article`), a `Corpus` finds the ones a customer's words fit
(`faq.corpus`), `faq.matching.verdict` says whether that is sure enough to answer, and `intent_of` recognises
the few orders that are no question at all, such as asking for a person. Nothing here knows of LINE,
conversations, clocks or databases.
"""

from faq.article import Article, ArticleError
from faq.corpus import Corpus
from faq.english import could_be_english
from faq.intent import Intent, intent_of
from faq.matching import Match
from faq.normalize import language_of, normalize
from faq.wording import imprint

__all__ = [
    "Article",
    "ArticleError",
    "Corpus",
    "Intent",
    "Match",
    "could_be_english",
    "imprint",
    "intent_of",
    "language_of",
    "normalize",
]
