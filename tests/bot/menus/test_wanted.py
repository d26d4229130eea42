"""Is a picture LINE would not take refused, and does a name change exactly when its menu does?"""

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.menus.draw import DRAWN_FROM, drawn_from
from bot.menus.wanted import MOST_BYTES, PictureError, is_ours, look_at, wanted_menus
from handlers.menu import MENU
from tests.bot.menus.conftest import own_picture


def drawn(width: int, height: int, kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height)).save(content, kind)
    return content.getvalue()


def test_the_pictures_that_ship_are_usable_and_drawn_from_the_menu_as_it_is() -> None:
    assert [each.picture.kind for each in wanted_menus(follows_case=True)] == ["image/png"] * 6
    assert DRAWN_FROM.read_text("utf-8") == drawn_from(), "draw them: python -m bot.menus.draw"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (drawn(2500, 843), "2500 × 843 pixels"),
        (drawn(1250, 843), "1250 × 843 pixels"),
        (drawn(2500, 1686, "GIF"), "neither JPEG nor PNG"),
        (b"", "neither JPEG nor PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither JPEG nor PNG"),
        (own_picture(kind="JPEG")[:2000], "cannot be read"),
        (b"x" * (MOST_BYTES + 1), "takes at most"),
    ],
    ids=["low", "small", "gif", "empty", "svg", "cut off", "heavy"],
)
def test_a_picture_line_would_not_take_is_refused_with_its_file_named(content: bytes, told: str) -> None:
    with pytest.raises(PictureError, match=r"menus/th\.png") as caught:
        look_at(content, "menus/th.png", MENU)

    assert told in str(caught.value)


def test_an_operator_s_picture_goes_before_the_one_that_ships(tmp_path: Path) -> None:
    (tmp_path / "th.jpg").write_bytes(own_picture(kind="JPEG"))

    thai, english = wanted_menus(tmp_path)

    assert (thai.picture.kind, thai.picture.content) == ("image/jpeg", own_picture(kind="JPEG"))
    assert english == wanted_menus()[1]
    assert thai.name != wanted_menus()[0].name


def test_names_are_the_same_every_time_differ_by_language_and_are_known_as_ours() -> None:
    names = [each.name for each in wanted_menus(follows_case=True)]

    assert names == [each.name for each in wanted_menus(follows_case=True)]
    assert names[:2] == [each.name for each in wanted_menus()]
    assert len(set(names)) == 6
    assert all(is_ours(each) for each in names)
    assert not any(map(is_ours, ("", "saphan", "saphan main th", "spring " + "0" * 20, names[0] + "x")))
