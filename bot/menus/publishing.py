"""How does LINE come to have exactly the menus we want? By difference, and again after any interruption.

Every menu carries the hash of its definition and picture in its name. What LINE lists under a wanted name
is kept, what is missing is made, and only when everybody has been moved over is what we made before taken
away. Dying between any two steps leaves something that the next run recognises by its name.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.apply import MENU_LINK
from bot.clock import Clock
from bot.line.richmenus import MOST_AT_ONCE, MenuRefused, Published, RichMenus
from bot.logs import log
from bot.menus.wanted import PictureError, Wanted, is_ours, wanted_menus
from bot.probe import Probe, unwatched
from bot.store import audit, jobs, richmenus
from bot.store.database import Database
from bot.store.richmenus import Serving, Staged
from handlers.menu import MAIN, menu_language

T = TypeVar("T")
Ids = dict[tuple[str, str], str]  # the menu of a stage and language

LEASE_MS = 150_000  # longer than the slowest run of slow answers
_SPOKEN = ("th", "en", "ja", "zh")  # as handlers tell languages apart
_MOST_DELETED = 40  # in one run: LINE allows 100 an hour


class Publisher:
    """Publishes one channel's menu. `folder` holds the operator's own pictures, `language` is the shop's.

    `follows_case`: who waits in line and who talks with a person have menus of their own.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        line: RichMenus,
        language: str,
        folder: Path | None = None,
        probe: Probe = unwatched,
        *,
        follows_case: bool = False,
    ) -> None:
        self._database = database
        self._clock = clock
        self._line = line
        self._language = menu_language(language)
        self._folder = folder
        self._probe = probe
        self._follows_case = follows_case

    def publish(self) -> list[str]:
        """What was done, in words; nothing when all was as wanted. Raises OSError to try again later."""
        with self._database.transaction() as db:
            is_mine = richmenus.take_lease(db, self._clock.now(), LEASE_MS)
        if not is_mine:
            raise MenuRefused("the menus are being published already")
        self._probe("menus.leased")
        try:
            done = self._converge(wanted_menus(self._folder, follows_case=self._follows_case))
        except (OSError, PictureError) as problem:
            self._end(str(problem), [])
            raise OSError(str(problem)) from None
        self._end("", done)
        return done

    def _end(self, problem: str, done: Sequence[str]) -> None:
        now = self._clock.now()
        with self._database.transaction() as db:
            richmenus.give_back(db, now, problem)
            if done:
                audit.note(db, now, "menus.published", "; ".join(done))
        self._probe("menus.ended")
        log.info("menus.published", done=list(done), problem=problem)

    def _converge(self, wanted: list[Wanted]) -> list[str]:
        done: list[str] = []
        there = [each for each in self._step("listed", self._line.every) if is_ours(each.name)]
        with self._database.reading() as db:
            known, staged = richmenus.serving(db), richmenus.staged(db)
        kept = {(MAIN, each): menu for each, menu in known.items()} | staged
        ids = {(each.stage, each.language): self._ensure(each, there, kept, done) for each in wanted}
        main = {language: menu_id for (stage, language), menu_id in ids.items() if stage == MAIN}
        self._ensure_default(main[self._language], {each.id for each in there}, done)
        self._remember([each for each in wanted if each.stage == MAIN], main, known)
        self._remember_staged([each for each in wanted if each.stage != MAIN], ids, staged)
        self._move_everybody(main, done)
        self._move_staged(ids, done)
        self._take_away([each for each in there if each.id not in ids.values()], done)
        return done

    def _ensure(
        self,
        wanted: Wanted,
        there: list[Published],
        known: Mapping[tuple[str, str], Serving | Staged],
        done: list[str],
    ) -> str:
        """The id of the menu of this name, made and given its picture where that is still to do."""
        same = sorted(each.id for each in there if each.name == wanted.name)
        kept = known.get((wanted.stage, wanted.language))
        called = (
            f"{wanted.language} menu" if wanted.stage == MAIN else f"{wanted.stage} {wanted.language} menu"
        )
        if kept is not None and kept.line_menu_id in same and kept.name == wanted.name:
            return kept.line_menu_id
        menu_id = same[0] if same else self._step("created", partial(self._line.create, wanted.body))
        if not same:
            done.append(f"made the {called}")
        if not same or not self._step("looked", partial(self._line.has_picture, menu_id)):
            picture = wanted.picture
            self._step("uploaded", partial(self._line.upload, menu_id, picture.kind, picture.content))
            done.append(f"uploaded its picture ({wanted.language})")
        return menu_id

    def _ensure_default(self, menu_id: str, there: set[str], done: list[str]) -> None:
        # A menu made a moment ago cannot be the default yet.
        if menu_id not in there or self._step("asked", self._line.default) != menu_id:
            self._step("defaulted", partial(self._line.set_default, menu_id))
            done.append(f"made the {self._language} menu everybody's")

    def _remember(self, wanted: list[Wanted], ids: dict[str, str], known: dict[str, Serving]) -> None:
        """From here on a contact's change of language finds these."""
        now = self._clock.now()
        rows = [
            Serving(each.language, ids[each.language], each.name, each.language == self._language, now)
            for each in wanted
        ]
        as_known = {(each.language, each.line_menu_id, each.name, each.is_default) for each in known.values()}
        if {(each.language, each.line_menu_id, each.name, each.is_default) for each in rows} != as_known:
            with self._database.transaction() as db:
                richmenus.keep_serving(db, rows)
            self._probe("menus.remembered")

    def _remember_staged(self, wanted: list[Wanted], ids: Ids, known: dict[tuple[str, str], Staged]) -> None:
        """The same for a contact whose case moves."""
        rows = [
            Staged(each.stage, each.language, ids[each.stage, each.language], each.name) for each in wanted
        ]
        if set(rows) != set(known.values()):
            with self._database.transaction() as db:
                richmenus.keep_staged(db, rows)
            self._probe("menus.remembered")

    def _move_staged(self, ids: Ids, done: list[str]) -> None:
        """Who waits or is served just now: an errand for each, as when their case moves."""
        asked, after = 0, 0
        right = {each for (stage, _), each in ids.items() if stage != MAIN}
        while self._follows_case:
            with self._database.transaction() as db:
                slice_ = richmenus.with_people(db, after, MOST_AT_ONCE)
                wrong = [each for each in slice_ if each.menu_id not in right]
                jobs.ask(db, [(MENU_LINK, f"{each.id}:published", self._clock.now()) for each in wrong])
            if not slice_:
                break
            asked, after = asked + len(wrong), slice_[-1].id
        if asked:
            self._probe("menus.asked_for_staged")
            done.append(f"asked for the menus of those in line or served: {asked}")

    def _move_everybody(self, ids: dict[str, str], done: list[str]) -> None:
        for language in ids:
            spoken = [each for each in _SPOKEN if menu_language(each) == language]
            is_shop_s = language == self._language
            moved = self._move([*spoken, ""] if is_shop_s else spoken, None if is_shop_s else ids[language])
            if moved:
                done.append(f"moved to the {language} menu: {moved}")

    def _move(self, languages: list[str], menu_id: str | None) -> int:
        """In slices, each remembered before the next, so that no write is long and a crash repeats one."""
        moved, after = 0, 0
        while True:
            with self._database.reading() as db:
                slice_ = richmenus.to_change(
                    db, languages, menu_id, after, MOST_AT_ONCE, apart=self._follows_case
                )
            if not slice_:
                return moved
            people = [each.line_id for each in slice_]
            if menu_id is None:
                self._step("unlinked", partial(self._line.unlink, people))
            else:
                self._step("linked", partial(self._line.link, people, menu_id))
            with self._database.transaction() as db:
                richmenus.keep_linked(db, [each.id for each in slice_], menu_id)
            self._probe("menus.moved")
            moved, after = moved + len(slice_), slice_[-1].id

    def _take_away(self, outdated: list[Published], done: list[str]) -> None:
        for each in outdated[:_MOST_DELETED]:
            self._step("deleted", partial(self._line.delete, each.id))
        if outdated:
            done.append(f"took away outdated menus: {min(len(outdated), _MOST_DELETED)}")

    def _step(self, name: str, call: Callable[[], T]) -> T:
        answer = call()
        self._probe(f"menus.{name}")
        return answer
