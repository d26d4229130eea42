"""What is said once politeness, spelling and spaces are set aside?"""

from faq.courtesy import bare
from faq.normalize import normalize
from faq.spelling import respell


def gist_of(text: str) -> str:
    """The same for two ways of typing the same few words; for comparing, never for showing."""
    return respell(bare(normalize(text))).replace(" ", "")
