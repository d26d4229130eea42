"""Articles out to a file and in from one: what comes in is drafts, all of it or nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from bot.store import audit, drafts
from bot.web.answers.blueprint import answers
from bot.web.answers.filefaults import told
from bot.web.answers.keep import RESERVED
from bot.web.answers.shelf import Entry, entries, with_drafts
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from faq import Article, ArticleError
from faq.article import dump, parse, to_json
from faq.table import from_csv, to_csv

Answer = Response | str | tuple[str, int]

BYTES = 5_000_000
MOST = 500  # in one transaction of less than a tenth of a second
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Sorted:
    """The articles of a file beside the shop's. `over`: somebody is writing another draft of these."""

    new: tuple[Article, ...]
    changed: tuple[Article, ...]
    same: tuple[Article, ...]
    over: tuple[Entry, ...]


@answers.get("/files")
def transfer() -> str:
    """Both ways."""
    return _page()


@answers.get("/articles.<any(csv, yaml):kind>")
def give(kind: str) -> Response:
    """Everything as published; with `drafts=1` as it would be with the finished drafts."""
    with desk().database.reading() as db:
        shelf = entries(db)
    wanted = [each.slug for each in shelf.values() if each.is_whole] if request.args.get("drafts") else []
    shop = with_drafts(shelf, wanted)
    if kind == "csv":
        # The mark tells a spreadsheet that this is UTF-8; without it Thai is unreadable there.
        answer = Response("\ufeff" + to_csv(shop), mimetype="text/csv")
    else:
        answer = Response(dump(shop), mimetype="application/yaml")
    answer.headers["Content-Disposition"] = f'attachment; filename="articles.{kind}"'
    return answer


@answers.post("/files")
def take_in() -> Answer:
    """A file with any fault changes nothing."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _page(_("Choose a CSV or YAML file.")), 422
    try:
        found = _read(upload)
    except ArticleError as error:
        return _page(told(error)), 422
    here = desk()
    with here.database.reading() as db:
        shelf = entries(db)
    sorted_ = _sorted(found, shelf)
    if sorted_.over and not request.form.get("replace"):
        return _page(file=sorted_), 409
    # Written out before the transaction begins: nobody waits for it.
    kept = {
        each.slug: json.dumps(to_json(each), ensure_ascii=False) for each in sorted_.new + sorted_.changed
    }
    now = here.clock.now()
    with here.database.transaction() as db:
        drafts.put_all(db, kept, now, me().id)
        audit.note(db, now, "article.imported", f"{len(kept)} of {len(found)} articles", me().id)
    flash(
        _(
            "%(new)s new, %(changed)s changed, %(same)s the same. New and changed ones are drafts now.",
            new=len(sorted_.new),
            changed=len(sorted_.changed),
            same=len(sorted_.same),
        ),
        "done",
    )
    return redirect(url_for("answers.index", view="drafts"), 303)


def _read(upload: FileStorage) -> list[Article]:
    """Raises ArticleError with the file's own name, the line and the field."""
    name = (upload.filename or "").rpartition("/")[2][-80:]
    raw = upload.read(BYTES + 1)
    if len(raw) > BYTES:
        raise ArticleError(name, 0, "", _("larger than %(n)s MB", n=BYTES // 1_000_000))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ArticleError(name, line, "", _("not UTF-8; save it as “CSV UTF-8”")) from error
    is_table = name.lower().endswith((".csv", ".tsv", ".txt"))
    found = from_csv(text, name, RESERVED) if is_table else parse(text, name, RESERVED)
    if not found:
        raise ArticleError(name, 1, "", _("no article in it"))
    if len(found) > MOST:
        raise ArticleError(name, 1, "", _("more than %(n)s articles", n=f"{MOST:,}"))
    return found


def _sorted(found: Sequence[Article], shelf: dict[str, Entry]) -> Sorted:
    new, changed, same, over = [], [], [], []
    for each in found:
        known = shelf.get(each.slug)
        if known is None:
            new.append(each)
        elif known.values == to_json(each):
            same.append(each)
        else:
            changed.append(each)
            over += [known] if known.draft else []
    return Sorted(tuple(new), tuple(changed), tuple(same), tuple(over))


def _page(fault: str = "", file: Sorted | None = None) -> str:
    return render_template(
        "answers/files.html", fault=fault, file=file, shown=_SHOWN, megabytes=BYTES // 1_000_000
    )
