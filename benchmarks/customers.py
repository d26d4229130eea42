"""What do customers write? Signed webhook calls, made before the clock starts."""

import base64
import hashlib
import hmac
import itertools
import json
import time
import uuid
from typing import NamedTuple

from benchmarks.wire import request

PATH = "/line/webhook"

# Each customer goes through this round, entering it at a place of their own. Every line is answered
# by the bot: no three misses follow each other, which would call a person and silence it.
TEXTS = (
    "ค่าส่งเท่าไหร่คะ",
    "สั่งไปเมื่อวานค่ะ ต่างจังหวัดกี่วันได้ของคะ",
    "แมวที่บ้านชอบกล่องมากเลยค่ะ",
    "ร้านเปิดกี่โมงคะ",
    "ขอบคุณมากนะคะ",
    "จ่ายเงินทางไหนได้บ้าง",
    "โอนแล้วค่ะ ส่งสลิปทางไหนคะ",
    "how much is shipping",
    "สวัสดีค่ะ",
    "ขอเลขพัสดุหน่อยค่ะ",
    "ใส่ไม่ได้เลยค่ะ ตัวใหญ่ไป อยากเปลี่ยนไซส์",
    "พรุ่งนี้ฝนจะตกไหม",
    "คืนสินค้าได้ไหมคะ",
    "ขอใบกำกับภาษีได้ไหมคะ",
    "ขอบคุณค่ะ",
    "แต้มสะสมดูตรงไหนคะ",
    "do you ship abroad",
    "รับสมัครพนักงานไหมคะ",
    "ไปรับเองที่ร้านได้ไหม",
    "ของชำรุดค่ะ เคลมยังไงคะ",
)


class Call(NamedTuple):
    """One webhook call on the wire, and the reply token its one event carries."""

    request: bytes
    token: str


class Customers:
    """A fixed number of people who take turns writing."""

    def __init__(self, secret: str, people: int = 1000, *, first: int = 0, every: int = 1) -> None:
        """`first`: LINE's number of the first of them; the others are `every` so many further on."""
        self._secret = secret.encode()
        self._run = uuid.uuid4().hex[:8]
        self._people = people
        self._first, self._every = first, every
        self._numbers = itertools.count()
        self._start = int(time.time() * 1000)

    def calls(self, count: int) -> list[Call]:
        """The next `count` calls, one text message each."""
        return [self._call(next(self._numbers)) for _ in range(count)]

    def line_ids(self) -> list[str]:
        """Everybody, as LINE calls them."""
        return [self._line_id(person) for person in range(self._people)]

    def body(self, count: int) -> str:
        """The next `count` messages in one body, for those who bypass the wire."""
        events = [self._event(next(self._numbers)) for _ in range(count)]
        return json.dumps({"destination": "U" + "0" * 32, "events": events}, ensure_ascii=False)

    def _call(self, number: int) -> Call:
        event = self._event(number)
        body = json.dumps({"destination": "U" + "0" * 32, "events": [event]}, ensure_ascii=False).encode()
        digest = base64.b64encode(hmac.new(self._secret, body, hashlib.sha256).digest()).decode()
        head = {"Content_Type": "application/json; charset=utf-8", "User_Agent": "LineBotWebhook/2.0"}
        return Call(request("POST", PATH, body, **head, X_Line_Signature=digest), str(event["replyToken"]))

    def _event(self, number: int) -> dict[str, object]:
        turn, person = divmod(number, self._people)
        message = {
            "id": f"5{int(self._run, 16):010d}{number:09d}",
            "type": "text",
            "quoteToken": f"q3Plxr4AgKd-{self._run}-{number:012d}-Ht1Qj0vsP9RzS2mYxWc",
            "text": TEXTS[(turn + person) % len(TEXTS)],
        }
        return {
            "type": "message",
            "message": message,
            "timestamp": self._start + number,
            "source": {"type": "user", "userId": self._line_id(person)},
            "replyToken": f"{self._run}{number:024x}",
            "mode": "active",
            "webhookEventId": f"01{self._run.upper()}{number:016X}",
            "deliveryContext": {"isRedelivery": False},
        }

    def _line_id(self, person: int) -> str:
        return f"U{self._first + person * self._every:032x}"
