"""Does the console speak Thai everywhere, and is what is compiled what is written?"""

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.bot.web.desktop import Desktop

WEB = Path(__file__).parents[3] / "bot" / "web"
THAI = WEB / "translations" / "th" / "LC_MESSAGES"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def _thai() -> Catalog:
    with (THAI / "messages.po").open("rb") as written:
        return read_po(written, locale="th")


def _spoken() -> set[str]:
    """Each sentence; where it counts something, the one and the many."""
    return {found[2] for found in extract_from_dir(WEB, METHODS)}


def _all_of(said: str | tuple[str, ...] | list[str]) -> list[str]:
    return [said] if isinstance(said, str) else list(said)


def test_every_sentence_of_the_console_is_in_the_thai_file() -> None:
    assert _spoken() == {each.id for each in _thai() if each.id}


def test_no_sentence_is_left_untranslated_or_unsure() -> None:
    assert [each.id for each in _thai() if each.id and (not all(_all_of(each.string)) or each.fuzzy)] == []


def test_translations_fill_the_same_gaps() -> None:
    def gaps(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)s|\{\w+\}", text))

    def differs(each: Message) -> bool:
        # Thai says one and many alike, and so has the gaps of the many.
        return any(gaps(_all_of(each.id)[-1]) != gaps(said) for said in _all_of(each.string))

    assert [each.id for each in _thai() if each.id and differs(each)] == []


def test_what_is_compiled_is_what_is_written() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, _thai())

    assert compiled.getvalue() == (THAI / "messages.mo").read_bytes()


def test_each_person_keeps_a_language_of_their_own(desk: Desktop) -> None:
    nok, ben = desk.at("nok"), desk.at("ben")

    nok.post("/language", language="th")

    assert "ไม่มีใครรออยู่" in nok.get("/c/").text
    assert '<html lang="th">' in desk.at("nok").get("/c/").text
    assert "Nobody is waiting." in ben.get("/c/").text


def test_the_door_speaks_the_shops_language_until_told_otherwise(desk: Desktop) -> None:
    thai_shop = desk.like(locale="th").browser()

    assert "เข้าสู่ระบบ" in thai_shop.get("/signin").text
    assert "Sign in" in thai_shop.get("/signin?lang=en").text

    thai_shop.post("/language", language="en")
    assert "Sign in" in thai_shop.get("/signin").text


def test_a_language_nobody_speaks_here_is_refused(desk: Desktop) -> None:
    assert desk.at("nok").post("/language", language="xx").status_code == 400
