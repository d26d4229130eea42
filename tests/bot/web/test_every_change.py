"""Every form that changes something leaves a line of who, what, and from what to what; or says why not."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select

from bot.store import agents, articles, audit, pins, surveys, teams, unanswered
from bot.store.agents import Agent
from bot.store.audit import AuditEntry
from bot.store.messages import CONTACT, Message
from bot.store.sessions import Signin
from bot.web.people.audit import areas
from faq.article import from_json
from tests.bot.web import test_articles_files as files
from tests.bot.web.desktop import PASSWORD, Desktop, hashed
from tests.bot.web.test_answers import FIELDS
from tests.bot.web.test_broadcasts import GOOD, LIMITS
from tests.bot.web.test_cases import claim
from tests.bot.web.test_system import park

NEW = "four plain words here"
MILESTONE = "a turn of the conversation: who and when stand among its milestones and in the thread itself"
OWN = "about oneself at this moment, and nothing that stays"
NOTHING = "changes nothing"
NEEDS_NONE = {
    "webhook.receive": "customers, who are no staff; each event is kept as it came",
    "signin.enter": "the list of sign-ins is its record",
    "signin.leave": "the list of sign-ins is its record",
    "signin.switch_language": OWN,
    "presence.choose": OWN,
    "presence.seen": OWN,
    "console.look": OWN,
    "console.typing": OWN,
    "console.read": "tells LINE what was read, and the conversation keeps how far",
    "console.see": "a mention is marked as seen by whom it was for, with when",
    "console.note": "a note stands in the thread with its writer",
    "console.claim": MILESTONE,
    "console.reply": MILESTONE,
    "console.hand_back": MILESTONE,
    "console.pass_on": MILESTONE,
    "console.resolve": MILESTONE,
    "console.reopen": MILESTONE,
    "console.snooze": MILESTONE,
    "console.unsnooze": MILESTONE,
    "board.give": MILESTONE,
    "console.resend": "the delivery keeps each attempt, the turn who asked for it",
    "console.speak": "how the bot speaks to one customer; it is seen beside the chat, and no setting",
    "mending.mark": "the message keeps who judged it and what should have answered; words added are audited",
    "answers.shown": NOTHING,
    "answers.check": NOTHING,
}


@dataclass(frozen=True)
class Step:
    """A form somebody sends, and what must be written down about it: (action, pattern of the subject)."""

    path: str
    said: list[tuple[str, str]]
    fields: dict[str, Any] = field(default_factory=dict)
    who: str = "ada"
    method: str = "POST"


def one(desk: Desktop, wanted: Any) -> Any:
    with desk.database.reading() as db:
        return db.execute(wanted).scalars().first()


def of_staff(desk: Desktop) -> Iterator[Step]:
    mod = {"email": "mod@baicha.example", "name": "Mod", "role": "agent", "capacity": "5"}
    yield Step("/staff/", [("staff.invited", r"mod@baicha.example agent")], mod)
    number = one(desk, select(Agent.id).where(Agent.email == "mod@baicha.example"))
    changed = {"name": "Mod S.", "role": "supervisor", "capacity": ""}
    said = r"mod@baicha.example: name Mod → Mod S\., role agent → supervisor, capacity 5 → -"
    yield Step(f"/staff/{number}", [("staff.changed", said)], changed)
    yield Step(f"/staff/{number}/link", [("staff.link_made", "mod@baicha.example")])
    page = desk.at("ada").post(f"/staff/{number}/link").text
    link = re.search(r'id="link" value="[^"]*(/password/[^"]+)"', page)
    assert link is not None
    password = {"password": NEW, "again": NEW}
    yield Step(link[1], [("staff.password_set", "mod@baicha.example")], password, who="mod")
    ben = desk.people["ben"]
    desk.at("ben")
    signin = one(desk, select(Signin.id).where(Signin.agent_id == ben))
    yield Step(f"/staff/{ben}/signins/{signin}/end", [("staff.signed_out", "ben@baicha.example")])
    yield Step(f"/staff/{ben}/signins/end", [("staff.signed_out", "ben@baicha.example")])
    yield Step(f"/staff/{ben}/suspend", [("staff.suspended", r"ben@.*: active → suspended")])
    yield Step(f"/staff/{ben}/restore", [("staff.restored", r"ben@.*: suspended → active")])
    team = {"name_en": "Sales", "topics": "delivery"}
    yield Step("/staff/teams", [("team.made", "Sales: 0 people; delivery; every language")], team)
    with desk.database.reading() as db:
        sales = teams.every(db)[-1].id
    said = rf"Sales: name.en Sales → Shop, languages - → th, people - → {ben}"
    fields = team | {"name_en": "Shop", "languages": "th", "members": str(ben)}
    yield Step(f"/staff/teams/{sales}", [("team.changed", said)], fields)
    yield Step(f"/staff/teams/{sales}/remove", [("team.removed", "Shop")])


def of_oneself(desk: Desktop) -> Iterator[Step]:
    yield Step("/me/name", [("staff.renamed", "nok@baicha.example: Nok → Nok S.")], {"name": "Nok S."}, "nok")
    desk.at("nok")
    first = one(desk, select(Signin.id).where(Signin.agent_id == desk.people["nok"]))
    yield Step(f"/me/signins/{first}/end", [("staff.signed_out", "nok@baicha.example")], who="nok")
    yield Step("/me/signins/end", [("staff.signed_out", "nok@baicha.example")], who="nok")
    password = {
        "old": PASSWORD,
        "new": NEW,
        "again": NEW,
    }
    yield Step("/me/password", [("staff.password_set", "nok@baicha.example")], password, "nok")


def of_settings(desk: Desktop) -> Iterator[Step]:
    week = {f"d{day}-0-{end}": at for day in range(7) for end, at in (("from", "09:00"), ("to", "18:00"))}
    kept = "00:00–24:00 → 09:00–18:00"
    yield Step("/hours/", [("hours.changed", rf"shop: Mon {kept}, .*, Sun {kept}")], week)
    day = {"day": "2026-12-05", "name": "Father's day"}
    yield Step("/hours/days", [("hours.changed", "shop: 2026-12-05 as usual → closed")], day)
    yield Step("/hours/days/remove", [("hours.changed", "shop: 2026-12-05 closed → as usual")], day)
    yield Step("/hours/default", [("hours.changed", "shop: own hours → the default")])
    routing = {"is_on": "1", "answer_minutes": "7", "first-0": "5", "next-0": "", "resolve-0": ""}
    said = [("routing.changed", r"chats given by themselves no → yes, minutes until somebody else \d+ → 7")]
    said += [("targets.changed", r"shop: .* → first 5 next - resolve -")]
    yield Step("/hours/routing", said, routing)
    yield Step("/answers/how-sure", [("sureness.changed", r"50 → 30 ‰")], {"tolerable": "3"})
    yield Step("/answers/usefulness", [("sureness.help_share", r"\d+ → 40 %")], {"percent": "40"})
    yield Step("/broadcasts/limits", [("limits.changed", r"per_day 1 → 2, per_week \d+ → 5, .*")], LIMITS)
    reply = {"name": "hello", "text": "สวัสดีค่ะ", "scope": "everybody"}
    yield Step("/canned/", [("canned.added", r"#1 hello, everybody")], reply, "sora")
    changed = reply | {"text": "สวัสดีครับ"}
    yield Step("/canned/1", [("canned.changed", r"#1 hello: text สวัสดีค่ะ → สวัสดีครับ")], changed, "sora")
    yield Step("/canned/1/remove", [("canned.removed", "#1 hello")], who="sora")


def of_broadcasts(desk: Desktop) -> Iterator[Step]:
    chat = desk.customer("สวัสดีค่ะ")
    yield Step("/broadcasts", [("broadcast.written", "#1 ลดปลายเดือน")], GOOD)
    said = r"#1 ลดปลายเดือน: name ลดปลายเดือน → ลดต้นเดือน, texts.en 25% off → -"
    yield Step("/broadcasts/1", [("broadcast.rewritten", said)], GOOD | {"name": "ลดต้นเดือน", "text_en": ""})
    said = rf"#1 ลดต้นเดือน: to customer #{chat}"
    yield Step("/broadcasts/1/test", [("broadcast.tested", said)], {"contact": str(chat)})
    when = {"when": "day", "day": "2026-12-24", "time": "10:00", "sure": "1"}
    yield Step("/broadcasts/1/schedule", [("broadcast.scheduled", "#1 .*: draft → scheduled")], when)
    yield Step(
        "/broadcasts/1/move", [("broadcast.cancel", "#1 .*: scheduled → cancelled")], {"move": "cancel"}
    )


def of_articles(desk: Desktop) -> Iterator[Step]:
    slug = "express-delivery"
    yield Step(
        "/answers/new", [("article.written", rf"{slug}: slug - → {slug}, topic - → delivery.*")], FIELDS
    )
    changed = FIELDS | {"answer_en": "Express takes two hours.", "version": "1"}
    said = r"answer.en Express takes three hours. → Express takes two hours."
    yield Step(f"/answers/{slug}", [("article.written", rf"{slug}: {said}")], changed)
    publishing = {"slug": slug, "seen": f"{slug}:2"}
    yield Step("/answers/publish", [("article.published", f"{slug} draft 2 → published")], publishing)
    desk.rig.corpus.refresh(desk.database)
    question = {"question": "มีส่งด่วนมั้ย"}
    yield Step(f"/answers/{slug}/pin", [("article.pinned", f"{slug}: มีส่งด่วนมั้ย")], question)
    with desk.database.reading() as db:
        pin = str(pins.every(db)[0].id)
    yield Step(f"/answers/{slug}/unpin", [("article.unpinned", f"{slug}: มีส่งด่วนมั้ย")], {"pin": pin})
    yield Step(f"/answers/{slug}/remove", [("article.removal_written", slug)])
    yield Step(f"/answers/{slug}/drop", [("article.draft_dropped", slug)], {"version": "1"})
    with desk.database.transaction() as db:
        version = str(articles.history(db, slug, 1)[0].id)
        values = articles.live(db)[slug].values
        articles.publish(db, [from_json({**values, "topic": "express"})], desk.clock.now())
    said = f"{slug}: as published → version {version}"
    yield Step(f"/answers/{slug}/back", [("article.rolled_back", said)], {"version": version})
    with desk.database.reading() as db:
        seen = articles.revision(db)
    said = rf"publication {seen} → as after 1: {slug}"
    putting_back = {"seen": str(seen), "publication": "1"}
    yield Step("/answers/publications/back", [("article.put_back", said)], putting_back)
    new = FIELDS | {"slug": "gifts"}
    yield Step("/answers/new/keep", [("article.written", "gifts: slug - → gifts, .*")], new)
    # Kept by itself at each pause; written down again when it changes hands.
    changed = new | {"topic": "presents", "version": "1"}
    said = "gifts: topic delivery → presents"
    yield Step("/answers/gifts/keep", [("article.written", said)], changed, "eve")
    table = (io.BytesIO(files.to_csv([files.FEE]).encode()), "all.csv")
    yield Step("/answers/files", [("article.imported", "1 of 1 articles")], {"file": table})
    desk.customer("qwxz vbnm ppkk")
    ids = one(desk, select(Message.id).where(Message.author == CONTACT, Message.text == "qwxz vbnm ppkk"))
    fields = {"kind": unanswered.NOT_FOR_BOT, "ids": str(ids), "volume": "1"}
    said = rf"{unanswered.NOT_FOR_BOT} ×1"
    yield Step("/answers/unanswered/decide", [("articles.question_decided", said)], fields)
    yield Step("/answers/unanswered/undo", [("articles.question_reopened", "#1")], {"decision": "1"})


def of_customers(desk: Desktop) -> Iterator[Step]:
    chat, case = claim(desk)
    yield Step(f"/c/{chat}/tags", [("chat.tagged", f"#{chat}: vip")], {"tag": "VIP"}, "nok")
    yield Step(f"/c/{chat}/untag", [("chat.untagged", f"#{chat}: vip")], {"tag": "vip"}, "nok")
    moved = {"number": case.number, "status": "in_progress"}
    yield Step(f"/c/{chat}/case", [("case.moved", rf"case {case.id} open → in_progress.*")], moved, "nok")
    yield Step(
        f"/cases/{case.id}/move",
        [("case.moved", rf"case {case.id} in_progress → done.*")],
        {"status": "done"},
        "nok",
    )
    low = {"key": "k", "conversation_id": chat, "path": "bot", "planned_at": 0, "score": 1}
    with desk.database.transaction() as db:
        db.execute(insert(surveys.Survey).values(low))
    yield Step(f"/c/{chat}/looked-after", [("scores.looked_after", str(chat))], who="nok")
    yield Step(f"/customers/{chat}/data.json", [("contact.exported", f"#{chat}")], method="GET")
    yield Step(f"/customers/{chat}/erase", [("contact.erased", f"#{chat}")], {"sure": "1"})


def of_the_system(desk: Desktop) -> Iterator[Step]:
    number = park(desk)[0]
    yield Step(f"/system/parked/{number}", [("inbox.requeued", f"event {number}: set aside → waiting")])
    park(desk)
    yield Step("/system/parked", [("inbox.requeued", r"\d+ events: set aside → waiting")])


def lines(desk: Desktop, after: int) -> list[Any]:
    wanted = select(AuditEntry).where(AuditEntry.id > after).order_by(AuditEntry.id)
    with desk.database.reading() as db:
        return list(db.execute(wanted))


def test_every_form_that_changes_something_says_who_what_and_from_what_to_what(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        articles.publish(db, list(desk.rig.corpus.current.articles.values()), 0)
        desk.people["eve"] = agents.add(db, "eve@baicha.example", "Eve", "admin", hashed(), 0)
    walked, newest, wrong = set(), 0, []
    routes = desk.app.url_map.bind("localhost")
    areas_ = (of_staff, of_oneself, of_settings, of_broadcasts, of_articles, of_customers, of_the_system)
    for step in (each for area in areas_ for each in area(desk)):
        newest = max((each.id for each in lines(desk, newest)), default=newest)
        browser = desk.browser() if step.who == "mod" else desk.at(step.who)
        fields = step.fields | {"csrf_token": browser.token()}
        answer = browser.client.open(step.path, method=step.method, data=fields, buffered=True)
        assert answer.status_code in (200, 302, 303), (step, answer.status_code, answer.text[:3000])
        walked.add(routes.match(step.path, method=step.method)[0])

        written = lines(desk, newest)
        me = one(desk, select(Agent.id).where(Agent.email == f"{step.who}@baicha.example"))
        found = [(each.agent_id, each.action, each.subject) for each in written]
        fits = [
            said[:2] == (me, action) and re.fullmatch(pattern, said[2])
            for said, (action, pattern) in zip(found, step.said, strict=False)
        ]
        if len(found) != len(step.said) or not all(fits):
            wrong.append((step.path, found, step.said))

    assert wrong == []
    with desk.app.test_request_context():  # each has a name by which the page of changes can be filtered
        named = {*areas(), *(f"{each}s" for each in areas())}
        assert {each.action.partition(".")[0] for each in lines(desk, 0)} <= named
    forms = {each.endpoint for each in desk.app.url_map.iter_rules() if "POST" in (each.methods or ())}
    assert forms - walked == set(NEEDS_NONE)
    assert forms & walked == walked - {"customers.export"}


def test_what_changes_nothing_is_not_written_down(desk: Desktop) -> None:
    ada, chat = desk.at("ada"), desk.customer("hello")
    ada.post(f"/c/{chat}/tags", tag="vip")
    before = len(lines(desk, 0))

    ada.post(f"/c/{chat}/tags", tag="VIP")
    ada.post(f"/c/{chat}/untag", tag="other")
    ada.post(f"/staff/{desk.people['nok']}", name="Nok", role="agent", capacity="5")

    assert len(lines(desk, 0)) == before


def test_what_labels_somebody_had_is_forgotten_with_them(desk: Desktop) -> None:
    ada, chats = desk.at("ada"), [desk.customer("hello") for _ in range(11)]
    for chat in (chats[0], chats[10]):
        ada.post(f"/c/{chat}/tags", tag="vip")

    ada.post(f"/customers/{chats[0]}/erase", sure="1")

    told = [each.subject for each in lines(desk, 0) if each.action == "chat.tagged"]
    assert told == [f"#{chats[0]}", f"#{chats[10]}: vip"]


def test_long_changes_are_cut_each_by_itself() -> None:
    said = audit.changes(
        {"text": "ก" * 99, "a": {"b": [1, 2]}, "same": 1}, {"text": "", "a": {"b": []}, "same": 1}
    )

    assert said == f"text {'ก' * 39}… → -, a.b 1, 2 → -"
