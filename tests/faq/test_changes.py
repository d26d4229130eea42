"""Two versions of an article, line by line: nothing lost, what differs marked, letters whole."""

from hypothesis import given
from hypothesis import strategies as some

from faq.changes import Line, Section, Sign, changes

OLD = {
    "topic": "delivery",
    "title": {"th": "ค่าส่ง"},
    "questions": {"th": ["ส่งเท่าไหร่", "ค่าส่งกี่บาท", "ส่งฟรีไหม"]},
    "answer": {"th": "ส่ง 40 บาทค่ะ\nซื้อครบ 890 ส่งฟรี"},
}


def told(section: Section) -> list[tuple[str, str]]:
    return [(line.sign.value, line.text) for line in section.lines]


def test_only_what_differs_is_shown_line_by_line() -> None:
    new = OLD | {
        "questions": {"th": ["ส่งเท่าไหร่", "ส่งฟรีไหม", "ส่งไปลาวไหม"]},
        "answer": {"th": "ส่ง 50 บาทค่ะ\nซื้อครบ 890 ส่งฟรี"},
        "owner": "Ada",
    }

    found = {(each.name, each.language): each for each in changes(OLD, new)}

    assert set(found) == {("questions", "th"), ("answer", "th"), ("owner", "")}
    assert told(found["questions", "th"]) == [
        ("same", "ส่งเท่าไหร่"),
        ("removed", "ค่าส่งกี่บาท"),
        ("same", "ส่งฟรีไหม"),
        ("added", "ส่งไปลาวไหม"),
    ]
    removed, added, _ = found["answer", "th"].lines
    assert [each.text for each in removed.pieces if each.is_new] == ["4"]
    assert [each.text for each in added.pieces if each.is_new] == ["5"]
    assert changes(OLD, OLD) == []


def test_bubbles_are_told_by_their_kind_and_buttons_by_where_they_lead() -> None:
    card = {"text": "สองสาขา", "buttons": [{"label": "แผนที่", "link": "https://m.example"}]}
    new = {"answer": {"th": [{"text": "ค่ะ"}, {"picture": "https://p.example/a.png"}, {"card": card}]}}

    (section,) = changes({"answer": {"th": "ค่ะ"}}, new)

    assert [(line.kind, line.text) for line in section.lines if line.sign is Sign.ADDED] == [
        ("picture", "https://p.example/a.png"),
        ("card", ""),
        ("", "สองสาขา"),
        ("button", "แผนที่ → https://m.example"),
    ]


def test_what_stands_far_from_a_change_is_counted_and_not_shown() -> None:
    asked = [f"question {at}" for at in range(20)]

    (section,) = changes({"questions": {"en": asked}}, {"questions": {"en": [*asked, "one more"]}})

    assert (section.lines[0].sign, section.lines[0].hidden) == (Sign.GAP, 18)
    assert len(section.lines) == 4


_lines = some.lists(some.text(alphabet="กีู่่ abว้", min_size=1, max_size=8), max_size=12)


@given(_lines, _lines)
def test_both_versions_can_be_read_out_of_the_difference(old: list[str], new: list[str]) -> None:
    before, after = {"questions": {"th": old}}, {"questions": {"th": new}}

    for section in changes(before, after):
        shown = [line for line in section.lines if line.sign is not Sign.GAP]
        hidden = sum(line.hidden for line in section.lines)
        kept = [line for line in shown if line.sign is Sign.SAME]
        assert len(kept) + hidden + len(_of(shown, Sign.REMOVED)) == len(old)
        assert len(kept) + hidden + len(_of(shown, Sign.ADDED)) == len(new)
        assert all(text in old for text in _of(shown, Sign.REMOVED))
        assert all(text in new for text in _of(shown, Sign.ADDED))
    assert (changes(before, after) == []) == (old == new)


def _of(lines: list[Line], sign: Sign) -> list[str]:
    return [line.text for line in lines if line.sign is sign]
