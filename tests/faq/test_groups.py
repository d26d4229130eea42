"""Do the articles with most votes lead, however many share their letter groups?"""

from random import Random

import pytest

from faq.groups import RARE, Group, groups_of, leading

NAMES = [f"article-{number:03}" for number in range(3 * RARE)]


def invented(seed: int) -> tuple[dict[str, Group], list[list[Group]]]:
    """Groups of many articles, some used by nearly all of them, and what customers ask."""
    choose = Random(seed)
    letters = [f"g{number}" for number in range(120)]
    frequent_first = [1 / (1 + number) for number in range(len(letters))]
    articles = [[choose.choices(letters, frequent_first, k=12) for _ in range(4)] for _ in NAMES]
    groups = groups_of([[set(phrasing) for phrasing in phrasings] for phrasings in articles])
    known = sorted(groups)
    return groups, [[groups[gram] for gram in choose.sample(known, 15)] for _ in range(60)]


@pytest.mark.parametrize("seed", range(5))
def test_the_same_articles_lead_as_when_every_vote_is_counted(seed: int) -> None:
    _, asked = invented(seed)

    for groups in asked:
        totals = [sum(group.votes.get(at, 0.0) for group in groups) for at in range(len(NAMES))]
        expected = sorted(range(len(NAMES)), key=lambda at: (-round(totals[at], 9), NAMES[at]))[:4]
        found = leading(groups, NAMES, 4)
        assert [at for at, _ in found] == expected
        assert [votes for _, votes in found] == pytest.approx([totals[at] for at in expected])


def test_a_group_shares_all_it_tells_among_the_articles_that_use_it() -> None:
    groups, _ = invented(0)

    assert all(sum(group.votes.values()) == pytest.approx(group.tells) for group in groups.values())


def test_a_rare_group_tells_more_than_a_common_one() -> None:
    groups = groups_of([[["rare", "common"]], [["common"]]])

    assert groups["rare"].tells > groups["common"].tells


def test_nothing_leads_where_nothing_is_known() -> None:
    assert leading([], NAMES, 4) == []
