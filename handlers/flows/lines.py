"""On which line of the YAML does each field of a flow stand?"""

from dataclasses import dataclass
from typing import Any, Final

import yaml

_TEXT, _WHOLE, _NOTHING = (f"tag:yaml.org,2002:{name}" for name in ("str", "int", "null"))
DEPTH: Final = 8


class FlowError(ValueError):
    """A flow that cannot be published: file, line (from 1; 0 when unknown), flow, step, field, and why."""

    def __init__(self, source: str, line: int, flow: str, step: str, field: str, message: str) -> None:
        where = [f"{source}, line {line}" if source else "", f"flow {flow}" if flow else ""]
        where += [f"step {step}" if step else "", field]
        super().__init__(f"{', '.join(filter(None, where))}: {message}")
        self.source, self.line, self.flow, self.step, self.field = source, line, flow, step, field
        self.message = message


@dataclass
class Lines:
    """Field path → line; makes errors that say where."""

    source: str
    at: dict[str, int]
    flow: str = ""

    def error(self, path: str, message: str) -> FlowError:
        """The error at this path, or at the nearest thing around it that was written."""
        near = path
        while near and near not in self.at:
            near = near.rpartition(".")[0]
        parts = path.split(".")
        step = parts[1] if parts[0] == "steps" and len(parts) > 1 else ""
        field = ".".join(parts[2:]) if step else path
        return FlowError(self.source, self.at.get(near, 1), self.flow, step, field, message)


def read_documents(text: str, source: str) -> list[tuple[dict[str, Any], Lines]]:
    """Every YAML document as plain values, with its lines. Raises FlowError."""
    try:
        nodes = [node for node in yaml.compose_all(text, Loader=yaml.SafeLoader) if node is not None]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise FlowError(source, line, "", "", "", f"not YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise FlowError(source, 1, "", "", "", "not YAML") from error
    return [_document(node, source) for node in nodes]


def _document(node: yaml.Node, source: str) -> tuple[dict[str, Any], Lines]:
    lines = Lines(source, {"": node.start_mark.line + 1})
    if not isinstance(node, yaml.MappingNode):
        raise lines.error("", "expected a flow: a mapping of fields such as flow and steps")
    return _mapping(node, "", lines), lines


def _value(node: yaml.Node, path: str, lines: Lines) -> Any:
    if path.count(".") > DEPTH:
        raise lines.error(path, "nested too deeply")
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, path, lines) for each in node.value]
    if node.tag == _NOTHING:
        return None
    if node.tag == _WHOLE and str(node.value).isdecimal() and len(node.value) < 10:
        return int(node.value)
    if node.tag != _TEXT:
        raise lines.error(path, f"expected text; put quotes around {node.value}")
    return node.value


def _mapping(node: yaml.MappingNode, path: str, lines: Lines) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        inner = f"{path}.{name}" if path else name
        if name in values:
            raise lines.error(inner, "written twice")
        lines.at[inner] = key.start_mark.line + 1
        values[name] = _value(value, inner, lines)
    return values
