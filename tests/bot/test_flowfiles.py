"""Are a shop's own flows read at start, and a bad one refused with a sentence?"""

from argparse import Namespace
from pathlib import Path

import pytest

from bot.__main__ import check_flows
from bot.flowfiles import FlowError, published
from handlers.flows.reading import shipped
from tests.bot.web.desktop import settings
from tests.handlers.flows.test_reading import GOOD


def test_a_shop_without_flows_of_its_own_has_the_shipped_ones(tmp_path: Path) -> None:
    assert published(tmp_path / "flows") == shipped()


def test_flows_of_the_shop_stand_beside_the_shipped_ones_and_replace_those_of_the_same_name(
    tmp_path: Path,
) -> None:
    (tmp_path / "demo.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "slip.yaml").write_text(GOOD.replace("flow: demo", "flow: slip").replace("ทดลองระบบ", "โอน")
                                        .replace("try it out", "paid"), "utf-8")  # fmt: skip

    flows = published(tmp_path)

    assert set(flows.by_name) == {"claim", "slip", "demo"}
    assert list(flows.by_name["slip"].steps) == ["colour", "route", "name", "bye"]


def test_a_bad_flow_is_refused_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "demo.yaml").write_text(GOOD.replace("next: route", "next: nowhere"), "utf-8")

    with pytest.raises(FlowError, match=r"demo\.yaml, line 12, flow demo, step colour, next"):
        published(tmp_path)


def test_the_command_says_that_good_flows_are_good_and_what_is_wrong_with_a_bad_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(GOOD, "utf-8")
    bad.write_text(GOOD.replace("as: text", "as: verse"), "utf-8")

    check_flows(Namespace(files=[good]), settings())

    assert "3 flows" in capsys.readouterr().out
    with pytest.raises(FlowError, match=r"bad\.yaml, line 19, flow demo, step name, as: expected one of"):
        check_flows(Namespace(files=[bad]), settings())
