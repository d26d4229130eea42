"""Is a kept index the one that was learnt, and is anything else refused?"""

import hashlib
import json
import random
import zlib
from dataclasses import replace
from typing import Any

import pytest

from faq import Article, Corpus, corpus
from faq.artefact import FORMAT, DamagedIndex, from_bytes, to_bytes
from faq.corpus import fingerprint
from tests.starter import CORPUS

CONTENT = to_bytes(CORPUS.index)
ASKED = ("ค่าส่งกี่บาทคะ", "when will my parcel arrive", "ขอใบกำกับภาษีได้มั้ย", "送料はいくら", "zzz")


def sealed(packed: bytes) -> bytes:
    return FORMAT + hashlib.sha256(packed).hexdigest().encode() + b"\n" + packed


def test_a_kept_index_answers_as_the_learnt_one_and_is_kept_as_the_same_bytes() -> None:
    kept = from_bytes(CONTENT)
    built = Corpus(CORPUS.articles.values(), kept)

    assert built.index is kept
    assert to_bytes(kept) == CONTENT
    assert [built.match(text) for text in ASKED] == [CORPUS.match(text) for text in ASKED]


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


SHOP = [
    Article(
        slug, "shop", {"en": slug}, {"en": (f"where is my {slug}", f"how much for a {slug}")}, {"en": slug}
    )
    for slug in ("parcel", "refund", "invoice", "lamp")
]
SMALL = Corpus(SHOP)
HEADED = (
    *(("slope", each) for each in (None, "x", [], {}, float("nan"), float("inf"))),
    *(("inside", each) for each in (None, -1, 0, 10**6, 10**30, "x")),
    *(("shapes", each) for each in (None, 0, [], {})),
    *(("fingerprint", each) for each in (None, 7, "of other phrasings")),
)


def unsealed() -> tuple[dict[str, Any], bytes]:
    """What is told ahead of the arrays, and all of it."""
    told = zlib.decompress(to_bytes(SMALL.index)[len(FORMAT) + 65 :])
    return json.loads(told[4 : 4 + int.from_bytes(told[:4], "little")]), told


def answers_right_or_is_refused(content: bytes) -> None:
    """Whatever is wrong within, it is refused or learnt anew: nobody ever dies of it."""
    try:
        kept = from_bytes(content)
    except DamagedIndex:
        return
    built = Corpus(SHOP, kept)
    assert built.match("where is my lamp")[0].article.slug == "lamp"
    built.explain("how much is a refund")


@pytest.mark.parametrize("seed", range(60))
def test_an_index_sealed_with_other_bits_in_it_is_refused_or_harmless(seed: int) -> None:
    chance = random.Random(seed)
    header, told = unsealed()
    changed = bytearray(told)
    first = 4 + len(json.dumps(header, sort_keys=True))
    for _ in range(chance.choice((1, 2, 40))):
        changed[chance.randrange(first, len(changed))] ^= 1 << chance.randrange(8)

    answers_right_or_is_refused(sealed(zlib.compress(bytes(changed))))


@pytest.mark.parametrize(("name", "value"), HEADED)
def test_an_index_that_says_nonsense_of_itself_is_refused_or_harmless(name: str, value: object) -> None:
    header, told = unsealed()
    size = len(json.dumps(header, sort_keys=True))
    again = json.dumps(header | {name: value}, sort_keys=True).encode()
    whole = len(again).to_bytes(4, "little") + again
    whole += b"\0" * (-len(whole) % 8) + told[4 + size + -(4 + size) % 8 :]

    answers_right_or_is_refused(sealed(zlib.compress(whole)))


@pytest.mark.parametrize("name", sorted(unsealed()[0]["shapes"]))
@pytest.mark.parametrize("shape", [[0], [], [-1], [1, 1, 1], [2**63], None])
def test_arrays_of_another_shape_are_refused_or_harmless(name: str, shape: object) -> None:
    header, told = unsealed()
    size = len(json.dumps(header, sort_keys=True))
    again = json.dumps(header | {"shapes": header["shapes"] | {name: shape}}, sort_keys=True).encode()
    whole = len(again).to_bytes(4, "little") + again
    whole += b"\0" * (-len(whole) % 8) + told[4 + size + -(4 + size) % 8 :]

    answers_right_or_is_refused(sealed(zlib.compress(whole)))


def test_an_index_whose_sample_is_of_phrasings_that_are_not_there_is_learnt_anew() -> None:
    other = replace(SMALL.index, chosen=SMALL.index.chosen + 1000)

    built = Corpus(SHOP, from_bytes(to_bytes(other)))

    assert to_bytes(built.index) == to_bytes(SMALL.index)


def test_a_version_that_keeps_an_index_otherwise_names_it_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two versions over one store, while one follows the other, leave each other's alone."""
    now = fingerprint(SHOP)

    monkeypatch.setattr(corpus, "FORMAT", b"saphan-index 99\n")

    assert fingerprint(SHOP) != now
