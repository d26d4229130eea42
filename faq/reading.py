"""What do these YAML lines say, and on which line does each value stand?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

_DEEPEST = 7  # answer.th[0].cards[1].buttons[2].label
# Neither a database nor LINE takes these: NUL, and half of a surrogate pair.
_UNKEEPABLE: Final = re.compile("[\0\ud800-\udfff]")
_DAY = "tag:yaml.org,2002:timestamp"  # a day without quotes is a text to us


class ArticleError(ValueError):
    """An article that cannot be used: file, line (from 1; 0 when unknown), field, and what to change."""

    def __init__(self, source: str, line: int, field: str, message: str) -> None:
        super().__init__(
            f"{source}, line {line}, {field}: {message}" if field else f"{source}, line {line}: {message}"
        )
        self.source, self.line, self.field, self.message = source, line, field, message


@dataclass(frozen=True)
class Written:
    """One mapping as plain values, with the line of every field path such as `questions.th[2]`."""

    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, path: str) -> int:
        """The line of the field, or of the nearest thing around it that was written."""
        while path not in self.lines:
            path = path.rpartition("[" if path.endswith("]") else ".")[0]
        return self.lines[path]


def read(text: str, source: str) -> list[Written]:
    """Every mapping in the text: one per YAML document, or a list of them."""
    return [_written(node, source) for document in _documents(text, source) for node in _items(document)]


def unkeepable(text: str) -> str:
    """What is wrong with a text that nobody could keep or send; nothing for nearly all there are."""
    found = _UNKEEPABLE.search(text)
    return f"holds a character that cannot be kept: U+{ord(found[0]):04X}" if found else ""


class _Loader(yaml.SafeLoader):
    """Takes no aliases: a few lines of them unfold into gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="references (*) are not taken", problem_mark=mark)
        return super().compose_node(parent, index)


def _documents(text: str, source: str) -> list[yaml.Node]:
    try:
        return [node for node in _composed(_Loader(text), source) if node and not _is_empty(node)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ArticleError(source, mark.line + 1 if mark else 1, "", f"not YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ArticleError(
            source, line, "", f"a character YAML does not allow: {error.character!r}"
        ) from error
    except RecursionError as error:
        raise ArticleError(source, 1, "", "nested too deeply") from error


def _composed(loader: _Loader, source: str) -> Iterator[yaml.Node | None]:
    try:
        while loader.check_node():
            yield loader.get_node()
    except (ValueError, OverflowError) as error:  # "\U00110000"
        raise ArticleError(source, loader.line + 1, "", "not YAML: no such character") from error
    finally:
        loader.dispose()


def _is_empty(node: yaml.Node | None) -> bool:
    return node is None or node.tag == "tag:yaml.org,2002:null"


def _items(document: yaml.Node) -> list[yaml.Node]:
    return document.value if isinstance(document, yaml.SequenceNode) else [document]


def _written(node: yaml.Node, source: str) -> Written:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise ArticleError(
            source, line, "", "expected an article: a mapping of fields such as slug and title"
        )
    written = Written({}, {"": line})
    written.values.update(_value(node, "", source, written.lines))
    return written


def _value(node: yaml.Node, path: str, source: str, lines: dict[str, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    deepest = _DEEPEST if path.startswith("answer.") else 2
    if path.count(".") + path.count("[") == deepest and not isinstance(node, yaml.ScalarNode):
        raise ArticleError(source, lines[path], path, "expected text")
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, source, lines)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_value(item, f"{path}[{at}]", source, lines) for at, item in enumerate(node.value))
    if _is_empty(node):
        return None
    if node.tag != "tag:yaml.org,2002:str" and not (path == "review" and node.tag == _DAY):
        raise ArticleError(source, lines[path], path, f"expected text; put quotes around {node.value}")
    if fault := unkeepable(node.value):
        raise ArticleError(source, lines[path], path, fault)
    return node.value


def _mapping(node: yaml.MappingNode, path: str, source: str, lines: dict[str, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        inner = f"{path}.{name}" if path else name
        lines[inner] = key.start_mark.line + 1
        if name in values:
            raise ArticleError(source, lines[inner], inner, "written twice")
        values[name] = _value(value, inner, source, lines)
    return values
