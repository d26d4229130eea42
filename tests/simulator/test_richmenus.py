"""Do rich menus follow LINE's rules, and does the phone show the right one?"""

from functools import cache

import pytest
from linebot.v3.messaging import (
    ApiException,
    CreateRichMenuAliasRequest,
    MessagingApi,
    MessagingApiBlob,
    PostbackAction,
    RichMenuArea,
    RichMenuBounds,
    RichMenuRequest,
    RichMenuSize,
    RichMenuSwitchAction,
)

from simulator import files

PNG = {"Content-Type": "image/png"}
picture = cache(files.picture)


@pytest.fixture
def messaging(sdk):
    return sdk(MessagingApi)


@pytest.fixture
def mali(line):
    return line.phone("Mali")


def request(*actions, **more):
    areas = [RichMenuArea(bounds=RichMenuBounds(x=0, y=0, width=100, height=100), action=a) for a in actions]
    values = {
        "size": RichMenuSize(width=2500, height=843),
        "selected": True,
        "name": "n",
        "chatBarText": "เมนู",
    }
    return RichMenuRequest(**{**values, "areas": areas, **more})


@pytest.fixture
def make(sdk, messaging):
    def make(*actions):
        menu_id = messaging.create_rich_menu(request(*actions)).rich_menu_id
        sdk(MessagingApiBlob).set_rich_menu_image(menu_id, body=picture(800, 250), _headers=PNG)
        return menu_id

    return make


def test_a_linked_menu_goes_before_the_default(messaging, mali, make):
    default, own = make(), make()
    messaging.set_default_rich_menu(default)
    before = mali.menu["richMenuId"]
    messaging.link_rich_menu_id_to_user(mali.user_id, own)
    during = mali.menu["richMenuId"]
    messaging.unlink_rich_menu_id_from_user(mali.user_id)

    assert (before, during, mali.menu["richMenuId"]) == (default, own, default)


def test_a_tapped_area_sends_its_postback(bot, messaging, mali, make):
    messaging.set_default_rich_menu(make(PostbackAction(label="Order", data="order")))

    mali.taps("Order")

    assert bot.events[0]["postback"] == {"data": "order"}


def test_a_tab_links_the_other_menu_and_says_so(bot, messaging, mali, make):
    other = make()
    messaging.create_rich_menu_alias(CreateRichMenuAliasRequest(richMenuAliasId="b", richMenuId=other))
    tabs = [RichMenuSwitchAction(label=name, richMenuAliasId=name, data="tab") for name in ("b", "gone")]
    messaging.set_default_rich_menu(make(*tabs))

    mali.taps("gone")
    mali.taps("b")

    assert [event["postback"]["params"] for event in bot.events] == [
        {"status": "RICHMENU_ALIAS_ID_NOTFOUND"},
        {"newRichMenuAliasId": "b", "status": "SUCCESS"},
    ]
    assert mali.menu["richMenuId"] == other


def test_a_menu_without_picture_cannot_be_used(messaging):
    menu_id = messaging.create_rich_menu(request()).rich_menu_id

    with pytest.raises(ApiException) as caught:
        messaging.set_default_rich_menu(menu_id)
    assert caught.value.status == 400


def test_a_picture_is_uploaded_once(sdk, make):
    with pytest.raises(ApiException) as caught:
        sdk(MessagingApiBlob).set_rich_menu_image(make(), body=picture(800, 250), _headers=PNG)
    assert caught.value.status == 400


def test_an_alias_is_unique(messaging, make):
    alias = CreateRichMenuAliasRequest(richMenuAliasId="a", richMenuId=make())
    messaging.create_rich_menu_alias(alias)

    with pytest.raises(ApiException) as caught:
        messaging.create_rich_menu_alias(alias)
    assert caught.value.status == 400


def test_linking_who_blocked_looks_fine_and_does_nothing(messaging, mali, make):
    mali.blocks()

    messaging.link_rich_menu_id_to_user(mali.user_id, make())

    assert mali.menu is None


def test_without_menu_and_default_there_is_404(messaging, mali):
    for ask in (messaging.get_default_rich_menu_id, lambda: messaging.get_rich_menu_id_of_user(mali.user_id)):
        with pytest.raises(ApiException) as caught:
            ask()
        assert caught.value.status == 404


@pytest.mark.parametrize(
    "wrong",
    [{"chatBarText": "x" * 15}, {"size": RichMenuSize(width=2500, height=2500)}, {"name": ""}],
)
def test_a_menu_outside_the_limits_is_refused(messaging, wrong):
    with pytest.raises((ApiException, ValueError)):
        messaging.create_rich_menu(request(**wrong))


def test_deleting_a_menu_takes_it_from_list_and_phone(messaging, mali, make):
    menu_id = make()
    messaging.set_default_rich_menu(menu_id)

    messaging.delete_rich_menu(menu_id)

    assert mali.menu is None
    assert messaging.get_rich_menu_list().richmenus == []


def whole(**changed):
    """A menu as it goes over the wire."""
    area = {
        "bounds": {"x": 0, "y": 0, "width": 100, "height": 100},
        "action": {"type": "message", "label": "a", "text": "a"},
    }
    menu = {"size": {"width": 2500, "height": 1686}, "selected": True, "name": "n", "chatBarText": "เมนู"}
    return {**menu, "areas": [area], **changed}


AREA = whole()["areas"][0]


@pytest.mark.parametrize(
    ("changed", "blamed"),
    [
        ({"size": {"width": 799, "height": 250}}, "size.width"),
        ({"size": {"width": 2501, "height": 1000}}, "size.width"),
        ({"size": {"width": 800, "height": 249}}, "size.height"),
        ({"size": {"width": 1449, "height": 1000}}, "size"),
        ({"size": None}, "size"),
        ({"selected": "yes"}, "selected"),
        ({"name": "x" * 301}, "richmenu.name"),
        ({"chatBarText": "เ" * 15}, "richmenu.chatBarText"),
        ({"areas": [AREA] * 21}, "areas"),
        ({"areas": [{**AREA, "bounds": {"x": -1, "y": 0, "width": 1, "height": 1}}]}, "areas[0].bounds.x"),
        ({"areas": [{**AREA, "bounds": {"x": 0, "y": 0, "width": 0, "height": 1}}]}, "areas[0].bounds.width"),
        ({"areas": [{**AREA, "action": {"type": "camera"}}]}, "areas[0].action.type"),
    ],
)
def test_each_limit_of_a_menu_is_kept_and_the_field_named(api, changed, blamed):
    for path in ("richmenu", "richmenu/validate"):
        answer = api.post(path, whole(**changed))

        assert answer.status == 400
        assert blamed in [each["property"] for each in answer.json()["details"]]


def test_the_bar_counts_what_a_reader_would_count(api):
    assert api.post("richmenu/validate", whole(chatBarText="ปู่ย่าที่สุดน้ำ" + "👩‍👩‍👧")).status == 200
    assert api.post("richmenu/validate", whole(areas=[AREA] * 20, name="x" * 300)).status == 200


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("image/png", picture(799, 250), 400),
        ("image/png", picture(800, 600), 400),
        ("image/jpeg", picture(800, 250), 400),
        ("image/png", b"no picture", 400),
        ("image/gif", picture(800, 250), 415),
        ("image/png", picture(800, 250) + b"\0" * 1024 * 1024, 413),
    ],
    ids=["narrow", "high", "not what it says", "no picture", "gif", "heavy"],
)
def test_a_picture_line_would_not_show_is_refused(api, kind, body, status):
    menu_id = api.post("richmenu", whole()).json()["richMenuId"]

    assert upload(api, menu_id, body, kind) == status
    assert api.get(f"richmenu/{menu_id}/content").status == 404
    assert upload(api, menu_id) == 200
    assert api.get(f"richmenu/{menu_id}/content").data == picture(800, 250)


def upload(api, menu_id, body=None, kind="image/png"):
    headers = {"Content-Type": kind}
    return api.post(f"richmenu/{menu_id}/content", raw=body or picture(800, 250), headers=headers).status


def ready(api):
    menu_id = api.post("richmenu", whole()).json()["richMenuId"]
    upload(api, menu_id)
    return menu_id


@pytest.mark.parametrize(
    "path", ["richmenu/x", "richmenu/x/content", "richmenu/alias/x", "user/all/richmenu"]
)
def test_what_is_not_there_is_404(api, path):
    assert api.get(path).status == 404


def test_a_bulk_of_up_to_500_is_taken_and_done(api, mali, line):
    menu_id = ready(api)
    strangers = [f"U{number:032x}" for number in range(500)]

    taken = api.post("richmenu/bulk/link", {"richMenuId": menu_id, "userIds": [mali.user_id, *strangers[1:]]})
    too_many = api.post("richmenu/bulk/link", {"richMenuId": menu_id, "userIds": [mali.user_id, *strangers]})
    misspelt = api.post("richmenu/bulk/unlink", {"userIds": ["U1"]})

    assert (taken.status, too_many.status, misspelt.status) == (202, 400, 400)
    assert mali.menu["richMenuId"] == menu_id
    assert api.post("richmenu/bulk/unlink", {"userIds": [mali.user_id]}).status == 202
    assert mali.menu is None


def test_a_batch_moves_who_has_one_menu_to_another(api, mali):
    old, new = ready(api), ready(api)
    api.post("richmenu/bulk/link", {"richMenuId": old, "userIds": [mali.user_id]})

    moved = api.post("richmenu/batch", {"operations": [{"type": "link", "from": old, "to": new}]})
    during = mali.menu["richMenuId"]
    told = api.get(f"richmenu/progress/batch?requestId={moved.headers['x-line-request-id']}").json()
    api.post("richmenu/batch", {"operations": [{"type": "unlinkAll"}]})

    assert (moved.status, during, told["phase"]) == (202, new, "succeeded")
    assert mali.menu is None
    assert api.get("richmenu/progress/batch?requestId=x").status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"operations": []},
        {"operations": [{"type": "unlinkAll"}] * 2},
        {"operations": [{"type": "unlink", "from": "gone"}]},
        {"operations": [{"type": "move"}]},
        {"operations": [{"type": "unlinkAll"}], "resumeRequestKey": "no spaces"},
    ],
)
def test_a_batch_outside_the_rules_is_refused_before_and_when_sent(api, wrong):
    assert api.post("richmenu/validate/batch", wrong).status == 400
    assert api.post("richmenu/batch", wrong).status == 400


def test_a_batch_names_each_menu_it_takes_from_once(api):
    menu_id = ready(api)
    twice = {"operations": [{"type": "unlink", "from": menu_id}] * 2}

    assert api.post("richmenu/validate/batch", twice).status == 400


def test_three_batches_and_a_hundred_menus_an_hour_and_ten_lists_a_second(api):
    empty = {"operations": [{"type": "unlinkAll"}]}

    assert [api.post("richmenu/batch", empty).status for _ in range(4)] == [202, 202, 202, 429]
    assert [api.post("richmenu", whole()).status for _ in range(101)][-2:] == [200, 429]
    assert [api.get("richmenu/list").status for _ in range(11)][-2:] == [200, 429]


def test_a_deleted_menu_is_nobody_s_any_more(api, mali):
    default, own = ready(api), ready(api)
    api.post(f"user/all/richmenu/{default}")
    api.post(f"user/{mali.user_id}/richmenu/{own}")

    for menu_id in (own, default):
        assert (
            api.pool.request(
                "DELETE", f"{api.origin}/v2/bot/richmenu/{menu_id}", headers={"Authorization": "Bearer t"}
            ).status
            == 200
        )

    assert api.get("user/all/richmenu").status == 404
    assert api.get(f"user/{mali.user_id}/richmenu").status == 404
