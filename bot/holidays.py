"""Which days does a country have off, and what are they called?"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

# Countries offered to admins, Thailand first; "" means that public holidays count like any other day.
COUNTRIES = ("TH", "LA", "KH", "MM", "MY", "SG", "VN", "ID", "PH", "JP", "TW", "HK", "CN", "KR", "IN")
_LANGUAGES = {"th": "th", "en": "en_US"}


def public(country: str, years: Iterable[int], language: str = "th") -> Mapping[date, str]:
    """{day: name} of these years; nothing for a country we do not know."""
    found: dict[date, str] = {}
    for year in years:
        found |= _year(country, year, language)
    return found


@lru_cache(maxsize=64)
def _year(country: str, year: int, language: str) -> Mapping[date, str]:
    if country not in COUNTRIES:
        return {}
    # Imported only where a shop has set it: the library costs a tenth of a second at start.
    import holidays

    calendar = holidays.country_holidays(country, years=year, language=_LANGUAGES.get(language, "en_US"))
    return dict(calendar.items())
