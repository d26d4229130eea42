"""Every click of a colleague, by either of two, as Hypothesis draws it."""

from hypothesis import strategies as st

from handlers import clicks
from tests.handlers.given import BEN, DAY, NOK, NOW

CLICKERS = st.sampled_from([(NOK, "Nok"), (BEN, "Ben")])
_LEADS = st.booleans()
_LANGUAGES = st.sampled_from(["", "en"])
_MOMENTS = st.sampled_from([clicks.UNTIL_THEY_WRITE, NOW, NOW + DAY])
ANY_CLICK: st.SearchStrategy[clicks.Click] = st.one_of(
    st.builds(lambda who: clicks.NoteWritten(who[0], "ช่วยดูที", (BEN,)), CLICKERS),
    st.builds(lambda who, to, leads: clicks.PassedToPerson(*who, *to, "", leads), CLICKERS, CLICKERS, _LEADS),
    st.builds(lambda who, leads: clicks.PassedToTeam(who[0], 3, "เคลม", "ต่อที", leads), CLICKERS, _LEADS),
    st.builds(lambda who, until: clicks.Snoozed(who[0], until), CLICKERS, _MOMENTS),
    st.builds(lambda who: clicks.Unsnoozed(who[0]), CLICKERS),
    st.builds(
        lambda who, language: clicks.LanguageSet(who[0], language), CLICKERS, st.sampled_from(["", "en"])
    ),
    st.builds(lambda who: clicks.Reopened(*who), CLICKERS),
)
