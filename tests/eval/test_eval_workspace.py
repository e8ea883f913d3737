"""The collections of question sets that are kept from run to run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import sys
from pathlib import Path
from eval.formats import read_format
from eval.workspace import open_question_set
from index import CollectionOptions
wanted = read_format("ntcir-u4", Path(sys.argv[1]))
with open_question_set(wanted, CollectionOptions(data_dir=Path()), Path(sys.argv[2])) as collection:
    print(collection.options.data_dir.name)
"""


def test_a_kept_collection_is_found_again_by_another_process(tmp_path: Path) -> None:
    folder = tmp_path / "table_qa"
    report = folder / "reports" / "R1"
    report.mkdir(parents=True)
    tables = "".join(
        f'<h3>第{n}章</h3><table table-id="t{n}"><tr><td>区分</td><td>当期</td></tr>'
        f"<tr><td>売上</td><td>{n}</td></tr></table>"
        for n in range(1, 9)
    )
    (report / "R1.html").write_text(f"<html><body>{tables}</body></html>", encoding="utf-8")
    question = '{"q": {"question": "第1章の売上は？", "doc_id": "R1", "table_id": "t1"}}'
    (folder / "questions.json").write_text(question, encoding="utf-8")
    names = [
        subprocess.run(
            [sys.executable, "-c", _SCRIPT, str(folder), str(tmp_path / "work")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert names[0] == names[1] != ""
    assert len(list((tmp_path / "work").iterdir())) == 1
