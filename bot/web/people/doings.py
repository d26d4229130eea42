"""What was done, in the words of the page of changes, by the second word of an action?"""

from bot.web.language import say as _


def doings() -> dict[str, str]:
    """All of them."""
    return {
        "written": _("written"),
        "rewritten": _("rewritten"),
        "tested": _("tested"),
        "scheduled": _("scheduled"),
        "pause": _("paused"),
        "resume": _("resumed"),
        "cancel": _("cancelled"),
        "redraft": _("back to a draft"),
        "added": _("added"),
        "made": _("made"),
        "changed": _("changed"),
        "removed": _("removed"),
        "moved": _("moved on"),
        "created": _("created"),
        "invited": _("invited"),
        "renamed": _("renamed"),
        "link_made": _("link for a password made"),
        "password_set": _("password set"),
        "signed_out": _("signed out"),
        "suspended": _("suspended"),
        "restored": _("let in again"),
        "draft_dropped": _("draft thrown away"),
        "removal_written": _("taking away written"),
        "pinned": _("question pinned"),
        "unpinned": _("question unpinned"),
        "published": _("published"),
        "rolled_back": _("put back to an older version"),
        "put_back": _("all put back"),
        "imported": _("taken in from a file"),
        "seeded": _("starter articles put in"),
        "phrasing_added": _("way to ask added"),
        "question_decided": _("unanswered question decided"),
        "question_reopened": _("unanswered question open again"),
        "help_share": _("how often customers are asked"),
        "looked_after": _("looked after"),
        "tagged": _("tag put on"),
        "untagged": _("tag taken off"),
        "exported": _("data given as a file"),
        "erased": _("erased"),
        "requeued": _("waits again"),
    }
