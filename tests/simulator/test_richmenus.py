"""Do rich menus follow LINE's rules, and does the phone show the right one?"""

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

from simulator.asking import picture

PNG = {"Content-Type": "image/png"}


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
        sdk(MessagingApiBlob).set_rich_menu_image(menu_id, body=picture(8, 8), _headers=PNG)
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
        sdk(MessagingApiBlob).set_rich_menu_image(make(), body=picture(8, 8), _headers=PNG)
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
