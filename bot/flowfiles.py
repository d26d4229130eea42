"""Which flows does this shop have? The shipped ones, and those in DATA_DIR/flows, which may replace them."""

from pathlib import Path

from handlers.flows.definition import Flows
from handlers.flows.lines import FlowError
from handlers.flows.publishing import prove
from handlers.flows.reading import parse, shipped, together

__all__ = ["FlowError", "published", "read_flows"]


def published(folder: Path) -> Flows:
    """Shipped flows with the shop's own. Raises FlowError, so that a bad one stops the start."""
    if not folder.is_dir():
        return shipped()
    return read_flows(sorted(folder.glob("*.yaml")))


def read_flows(files: list[Path]) -> Flows:
    """The shipped flows with those in these files, every state of them visited. Raises FlowError."""
    own = [flow for each in files for flow in parse(_text(each), each.name)]
    flows = together(list({each.name: each for each in (*shipped().by_name.values(), *own)}.values()))
    prove(Flows({each.name: each for each in own}))
    return flows


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FlowError(file.name, 1, "", "", "", f"cannot be read: {error}") from error
