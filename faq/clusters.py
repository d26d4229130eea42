"""Which of these questions ask the same thing?

Compared by letter groups of the gist, so that nothing need be known about words or spaces between them; those
the shop's own phrasings are full of ("do you have") say next to nothing. The same questions give the same
groups, in whatever order they come.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt
import regex

from faq.gist import gist_of

Floats = npt.NDArray[np.float32]

READ: Final = 200  # letters of a question; what follows tells the story again
MOST: Final = 3_000  # different questions at once; callers take the newest
_WIDTH: Final = 1_024  # letter groups are counted in so many buckets: some share one, which hardly matters
_BLOCK: Final = 128
_ALIKE: Final = 0.25  # cosine, from which on two questions ask the same thing
_LETTER: Final = regex.compile(r"\p{L}")


@dataclass(frozen=True, slots=True)
class Clusters:
    """Groups of places in the list that was given, the most typical of each first.

    `known` has one group for each of the groups that were known before, `new` all others, the largest first.
    """

    known: tuple[tuple[int, ...], ...]
    new: tuple[tuple[int, ...], ...]


def clusters(
    texts: Sequence[str], known: Sequence[Sequence[str]] = (), shop: tuple[str, ...] = ()
) -> Clusters:
    """Every text that has letters is in exactly one group; of more than MOST different ones, the first do.

    `shop`: how its customers ask for other things, from which it is seen what every question has.
    """
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        gist = _gist(text)
        if gist and (gist in places or len(places) < MOST):
            places.setdefault(gist, []).append(place)
    gists = sorted(places, key=lambda gist: (-len(places[gist]), gist))
    often = np.array([len(places[gist]) for gist in gists], np.float32)
    seeds = [(number, gist) for number, group in enumerate(known) for gist in sorted(set(map(_gist, group)))]
    seeds = [(number, gist) for number, gist in seeds if gist]
    vectors = _vectors([*(gist for _, gist in seeds), *gists], shop)
    led = _led(vectors, len(seeds))
    groups = _gathered(led, seeds, gists)
    told = {
        leader: tuple(
            chain.from_iterable(
                places[gists[at]] for at in _typical_first(members, vectors[len(seeds) :], often)
            )
        )
        for leader, members in groups.items()
    }
    new = [group for leader, group in told.items() if leader >= 0]
    new.sort(key=len, reverse=True)
    return Clusters(tuple(told.get(-1 - number, ()) for number in range(len(known))), tuple(new))


def _gist(text: str) -> str:
    gist = gist_of(text[:READ])
    return gist if _LETTER.search(gist) else ""


def _vectors(gists: Sequence[str], shop: tuple[str, ...]) -> Floats:
    """A row of length one for each; letter groups that many have, here or in the shop, weigh less."""
    found = np.zeros((len(gists), _WIDTH), np.float32)
    for row, gist in enumerate(gists):
        for bucket, count in _buckets(gist).items():
            found[row, bucket] = 1 + np.log(count)
    often = (found > 0).sum(axis=0) + _common(shop)
    rare = np.log1p((len(gists) + len(shop)) / np.maximum(often, 1)).astype(np.float32)
    found *= rare * rare
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.maximum(length, 1e-9), np.float32)


@lru_cache(maxsize=1)
def _common(shop: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """How many of the shop's phrasings have each letter group."""
    often = np.zeros(_WIDTH, np.int64)
    for gist in {_gist(text) for text in shop}:
        often[list(_buckets(gist))] += 1
    return often


def _buckets(gist: str) -> Counter[int]:
    edged = f" {gist} "
    groups = (edged[at : at + size] for size in (2, 3, 4) for at in range(len(edged) - size + 1))
    return Counter(zlib.crc32(each.encode("utf-8", "surrogatepass")) % _WIDTH for each in groups)


def _led(vectors: Floats, seeds: int) -> list[int]:
    """For each row after the seeds, the row that leads its group: the likest so far, or itself."""
    leaders = list(range(seeds))
    leading = np.empty_like(vectors)
    leading[:seeds] = vectors[:seeds]
    found: list[int] = []
    for start in range(seeds, len(vectors), _BLOCK):
        block = vectors[start : start + _BLOCK]
        before = len(leaders)
        likeness = block @ leading[:before].T
        among = block @ block.T
        for at, row in enumerate(likeness):
            fresh = [leader - start for leader in leaders[before:]]
            near = np.concatenate([row, among[at, fresh]]) if fresh else row
            best = int(near.argmax()) if len(near) else -1
            if best >= 0 and near[best] >= _ALIKE:
                found.append(leaders[best])
            else:
                leading[len(leaders)] = block[at]
                leaders.append(start + at)
                found.append(start + at)
    return found


def _gathered(
    led: Sequence[int], seeds: Sequence[tuple[int, str]], gists: Sequence[str]
) -> dict[int, list[int]]:
    """{group: places among the gists}; known groups are counted down from -1. The very words decide first."""
    exact = {gist: number for number, gist in reversed(seeds)}
    groups: dict[int, list[int]] = {}
    for at, leader in enumerate(led):
        number = exact.get(gists[at])
        if number is None and leader < len(seeds):
            number = seeds[leader][0]
        groups.setdefault(leader if number is None else -1 - number, []).append(at)
    return groups


def _typical_first(members: Sequence[int], vectors: Floats, often: Floats) -> list[int]:
    """Those nearest to the middle of their group, which lies where most were asked."""
    rows, weights = vectors[list(members)], often[list(members)]
    near = np.round(rows @ (weights @ rows), 4)
    return [members[at] for at in np.argsort(-near, kind="stable")]
