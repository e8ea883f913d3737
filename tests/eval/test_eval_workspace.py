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
wanted = read_format("beir", Path(sys.argv[1]))
with open_question_set(wanted, CollectionOptions(data_dir=Path()), Path(sys.argv[2])) as collection:
    print(collection.options.data_dir.name)
"""


def test_a_kept_collection_is_found_again_by_another_process(tmp_path: Path) -> None:
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    texts = [f'{{"_id": "c{n}", "title": "第{n}章", "text": "本文{n}です。"}}\n' for n in range(9)]
    (folder / "corpus.jsonl").write_text("".join(texts), encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "第1章は？"}\n', encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\tc1\t1\n")
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
