"""Does the report read a labelled set, say what it must, and name the line it cannot use?"""

import json
from pathlib import Path

import pytest

from faq.evaluate import main

FIGURES = {
    "accuracy",
    "accuracy_at_threshold",
    "oos_recall",
    "wrong_among_answered",
    "auroc",
    "mcc",
    "threshold",
    "build_seconds",
    "query_p50_us",
    "query_p99_us",
    "wratio_p50_us",
    "peak_memory_mb",
}
TRAIN = [
    ("when do you open", "hours"),
    ("opening hours please", "hours"),
    ("what time do you close", "hours"),
    ("ค่าส่งเท่าไหร่", "fee"),
    ("ส่งฟรีไหมคะ", "fee"),
    ("how much is delivery", "fee"),
]


def written(folder: Path, *rows: dict[str, object]) -> Path:
    file = folder / "set.jsonl"
    learnt = [{"text": text, "label": label, "split": "train"} for text, label in TRAIN]
    file.write_text("\n".join(json.dumps(row) for row in (*learnt, *rows)), "utf-8")
    return file


def report(file: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, float | None]:
    main([str(file), "--json"])
    return json.loads(capsys.readouterr().out)


def test_the_report_holds_every_figure_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = report(
        written(
            tmp_path,
            {"text": "When do you open?", "label": "hours", "split": "test"},
            {"text": "ค่าส่งเท่าไร", "label": "fee", "split": "test"},
            {"text": "xylophone", "label": None, "split": "test"},
        ),
        capsys,
    )

    assert set(found) == FIGURES
    assert (found["accuracy"], found["oos_recall"], found["wrong_among_answered"]) == (1.0, 1.0, 0.0)
    assert all(value is not None for value in found.values())


def test_figures_that_need_questions_without_an_answer_are_null_without_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = report(
        written(
            tmp_path,
            {"text": "When do you open?", "label": "hours", "split": "test"},
            {"text": "never looked at", "label": None, "split": "far"},
        ),
        capsys,
    )

    assert (found["oos_recall"], found["auroc"], found["mcc"]) == (None, None, None)
    assert found["accuracy"] == 1.0


def test_people_get_the_same_figures_as_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(written(tmp_path, {"text": "open?", "label": "hours", "split": "test"}))])

    lines = capsys.readouterr().out.splitlines()

    assert {line.split()[0] for line in lines if line.strip()} >= FIGURES


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"text": 5, "label": "fee", "split": "test"}, "line 7, text"),
        ({"text": "a", "label": 5, "split": "test"}, "line 7, label"),
        ({"text": "a", "label": "fee"}, "line 7, split"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_its_line(
    tmp_path: Path, row: dict[str, object], fault: str
) -> None:
    with pytest.raises(SystemExit, match=fault):
        main([str(written(tmp_path, row))])


def test_a_file_that_is_not_there_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="missing"):
        main([str(tmp_path / "missing.jsonl")])


def test_a_mark_before_the_first_line_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, {"text": "When do you open?", "label": "hours", "split": "test"})
    file.write_text(file.read_text("utf-8").replace("\n", "\r\n"), "utf-8-sig")

    assert report(file, capsys)["accuracy"] == 1.0


@pytest.mark.parametrize("line", ["[" * 100_000, "1" * 5_000, "\udcff"])
def test_a_line_that_cannot_be_read_is_named_however_odd(line: str, tmp_path: Path) -> None:
    file = written(tmp_path)
    file.write_bytes(file.read_bytes() + b"\n" + line.encode("utf-8", "surrogateescape"))

    with pytest.raises(SystemExit, match=r"set\.jsonl, line 7: not"):
        main([str(file)])


def test_a_set_that_asks_nothing_says_so_beside_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(written(tmp_path, {"text": "When?", "label": "hours", "split": "tset"})), "--json"])

    told = capsys.readouterr()
    assert "no row has the split 'test'" in told.err
    assert json.loads(told.out)["accuracy"] is None
