"""Is a kept index the one that was learnt, and is anything else refused?"""

import hashlib
import zlib

import pytest

from faq import Article, Corpus
from faq.artefact import FORMAT, DamagedIndex, from_bytes, to_bytes
from tests.starter import CORPUS

CONTENT = to_bytes(CORPUS.index)
ASKED = ("ค่าส่งกี่บาทคะ", "when will my parcel arrive", "ขอใบกำกับภาษีได้มั้ย", "送料はいくら", "zzz")


def sealed(packed: bytes) -> bytes:
    return FORMAT + hashlib.sha256(packed).hexdigest().encode() + b"\n" + packed


def test_a_kept_index_answers_as_the_learnt_one_and_is_kept_as_the_same_bytes() -> None:
    kept = from_bytes(CONTENT)
    corpus = Corpus(CORPUS.articles.values(), kept)

    assert corpus.index is kept
    assert to_bytes(kept) == CONTENT
    assert [corpus.match(text) for text in ASKED] == [CORPUS.match(text) for text in ASKED]


@pytest.mark.parametrize("articles", [[], [Article("a", "shop", {"en": "a"}, {"en": ("555",)}, {"en": "b"})]])
def test_an_index_of_next_to_nothing_is_kept_too(articles: list[Article]) -> None:
    learnt = Corpus(articles)

    again = Corpus(articles, from_bytes(to_bytes(learnt.index)))

    assert [again.match(text) for text in ("a", "555", "b")] == [
        learnt.match(text) for text in ("a", "555", "b")
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        CONTENT[:-1],
        CONTENT.replace(FORMAT, b"saphan-index 3\n"),
        CONTENT[:200] + bytes([CONTENT[200] ^ 1]) + CONTENT[201:],
        sealed(b"not packed"),
        sealed(zlib.compress(b"\x04\0\0\0{}  ")),
    ],
)
def test_what_was_written_otherwise_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedIndex):
        from_bytes(content)


def test_parts_that_do_not_belong_together_are_refused() -> None:
    told = bytearray(zlib.decompress(CONTENT[len(FORMAT) + 65 :]))
    at = told.find(CORPUS.index.holders.phrasings.astype("<i4").tobytes())
    told[at : at + 4] = (1 << 30).to_bytes(4, "little")

    with pytest.raises(DamagedIndex):
        from_bytes(sealed(zlib.compress(bytes(told))))
