"""What may one who waits in line do meanwhile? Look at the menu and ask the bot; the place is kept."""

from dataclasses import replace

from handlers.effects import Effect, Say
from handlers.events import MenuAsked, NoChoiceFitted
from handlers.facts import Facts
from handlers.menu import menu_lines, menu_options
from handlers.queueing import for_team, options_in_line
from handlers.state import Decision, State


def show_menu(state: State, event: MenuAsked, facts: Facts) -> Decision:
    """The menu, as out of the line: from here on the bot answers what it knows, until a person comes."""
    options = (*menu_options(state.language), *options_in_line(state))
    listed = Say("welcome.menu", {"menu": menu_lines(state.language)}, options=tuple(dict.fromkeys(options)))
    kept: tuple[Effect, ...] = () if state.is_browsing else (Say("handoff.kept"),)
    return Decision(replace(state, is_browsing=True, has_menu=True, choices=()), (*kept, listed))


def leave_to_team(state: State, event: NoChoiceFitted, facts: Facts) -> Decision:
    """None of the choices: whoever comes will answer it. Who did not go to the menu was asked nothing."""
    return for_team(state) if state.is_browsing else Decision(state)
