"""What could stand in a webhook call? Seeded: genuine, nearly genuine, and nothing of the kind."""

import itertools
import json
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAYLOADS = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "payloads").glob("*.json"))]
START = 1_790_000_000_000
USERS = [f"U{n:032x}" for n in range(400)]
MEGABYTE = 1024 * 1024
READ, READ_OR_REFUSED, REFUSED = frozenset({200}), frozenset({200, 400}), frozenset({400})

WORDS = (
    *("ค่าส่งเท่าไหร่คะ", "how much is shipping", "ขอคุยกับเจ้าหน้าที่", "สวัสดีค่ะ", "1", "๒", "", " ", "ไม่ใช่"),
    *(
        "👍",
        "👨‍👩‍👧‍👦" * 30,
        "ก" * 5000,
        "ก็" * 2000,
        "เเเเ" * 500,
        "a" * 5000,
        "\u202e\u2066x",
        "{name}",
        "%s%n",
    ),
    *("' OR 1=1 --", "<script>alert(1)</script>", "\r\n\r\n", "ยกเลิก", "กี่คิว", "cancel", "\ufeff", "Ω≈ç√"),
)
BROKEN_TEXT = ("\0", "a\0b", "\ud800", "\udc00x", "\ud83d", "ศูนย์\0กับ\udfff", "\u2028")
FIELDS = (
    *("type", "mode", "timestamp", "source", "webhookEventId", "deliveryContext", "replyToken", "message"),
    *("postback", "follow", "unsend", "userId", "groupId", "id", "text", "keywords", "fileName", "data"),
)
NUMBERS = ("1e400", "-1e400", "9" * 5000, "-0", "0.1e-999", "NaN", "Infinity", "-Infinity", "1" * 400, "1E2")


@dataclass(frozen=True, slots=True)
class Call:
    """One POST. `keeps`: ids of good events it brings; `marks`: words inside its malformed neighbours."""

    kind: str
    body: bytes
    allowed: frozenset[int]
    keeps: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    is_signed: bool = True
    headers: dict[str, str] = field(default_factory=dict)


class Bodies:
    """Endless calls, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._numbers = itertools.count(1)
        self._seed = seed
        self._kinds: dict[Callable[[], Call], int] = {
            self._genuine: 20,
            self._among_junk: 20,
            self._wrong_types: 14,
            self._deep: 6,
            self._odd_numbers: 6,
            self._broken_text: 8,
            self._repeated_keys: 5,
            self._hundred: 1,
            self._mutated: 20,
            self._not_utf8: 5,
            self._any_json: 8,
            self._noise: 5,
        }

    def take(self, count: int) -> Iterator[Call]:
        """The next so many; every sixth unsigned or wrongly signed, now and then a huge one."""
        makers, weights = list(self._kinds), list(self._kinds.values())
        for number in range(count):
            if number % 250 == 249:
                yield self._huge()
                continue
            call = self._dice.choices(makers, weights)[0]()
            yield self._unsigned(call) if self._dice.random() < 1 / 6 else call

    # Whole calls -------------------------------------------------------------------------------

    def _genuine(self) -> Call:
        events = [self._event() for _ in range(self._dice.choice((1, 1, 1, 2, 3)))]
        return self._call("genuine", events)

    def _hundred(self) -> Call:
        return self._call("a hundred events", [self._event() for _ in range(100)])

    def _among_junk(self) -> Call:
        good = [self._event() for _ in range(self._dice.randint(1, 2))]
        mark = self._name("mark")
        junk: list[Any] = [self._json(2) for _ in range(self._dice.randint(0, 3))]
        junk = [each if not isinstance(each, dict) else each | {"webhookEventId": 7} for each in junk]
        events = [*good, *junk, {"type": 5, "note": mark}]
        self._dice.shuffle(events)
        return self._call("among junk", events, good, (mark,))

    def _wrong_types(self) -> Call:
        odd = self._event()
        for _ in range(self._dice.randint(1, 3)):
            _put(odd, self._dice.choice(FIELDS), self._json(2), self._dice)
        odd["webhookEventId"] = self._dice.choice((odd.get("webhookEventId"), self._name("odd")))
        good = self._event()
        events = [odd, good] if self._dice.random() < 0.5 else [good, odd]
        return self._call("wrong types", events, [good])

    def _broken_text(self) -> Call:
        odd, good = self._event(), self._event()
        _put(odd, self._dice.choice(FIELDS), self._dice.choice(BROKEN_TEXT), self._dice)
        return self._call("broken text", [odd, good], [good])

    def _odd_numbers(self) -> Call:
        odd, good = self._event(), self._event()
        _put(odd, self._dice.choice(("timestamp", *FIELDS)), "@number@", self._dice)
        body = _encode([odd, good]).replace(b'"@number@"', self._dice.choice(NUMBERS).encode())
        return Call("odd numbers", body, READ, (good["webhookEventId"],))

    def _deep(self) -> Call:
        """Near the interpreter's limit as well as far beyond it."""
        depth = self._dice.choice((self._dice.randint(300, 1100), self._dice.choice((5_000, 60_000))))
        opens, closes = self._dice.choice((('{"a":', "}"), ("[", "]")))
        odd, good = self._event(), self._event()
        odd["message"] = "@deep@"
        pieces = [odd, good] if self._dice.random() < 0.5 else [good, odd]
        nest = (opens * depth + "1" + closes * depth).encode()
        return Call("deep", _encode(pieces).replace(b'"@deep@"', nest), READ, (good["webhookEventId"],))

    def _repeated_keys(self) -> Call:
        first, good = self._event(), self._event()
        once = json.dumps(good, ensure_ascii=False)
        twice = f'{{"type":"x","timestamp":null,{once[1:-1]},"mode":"active"}}'
        inner = json.dumps(first, ensure_ascii=False)
        body = f'{{"events":5,"events":[{inner}],"destination":1,"destination":"U","events":[{twice}]}}'
        return Call("repeated keys", body.encode(), READ, (good["webhookEventId"],))

    def _mutated(self) -> Call:
        body = bytearray(self._dice.choice(PAYLOADS))
        for _ in range(self._dice.randint(1, 6)):
            _mutate(body, self._dice)
        return Call("mutated", bytes(body), READ_OR_REFUSED)

    def _not_utf8(self) -> Call:
        body = bytearray(_encode([self._event()]))
        body[self._dice.randrange(len(body))] = 0xFF
        return Call("not UTF-8", bytes(body), REFUSED)

    def _any_json(self) -> Call:
        value = self._json(3)
        if self._dice.random() < 0.5:
            value = {"destination": self._json(1), "events": self._json(3)}
        return Call("any JSON", json.dumps(value).encode(), READ_OR_REFUSED)

    def _noise(self) -> Call:
        size = self._dice.choice((0, 1, 2, 50, 2000))
        if self._dice.random() < 0.5:
            return Call("noise", self._dice.randbytes(size), REFUSED)
        text = "".join(self._dice.choices('{}[]",:\\\0 eventsก1', k=size))
        return Call("noise", text.encode(), READ_OR_REFUSED)

    def _huge(self) -> Call:
        good = self._event()
        name = (good["webhookEventId"],)
        genuine = _encode([good])
        padded = genuine[:-2] + b',{"type":"x","pad":"' + b"x" * MEGABYTE + b'"}]}'
        many = (
            b'{"events":[' + b",".join([b"{}"] * (MEGABYTE // 20)) + b"," + genuine[genuine.index(b"[") + 1 :]
        )
        makers: tuple[Callable[[], Call], ...] = (
            lambda: Call("1 MB of noise", self._dice.randbytes(MEGABYTE), REFUSED),
            lambda: Call("1 MB of zeros", bytes(MEGABYTE), REFUSED),
            lambda: Call("1 MB of brackets", b"[" * MEGABYTE, REFUSED),
            lambda: Call("1 MB of braces", b'{"events":[' * (MEGABYTE // 11), REFUSED),
            lambda: Call("1 MB of escapes", b'{"events":[' + b"[" * 5000 + b'\\"' * (MEGABYTE // 2), REFUSED),
            lambda: Call("1 MB beside an event", padded, READ, name),
            lambda: Call("1 MB of empty events", many, READ, name),
            lambda: Call("over 2 MB", b" " * (2 * MEGABYTE + 1), frozenset({400, 413})),
        )
        call = self._dice.choice(makers)()
        return self._unsigned(call) if self._dice.random() < 0.5 else call

    def _unsigned(self, call: Call) -> Call:
        signature = self._dice.choice(
            ("", "bm90IGl0", "x" * 5000, "ลายเซ็น".encode().decode("latin-1"), "=" * 44, "\x7f")
        )
        headers = {"X-Line-Signature": signature} if signature else {}
        kind = self._dice.choice(("application/json", "multipart/form-data; boundary=x", "text/plain", ""))
        allowed = REFUSED | call.allowed - READ
        return Call(
            f"{call.kind}, unsigned",
            call.body,
            allowed,
            call.keeps,
            call.marks,
            False,
            headers | {"Content-Type": kind},
        )

    # Their parts -------------------------------------------------------------------------------

    def _call(
        self,
        kind: str,
        events: list[Any],
        good: list[dict[str, Any]] | None = None,
        marks: tuple[str, ...] = (),
    ) -> Call:
        keeps = tuple(each["webhookEventId"] for each in (events if good is None else good))
        return Call(kind, _encode(events), READ, keeps, marks)

    def _name(self, what: str) -> str:
        return f"{what}-{self._seed}-{next(self._numbers)}"

    def _event(self) -> dict[str, Any]:
        dice = self._dice
        event: dict[str, Any] = {
            "type": "message",
            "mode": "active",
            "timestamp": START + dice.randint(-5000, 5000),
            "source": {"type": "user", "userId": dice.choice(USERS)},
            "webhookEventId": self._name("good"),
            "deliveryContext": {"isRedelivery": dice.random() < 0.1},
            "replyToken": self._name("token"),
        }
        number = str(10**17 + next(self._numbers))
        if dice.random() < 0.6:
            words = dice.choice(WORDS) if dice.random() < 0.7 else self._text()
            return event | {"message": {"id": number, "type": "text", "text": words, "quoteToken": "q"}}
        return event | dice.choice(
            (
                {"message": {"id": number, "type": "sticker", "keywords": ["hi", 5, None]}},
                {"message": {"id": number, "type": "image", "contentProvider": {"type": "line"}}},
                {"message": {"id": number, "type": "file", "fileName": self._text(), "fileSize": 5}},
                {"message": {"id": number, "type": "location", "latitude": 13.7, "longitude": 100.5}},
                {"type": "follow", "follow": {"isUnblocked": dice.random() < 0.5}},
                {"type": "unfollow"},
                {"type": "unsend", "unsend": {"messageId": number}},
                {
                    "type": "postback",
                    "postback": {"data": dice.choice(("person", "article:x", "", "?" * 300))},
                },
                {"type": "postback", "postback": {"data": self._text(), "params": {"date": "2026-01-01"}}},
                {"type": "join", "source": {"type": "group", "groupId": "C" + "b" * 32}},
                {"type": "neverHeardOf", "neverHeardOf": {"a": [1, 2]}},
            )
        )

    def _text(self) -> str:
        planes = ("กขคงเแโ์ิ่้๊๋ำ", string.printable, "漢字かなカナ한글", "🙂😀👍🏽\u200d", "\u0301\u0e49\u202e")
        return "".join(self._dice.choices(self._dice.choice(planes), k=self._dice.randint(0, 40)))

    def _json(self, depth: int) -> Any:
        dice = self._dice
        kind = dice.randint(0, 9 if depth else 6)
        if kind <= 6:
            leaves = (
                None,
                True,
                False,
                0,
                -1,
                2**70,
                1.5,
                "",
                "x",
                dice.choice(BROKEN_TEXT),
                USERS[0],
                [],
                {},
            )
            return dice.choice(leaves)
        if kind == 7:
            return [self._json(depth - 1) for _ in range(dice.randint(0, 4))]
        return {dice.choice(FIELDS): self._json(depth - 1) for _ in range(dice.randint(0, 5))}


def _encode(events: list[Any]) -> bytes:
    """UTF-8 as LINE sends it; what UTF-8 cannot carry goes as escapes."""
    call = {"destination": "U" + "0" * 32, "events": events}
    try:
        return json.dumps(call, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(call).encode()


def _put(event: dict[str, Any], name: str, value: Any, dice: random.Random) -> None:
    """Into the event, or into one of the objects in it."""
    inner = [each for each in event.values() if isinstance(each, dict)]
    target = dice.choice([event, *inner]) if inner else event
    target[name] = value


def _mutate(body: bytearray, dice: random.Random) -> None:
    if not body:
        return
    at = dice.randrange(len(body))
    until = min(len(body), at + dice.randint(1, 30))
    match dice.randint(0, 4):
        case 0:
            body[at] ^= 1 << dice.randint(0, 7)
        case 1:
            del body[at:until]
        case 2:
            body[at:at] = body[at:until]
        case 3:
            body[at:at] = dice.choice((b'"', b"{", b"]", b",", b"\\", b"\0", b"\\ud800", b"null", b"1e999"))
        case _:
            del body[at:]
