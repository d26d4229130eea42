"""Which number did somebody type: one of a list, or that of their case? LINE for PC shows nothing to tap."""

import re

# "2", "2.", "(2)", "ข้อ 2", "no. 2", "#2", "2 ค่ะ": how people type one of a short list.
_NUMBER = re.compile(
    r"(?:ข้อ|เบอร์|หมายเลข|number|no\.?|#)?\s*\(?(\d{1,2})[.)]?\s*(?:ค่ะ|คะ|ครับ|คับ|please)?", re.IGNORECASE
)


def number_in(text: str) -> int | None:
    """The number this text is; None when it is more than that, or none."""
    typed = _NUMBER.fullmatch(text.strip())
    return int(typed[1]) if typed else None


# No vowels, so that no word comes out; none of 0 O 1 I L S 5 B 8, which are read and heard as one another.
CASE_LETTERS = "CDFGHJKMNPQRTVWXY"
CASE_DIGITS = "234679"
_SIGN = f"[{CASE_LETTERS}{CASE_DIGITS}]"
_CASE = re.compile(rf"({_SIGN}{{3}})[- ]?({_SIGN}{{3}})", re.IGNORECASE)
_AROUND_CASE = re.compile(
    r"(?:สถานะ|เช็ค|เช็ก|ตรวจสอบ|เลข|เคลม|เรื่อง|เคส|case|claim|number|no\.?|status|of|#|:|\s)*", re.IGNORECASE
)
_POLITE = re.compile(r"\s*(?:ค่ะ|คะ|ครับ|คับ|please|\?)*")


def case_number_in(text: str) -> str | None:
    """The case number this text is, as it is written on a case; words and plain numbers are none."""
    rest = text.strip()
    rest = rest[_lead(rest) :]
    typed = _CASE.match(rest)
    if not typed or not _POLITE.fullmatch(rest, typed.end()):
        return None
    number = f"{typed[1]}-{typed[2]}".upper()
    has_both = any(each in CASE_DIGITS for each in number) and any(each in CASE_LETTERS for each in number)
    return number if has_both else None


def _lead(text: str) -> int:
    lead = _AROUND_CASE.match(text)
    return lead.end() if lead else 0
