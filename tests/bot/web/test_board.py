"""The live board: what a supervisor sees, and giving a chat to somebody."""

import re

from sqlalchemy import event as sql_event
from sqlalchemy import update

from bot.store import conversations, teams
from bot.store.conversations import Conversation
from handlers.acts import AgentClaimed
from handlers.state import Phase
from tests.bot.web.desktop import Desktop


def in_line(desk: Desktop, name: str) -> int:
    return desk.customer("ขอคุยกับคน", name=name)


def claimed(desk: Desktop, name: str, by: str = "nok") -> int:
    number = in_line(desk, name)
    desk.rig.turns.take(number, AgentClaimed(desk.people[by], by.capitalize()))
    return number


def state_of(desk: Desktop, number: int) -> tuple[Phase, int | None]:
    with desk.database.reading() as db:
        state = conversations.load(db, {number: 0})[number].state
    return state.phase, state.agent_id


def figure(page: str, label: str) -> str:
    return re.search(rf"<dt>{label}</dt><dd[^>]*>(\d+)", page)[1]


def test_the_board_counts_lines_chats_and_people(desk: Desktop) -> None:
    in_line(desk, "มาลี")
    in_line(desk, "ทอม")
    claimed(desk, "ปู")
    page = desk.at("sora").get("/board/").text

    assert figure(page, "In line") == "2"
    assert figure(page, "Being served") == "1"
    assert figure(page, "Online") == "1"  # only whoever looks at it is signed in
    assert page.index("มาลี") < page.index("ทอม")  # the longest wait is on top


def test_queues_stand_by_team(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        sales = teams.add(db, {"en": "Sales"}, [], [], 0)
        teams.add(db, {"en": "Night"}, [], [], 0)
    mine, other = in_line(desk, "มาลี"), in_line(desk, "ทอม")
    with desk.database.transaction() as db:
        db.execute(update(Conversation).where(Conversation.id == mine).values(team_id=sales))
    table = desk.at("sora").get("/board/").text.partition("<tbody>")[2].partition("</tbody>")[0]

    rows = re.findall(r'<th scope="row"[^>]*>([^<]+)</th><td[^>]*>(\d+)', table)
    assert rows == [("Sales", "1"), ("Night", "0"), ("No team", "1")]
    assert other


def test_what_is_late_stands_first_and_says_since_when(desk: Desktop) -> None:
    number = in_line(desk, "มาลี")
    now = desk.clock.now()
    with desk.database.transaction() as db:
        owed = update(Conversation).where(Conversation.id == number)
        db.execute(owed.values(due_at=now - 60_000, warn_at=now - 120_000))

    page = desk.at("sora").get("/board/").text

    assert figure(page, "Late, or soon late") == "1"
    assert "late since" in page


def test_a_supervisor_gives_a_chat_that_waits_and_one_that_is_served(desk: Desktop) -> None:
    waiting, served = in_line(desk, "มาลี"), claimed(desk, "ทอม", by="nok")
    sora, ben = desk.at("sora"), desk.people["ben"]

    for number in (waiting, served):
        assert sora.post(f"/board/{number}/give", agent=str(ben)).location == "/board/"

    assert state_of(desk, waiting) == state_of(desk, served) == (Phase.WITH_AGENT, ben)
    nok = desk.at("nok").part(f"/c/{served}/reply", text="ยังอยู่ไหมคะ")
    assert nok.status_code == 409  # one voice: whoever had it can say no more
    assert "Given to Ben" in sora.get(f"/c/{served}").text


def test_nothing_is_given_to_nobody_and_nothing_that_is_closed(desk: Desktop) -> None:
    number, sora = in_line(desk, "มาลี"), desk.at("sora")
    sora.get("/board/")
    desk.at("ada").post(f"/staff/{desk.people['ben']}/suspend")

    assert sora.post(f"/board/{number}/give", agent=str(desk.people["ben"])).status_code == 400
    assert sora.post("/board/999/give", agent=str(desk.people["nok"])).status_code == 404
    assert state_of(desk, number)[0] is Phase.QUEUED


def test_the_board_asks_as_often_for_fifty_waiting_as_for_one(desk: Desktop) -> None:
    in_line(desk, "มาลี")
    sora = desk.at("sora")
    sora.get("/board/")
    seen: list[str] = []
    note = lambda _c, _cu, sql, *_: seen.append(sql)  # noqa: E731

    def count() -> int:
        seen.clear()
        sql_event.listen(desk.database.read, "before_cursor_execute", note)
        assert sora.get("/board/part").status_code == 200
        sql_event.remove(desk.database.read, "before_cursor_execute", note)
        return len(seen)

    one = count()
    desk.crowd(50, "ขอคุยกับคน")

    assert count() == one


def owes(desk: Desktop, number: int, due_in: int, warned_in: int = -60_000) -> None:
    now = desk.clock.now()
    with desk.database.transaction() as db:
        owed = update(Conversation).where(Conversation.id == number)
        db.execute(owed.values(due_at=now + due_in, warn_at=now + warned_in))


def test_before_a_promise_breaks_those_who_lead_are_told_on_every_page_and_nobody_else(desk: Desktop) -> None:
    number = claimed(desk, "มาลี")
    sora = desk.at("sora")
    assert sora.get("/board/late").json["count"] == ""
    owes(desk, number, due_in=240_000)

    told = sora.get("/board/late").json

    assert (told["count"], told["title"]) == ("1", "One chat is late, or soon will be")
    assert re.fullmatch(r"มาลี: answer by \d\d:\d\d", told["body"])
    for path in ("/board/", "/c/", "/canned/", "/hours/", f"/c/{number}"):
        page = sora.get(path).text
        assert re.search(r"data-late-count>.*?data-label>1<", page), path
        assert "late-bar" in page
        assert "late-bar" not in desk.at("ben").get(path).text, path
    card = sora.get("/board/").text.partition('id="board"')[2]
    assert card.index("One chat is late") < card.index("In line")


def test_the_word_is_thai_for_who_reads_thai_and_names_the_first_two(desk: Desktop) -> None:
    for minutes, name in enumerate(("มาลี", "ทอม", "ปู")):
        owes(desk, in_line(desk, name), due_in=-60_000 * (3 - minutes))
    sora = desk.at("sora")
    sora.post("/language", language="th")

    told = sora.get("/board/late").json

    assert told["title"] == "มี 3 แชทที่เกินเวลาหรือใกล้เกินเวลา"
    assert re.fullmatch(r"มาลี: .* · ทอม: .* · …", told["body"])
    assert len(told["chats"]) == 3


def test_it_is_over_when_somebody_has_answered(desk: Desktop) -> None:
    number = claimed(desk, "มาลี")
    owes(desk, number, due_in=-60_000)
    assert desk.at("sora").get("/board/late").json["count"] == "1"

    desk.at("nok").post(f"/c/{number}/reply", text="มาแล้วค่ะ")

    assert desk.at("sora").get("/board/late").json == {"count": "", "title": "", "body": "", "chats": []}
    assert desk.at("ben").get("/board/late").status_code == 403


def test_one_team_that_serves_everything_is_the_whole_shop(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        only = teams.add(db, {"en": "Shop floor"}, [], [], 0)
    in_line(desk, "มาลี")
    sora = desk.at("sora")

    assert "Queues" not in sora.get("/board/").text
    with desk.database.transaction() as db:
        teams.change(db, only, {"en": "Claims"}, ["claims"], [])
    assert "No team" in sora.get("/board/").text
