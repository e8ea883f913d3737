"""Markdown, and tables as text (CSV, TSV)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from format_checks import read_checked, rows_of
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document
from ingest.errors import EmptyFileError

_REPORT = """\
---
title: "数字经济报告"
author: 李明
tags:
  - 经济
---
# 数字经济

第一段[链接文字](https://example.org/z "题")，**重点**
下一行；`代码`和![图中文字](a.png)。

## 一、现状

3. 第三项
4. 第四项

- 甲
  - 乙

  甲的第二段

表1 规模（单位：亿元）

| 年度 | 规模 | 占比 |
|---|---:|---:|
| 2020 | 1,200 | a\\|b |
| 2021 | 1,350 | 4.0% |

注：数据为初步核算。

## 二、附录

> 引用的话

```python
# 不是标题
print("你好")
```

<table><tr><th>省份</th><th>人口</th></tr><tr><td>四川</td><td>8367</td></tr></table>
"""


def _read(tmp_path: Path, text: str, name: str = "a.md") -> Document:
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return read_checked(tmp_path / name)


def test_markdown_keeps_its_structure(tmp_path: Path) -> None:
    document = _read(tmp_path, _REPORT)
    assert (document.format, document.title, document.language) == (
        "markdown",
        "数字经济报告",
        "zh",
    )
    assert document.metadata == {"title": "数字经济报告", "author": "李明"}
    first, second, third = document.pages
    assert first.text == "数字经济\n第一段链接文字，重点下一行；代码和图中文字。"
    assert [(b.kind, second.text[b.char_start : b.char_end]) for b in second.blocks[:6]] == [
        ("heading", "一、现状"),
        ("list", "3. 第三项"),
        ("list", "4. 第四项"),
        ("list", "甲"),
        ("list", "乙"),
        ("text", "甲的第二段"),
    ]
    assert third.text.split("\n")[1:4] == ["引用的话", "# 不是标题", 'print("你好")']
    assert third.tables[0].column_heads == ("省份", "人口")
    assert document.passages[-1].heading_path == ("数字经济", "二、附录")


def test_a_pipe_table_has_caption_unit_notes_and_row_passages(tmp_path: Path) -> None:
    document = _read(tmp_path, _REPORT)
    (table,) = document.pages[1].tables
    assert (table.caption, table.unit) == ("表1 规模（单位：亿元）", "单位：亿元")
    assert table.notes == ("注：数据为初步核算。",)
    assert (table.header_rows, table.header_columns) == (1, 1)
    row = rows_of(document)[0]
    assert row.text == "2020 | 1,200 | a|b"
    assert row.context.split("\n") == [
        "数字经济报告 > 一、现状",
        "表1 规模（单位：亿元）",
        "年度 | 规模 | 占比",
        "单位：亿元",
    ]


def test_front_matter_that_is_none_is_text(tmp_path: Path) -> None:
    document = _read(tmp_path, "---\n\n本文はここから始まる。\n")
    assert document.metadata == {}
    assert document.pages[0].text == "本文はここから始まる。"
    with pytest.raises(EmptyFileError):
        _read(tmp_path, "---\ntitle: 題だけ\n---\n")


def test_chapters_without_marks_are_headings(tmp_path: Path) -> None:
    document = _read(tmp_path, "第1章 総則\n\nこの規程は全社に適用する。\n")
    assert document.passages[0].heading_path == ("第1章 総則",)


@given(st.text("# 一、年|-\n\t`>*[](x)1.表<b>", max_size=80))
def test_whatever_markdown_says_its_offsets_are_true(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    document = _read(tmp_path_factory.mktemp("md"), f"見出しの文\n\n{text}")
    assert document.pages[0].text.startswith("見出しの文")


def test_csv_and_tsv_are_tables(tmp_path: Path) -> None:
    for name, text in (
        (
            "a.csv",
            '\ufeff年度,売上（百万円）,利益\r\n2020年,"1,200",30\r\n\r\n2021年,1350,"4\n0"\r\n',
        ),
        ("b.tsv", "年度\t売上（百万円）\t利益\n2020年\t1,200\t30\n2021年\t1350\t4 0\n"),
        ("c.csv", "年度;売上（百万円）;利益\n2020年;1,200;30\n2021年;1350;4 0\n"),
    ):
        document = _read(tmp_path, text, name)
        assert document.format == "csv"
        (table,) = document.pages[0].tables
        assert table.column_heads == ("年度", "売上（百万円）", "利益")
        assert [row.text for row in rows_of(document)] == [
            "2020年 | 1,200 | 30",
            "2021年 | 1350 | 4 0",
        ]


def test_a_csv_of_one_column_is_text_and_a_broken_one_is_still_read(tmp_path: Path) -> None:
    assert _read(tmp_path, "一行目の文。\n二行目の文。\n", "a.csv").format == "text"
    wide = "字" * 140_000  # longer than a field of the csv module may be
    document = _read(tmp_path, f'甲,乙\n"閉じない,{wide}\n', "b.csv")
    assert document.pages[0].tables[0].rows[1][0].text == '"閉じない'


_CELL = st.text(st.characters(exclude_categories=["C"]), max_size=6)


@given(st.lists(st.lists(_CELL, min_size=2, max_size=4), min_size=1, max_size=6))
def test_whatever_a_csv_holds_its_offsets_are_true(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([["見出し", "値"], *rows])
    document = _read(tmp_path_factory.mktemp("csv"), stream.getvalue(), "a.csv")
    assert document.pages[0].text.startswith("見出し | 値")
