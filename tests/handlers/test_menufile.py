"""Is a menu file that LINE or a customer could not use refused, with the place named?"""

from importlib.resources import files

import pytest

from handlers.menu import words_of
from handlers.menufile import MenuError, read_menu

WRITTEN = files("handlers").joinpath("menu.toml").read_text("utf-8")


def test_the_menu_that_ships_has_six_areas_that_cover_its_picture() -> None:
    menu = read_menu(WRITTEN, "menu.toml")

    assert len(menu.areas) == 6
    assert sum(area.width * area.height for area in menu.areas) == menu.width * menu.height


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('name = "main"', "name = 3", "menu.toml, name: must be text"),
        ("size = [2500, 1686]", "size = [2600, 1686]", "menu.toml, size: the width must be between 800"),
        ("size = [2500, 1686]", "size = [2500, 200]", "menu.toml, size: the height must be at least 250"),
        ("size = [2500, 1686]", "size = [2500, 1800]", "menu.toml, size: the width must be at least 1.45"),
        ("size = [2500, 1686]", "size = [2500]", "menu.toml, size: must be 2 whole numbers"),
        ("size = [2500, 1686]", "size = [2500, 1600]", "area status, bounds: reaches beyond"),
        ('en = "Menu"', 'en = "A very long menu"', "menu.toml, bar, en: at most 14"),
        ('en = "Menu"', 'ja = "メニュー"', "menu.toml, bar.ja: no such language"),
        ('label.en = "Case status"', "", "area status, label, en: must be text"),
        ('label.en = "Case status"', f'label.en = "{"x" * 21}"', "area status, label, en: at most 20"),
        ('tap = "flow:slip"', "", "area slip, tap: must be text"),
        ('tap = "flow:slip"', 'tap = "flow:claim"', "area slip, tap: claim sends the same"),
        ('tap = "person"', 'tap = "human"', "menu.toml, area: none sends 'person'"),
        ('name = "news"', 'name = "claim"', "area claim, name: there are two"),
        ("bounds = [833, 0, 834, 843]", "bounds = [832, 0, 834, 843]", "area claim, bounds: lies over track"),
        ("bounds = [833, 0, 834, 843]", "bounds = [-1, 0, 834, 843]", "area claim, bounds: left and top"),
        ("bounds = [833, 0, 834, 843]", "bounds = [1, 0.5, 2, 2]", "area claim, bounds: must be 4 whole"),
        ('also.en = ["claim with', 'also.en = [3, "claim with', "area claim, also: holds something"),
        ("[[area]]", "[area", "menu.toml: not TOML"),
    ],
)
def test_a_fault_is_told_with_its_place(right: str, wrong: str, told: str) -> None:
    assert right in WRITTEN

    with pytest.raises(MenuError) as caught:
        read_menu(WRITTEN.replace(right, wrong, 1), "menu.toml")

    assert told in str(caught.value)


def test_areas_beyond_what_line_takes_are_refused() -> None:
    area = '[[area]]\nname = "n{0}"\nbounds = [{0}, 0, 1, 1]\ntap = "t{0}"\nlabel.th = "ก"\nlabel.en = "a"\n'
    head = WRITTEN.split("[[area]]")[0]
    many = head + "".join(area.format(at) for at in range(21))

    for text in (many, head, head + "area = []"):
        with pytest.raises(MenuError):
            read_menu(text, "menu.toml")


def test_words_that_would_mean_two_things_are_refused() -> None:
    menu = read_menu(WRITTEN.replace('"send slip"', '"make a claim"'), "menu.toml")

    with pytest.raises(ValueError, match="make a claim"):
        words_of(menu)
