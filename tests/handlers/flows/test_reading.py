"""Is a bad flow refused by name, step, field and line before any customer meets it?"""

import re

import pytest

from handlers.flows.reading import FlowError, parse, shipped, together

GOOD = """\
flow: demo
title: {th: ทดลอง, en: Demo}
topic: demo
start: {th: [ทดลองระบบ], en: [try it out]}
steps:
  colour:
    choose: {th: สีอะไรคะ, en: "Which colour?"}
    label: {th: สี, en: Colour}
    options:
      red: {th: แดง, en: Red}
      blue: {th: น้ำเงิน, en: Blue}
    next: route
  route:
    branch: colour
    when: {red: name}
    next: bye
  name:
    ask: {th: ชื่ออะไรคะ, en: "What name?"}
    as: text
    label: {th: ชื่อ, en: Name}
    error: {th: ขอชื่อค่ะ, en: A name please}
    next: bye
  bye:
    say: {th: "ขอบคุณค่ะ {name}", en: "Thank you {name}"}
    next: end
"""


def test_the_shipped_flows_are_good() -> None:
    assert set(shipped().by_name) == {"claim", "slip"}


def test_a_good_flow_is_read_and_its_version_follows_its_meaning() -> None:
    (flow,) = parse(GOOD, "demo.yaml")
    (spaced,) = parse(GOOD.replace("steps:", "# remark\nsteps:"), "demo.yaml")
    (other,) = parse(GOOD.replace("Which colour?", "What colour?"), "demo.yaml")

    assert list(flow.steps) == ["colour", "route", "name", "bye"]
    assert flow.version == spaced.version != other.version


@pytest.mark.parametrize(
    ("old", "new", "where", "why"),
    [
        ("next: route", "next: nowhere", "line 12, flow demo, step colour, next", "there is no step nowhere"),
        ("as: text", "as: verse", "line 19, flow demo, step name, as", "expected one of"),
        ("red: {th: แดง, en: Red}", "red: {th: แดง}", "step colour, options.red.en", "missing or empty"),
        ("en: Red}", "en: Blue}", "step colour, options.blue", "also means red"),
        ("en: Red}", "en: Human}", "step colour, options.red", "already means a person"),
        ("en: Red}", "en: A very long way to say red}", "step colour, options.red.en", "20 fit"),
        ("when: {red: name}", "when: {green: name}", "step route, when", "there is no|has no answer green"),
        ("branch: colour", "branch: bye", "step route, branch", "not a question"),
        ("{name}\"", "{nobody}\"", "step bye, text", "nothing is called {nobody}"),
        ("when: {red: name}", "when: {red: bye}", "step name", "no path leads here"),
        ("    next: end", "    next: route", "step colour, next", "no path leads to an end"),
        ("[ทดลองระบบ]", "[เจ้าหน้าที่]", "flow demo, start", "already means something else"),
        ("topic: demo", "topic: demo\ncolour: red", "line 4, flow demo, colour", "unknown field"),
        ("title: {th: ทดลอง", "title: {th: yes", "title.th", "put quotes around yes"),
        ("    as: text", "    as: text\n    as: text", "steps.name.as|step name, as", "written twice"),
        ("steps:", "steps: [", "", "not YAML"),
    ],
)  # fmt: skip
def test_a_bad_flow_is_refused_and_the_refusal_says_where(old: str, new: str, where: str, why: str) -> None:
    with pytest.raises(FlowError) as refused:
        parse(GOOD.replace(old, new, 1), "demo.yaml")

    assert "demo.yaml, line " in str(refused.value)
    assert re.search(where, str(refused.value)), str(refused.value)
    assert re.search(why, str(refused.value)), str(refused.value)


def test_ten_options_and_no_more_leave_room_for_the_ways_out() -> None:
    names = ["red", "blue", *"abcdefghi"]
    many = "".join(f"      {each}{each}: {{th: สี{each}ก, en: c{each}x}}\n" for each in names)
    crowded = re.sub(r"      red:.*\n      blue:.*\n", many, GOOD).replace("{red: name}", "{redred: name}")

    with pytest.raises(FlowError, match="step colour, options: 11 options leave no room for the way"):
        parse(crowded, "demo.yaml")


def test_a_ring_that_asks_nothing_is_refused() -> None:
    ring = GOOD.replace(
        "    next: end\n",
        "    next: again\n  again:\n    branch: colour\n    when: {red: bye}\n    next: end\n",
    )

    with pytest.raises(FlowError, match="goes round without asking anything"):
        parse(ring, "demo.yaml")


def test_two_flows_that_start_by_the_same_words_are_refused() -> None:
    (one,) = parse(GOOD, "a.yaml")
    (other,) = parse(GOOD.replace("flow: demo", "flow: copy"), "b.yaml")

    with pytest.raises(FlowError, match="flow copy, start: “ทดลองระบบ” already starts demo"):
        together([one, other])
