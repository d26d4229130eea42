"""What does a typed text answer, at this step?"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from rapidfuzz.fuzz import ratio

from faq import Intent, intent_of
from faq.courtesy import bare
from faq.normalize import normalize
from handlers.flows import words
from handlers.flows.definition import DONE, SKIP, Asking, AskStep, Choice, ChooseStep, Form
from handlers.numbered import number_in

# How like an option a text must be to be taken for it in spite of a typing error.
ALIKE: Final = 86
_BRIEF: Final = 30
_SHORTEST: Final = 4  # letters; shorter words are too like one another

_ORDER: Final = r"[A-Z]{0,5}[-/#]?[0-9]{3,14}(?:-[0-9]{1,6})?"
_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_AMOUNT: Final = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?(?![\d.,]*\d)")
_PHONE: Final = re.compile(r"(?:\+?66|0)[\d\s().-]{7,14}\d")
_NUMERIC_DATE: Final = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})")
_NAMED_DATE: Final = re.compile(r"(\d{1,2})\s*([ก-๙.]{3,10}|[a-z]{3,9})\.?,?\s*(\d{2,4})")
_MONTHS: Final = (
    "ม.ค. มกราคม มกรา jan january", "ก.พ. กุมภาพันธ์ กุมภา feb february", "มี.ค. มีนาคม มีนา mar march",
    "เม.ย. เมษายน เมษา apr april", "พ.ค. พฤษภาคม พฤษภา may", "มิ.ย. มิถุนายน มิถุนา jun june",
    "ก.ค. กรกฎาคม กรกฎา jul july", "ส.ค. สิงหาคม สิงหา aug august", "ก.ย. กันยายน กันยา sep sept september",
    "ต.ค. ตุลาคม ตุลา oct october", "พ.ย. พฤศจิกายน พฤศจิกา nov november", "ธ.ค. ธันวาคม ธันวา dec december",
)  # fmt: skip
_BUDDHIST: Final = 543  # years the Thai calendar is ahead


def answered(step: Asking, text: str, pictures: int = 0) -> str | None:
    """The answer in this text: an option's name, a value, SKIP or DONE; None when it is no answer."""
    if isinstance(step, ChooseStep):
        return _chosen(step, text)
    said = {normalize(text), bare(normalize(text))}
    if step.form is Form.PICTURES:
        return _about_pictures(step, text, said, pictures)
    if step.skip and _passes(step, said):
        return SKIP
    return _READERS[step.form](step, _plain(text))


def _chosen(step: ChooseStep, text: str) -> str | None:
    number = number_in(text)
    if number is not None:
        return step.choices[number - 1].key if 1 <= number <= len(step.choices) else None
    said = bare(normalize(text))
    for choice in step.choices:
        if said in _ways(choice):
            return choice.key
    intent = intent_of(text)
    meant = {Intent.YES: "yes", Intent.ACKNOWLEDGE: "yes", Intent.NO: "no"}.get(intent) if intent else None
    if meant is not None:
        return next((each.key for each in step.choices if each.means == meant), None)
    if len(said) < _SHORTEST:
        return None
    close = [each.key for each in step.choices if any(ratio(said, way) >= ALIKE for way in _ways(each))]
    return close[0] if len(close) == 1 else None


def _ways(choice: Choice) -> set[str]:
    return set(map(normalize, (*choice.label.values(), *choice.words)))


def _about_pictures(step: AskStep, text: str, said: set[str], pictures: int) -> str | None:
    """Words at a step that waits for pictures: enough of them, or none at all."""
    is_enough = pictures >= step.least
    if said & words.DONE or (pictures and intent_of(text) in (Intent.YES, Intent.ACKNOWLEDGE)):
        return DONE if is_enough and pictures else SKIP if step.skip and not pictures else None
    return SKIP if step.skip and not pictures and _passes(step, said) else None


def _passes(step: AskStep, said: set[str]) -> bool:
    """The way past the question, also with a little more around it: "ไม่รู้เลยอะ"."""
    if said & words.SKIP or said & set(map(normalize, step.skip.values())):
        return True
    is_free = step.form is Form.TEXT
    return not is_free and any(each.startswith(words.SKIP_LEADS) and len(each) < _BRIEF for each in said)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DIGITS).strip()


def _text(step: AskStep, text: str) -> str | None:
    return text if step.least <= len(text) <= step.most else None


def _order(step: AskStep, text: str) -> str | None:
    """An order number, also inside a sentence: "ออเดอร์ BC-10293 ค่ะ"."""
    found = re.search(rf"(?<![A-Z0-9])(?:{step.pattern or _ORDER})(?![A-Z0-9])", text.upper())
    return found[0].lstrip("#") if found else None


def _phone(_step: AskStep, text: str) -> str | None:
    """A Thai number as people dial it: nine digits for a line, ten for a mobile."""
    found = _PHONE.search(text)
    digits = re.sub(r"\D", "", found[0]) if found else ""
    if digits.startswith("66"):
        digits = "0" + digits[2:]
    return digits if re.fullmatch(r"0[2-7]\d{7}|0[689]\d{8}", digits) else None


def _amount(_step: AskStep, text: str) -> str | None:
    """Baht with two decimals."""
    found = _AMOUNT.search(text)
    if not found or "-" in text[: found.start()]:
        return None
    value = Decimal(f"{found[1].replace(',', '')}.{found[2] or '0'}")
    return f"{value:.2f}" if value > 0 else None


def _date(_step: AskStep, text: str) -> str | None:
    """yyyy-mm-dd from day/month/year in either calendar, or from year-month-day."""
    numeric = _NUMERIC_DATE.search(text)
    if numeric:
        first, month, last = (int(each) for each in numeric.groups())
        year, day = (first, last) if len(numeric[1]) == 4 else (last, first)
        return _day(year, month, day)
    named = _NAMED_DATE.search(text.casefold())
    month = _month(named[2]) if named else 0
    return _day(int(named[3]), month, int(named[1])) if named and month else None


def _month(name: str) -> int:
    bare_name = name.replace(".", "")
    for number, names in enumerate(_MONTHS, 1):
        if bare_name in names.replace(".", "").split():
            return number
    return 0


def _day(year: int, month: int, day: int) -> str | None:
    if year < 100:  # 69 is 2569, 26 is 2026
        year += 2500 if year >= 60 else 2000
    year -= _BUDDHIST if year > 2400 else 0
    if not (1900 < year < 2200 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return f"{year:04}-{month:02}-{day:02}"


_READERS: Final[Mapping[Form, Callable[[AskStep, str], str | None]]] = {
    Form.TEXT: _text,
    Form.ORDER: _order,
    Form.PHONE: _phone,
    Form.AMOUNT: _amount,
    Form.DATE: _date,
}
