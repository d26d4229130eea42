"""Does the shop know its country's holidays, in both languages?"""

from datetime import date

from bot.holidays import COUNTRIES, public


def test_thailands_holidays_come_with_their_names() -> None:
    songkran = date(2027, 4, 13)

    assert public("TH", [2027])[songkran] == "วันสงกรานต์"
    assert "Songkran" in public("TH", [2027], "en")[songkran]


def test_no_country_has_no_holidays() -> None:
    assert public("", [2026]) == public("XX", [2026]) == {}


def test_every_country_offered_is_known() -> None:
    for country in COUNTRIES:
        assert public(country, [2026], "en"), country
