"""Web pages and texts as hypothesis thinks of them: tags that do not close, tables with spans that
lead nowhere, characters that are no characters, in every encoding.

    python tests/fuzz/fuzz_texts.py --examples 20000
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path[:0] = [str(Path(__file__).parent)]

from fuzz_invariants import violations  # noqa: E402

from ingest import read_document  # noqa: E402
from ingest.errors import IngestError  # noqa: E402

__all__ = ["check", "html_files", "text_files"]

_WORDS = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(
            "経済報告书数字化　、。｜|<>&;#*-_`\\\n\r\t\x00\x0b\x0c\x1b\u200b\u2028\ufeff"
        ),
    ),
    max_size=40,
)
_TAGS = st.sampled_from(
    [
        "p",
        "div",
        "table",
        "tr",
        "td",
        "th",
        "caption",
        "thead",
        "tbody",
        "colgroup",
        "ul",
        "li",
        "ol",
        "h1",
        "h2",
        "h6",
        "title",
        "pre",
        "script",
        "style",
        "br",
        "ruby",
        "rt",
        "dl",
        "dd",
        "svg",
    ]
)
_NUMBERS = st.sampled_from(["0", "1", "2", "3", "-1", "65535", "99999999999", "x", ""])
_ATTRIBUTES = st.one_of(
    st.just(""),
    st.builds(' rowspan="{}"'.format, _NUMBERS),
    st.builds(' colspan="{}" rowspan={}'.format, _NUMBERS, _NUMBERS),
    st.builds(' class="{}" style={}'.format, _WORDS, _WORDS),
)
_PIECES = st.one_of(
    _WORDS,
    st.builds("<{}{}>".format, _TAGS, _ATTRIBUTES),
    st.builds("</{}>".format, _TAGS),
    st.builds("<{0}>{1}</{0}>".format, _TAGS, _WORDS),
    st.builds("<td{}>{}</td>".format, _ATTRIBUTES, _WORDS),
    st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "&#x110000;", "&#0;", "&nbsp;", "<?xml"]),
)
_ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-32", "cp932", "euc_jp", "gb18030", "big5"])
_LINES = st.one_of(
    _WORDS,
    st.builds("# {}".format, _WORDS),
    st.builds("| {} | {} |".format, _WORDS, _WORDS),
    st.sampled_from(["|---|:-:|", "```", "---", "- x", "1. x", "> x", "第1章 概要", "    x", ""]),
)


def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "replace")


html_files = st.builds(
    lambda pieces, encoding: _encoded("<html><body>" + "".join(pieces), encoding),
    st.lists(_PIECES, max_size=40),
    _ENCODINGS,
)
text_files = st.one_of(
    st.builds(
        lambda lines, encoding: _encoded("\n".join(lines), encoding),
        st.lists(_LINES, max_size=40),
        _ENCODINGS,
    ),
    st.binary(max_size=400),
)


def check(path: Path, data: bytes) -> None:
    """Read ``data`` as the file ``path``: a document that keeps its promises, or an error that
    names the file. Anything else is a fault of the reader."""
    path.write_bytes(data)
    try:
        found = violations(read_document(path))
    except IngestError as error:
        found = (
            []
            if error.path == str(path) and error.hint
            else [f"an error that helps nobody: {error}"]
        )
    assert found == []


def main() -> None:
    """As many examples as asked for, of each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=20_000)
    arguments = parser.parse_args()
    many = settings(
        max_examples=arguments.examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    with tempfile.TemporaryDirectory(prefix="shutten-fuzz-") as folder:
        for name, files in (("a.html", html_files), ("a.md", text_files), ("a.txt", text_files)):
            path = Path(folder) / name
            many(given(files)(lambda data, path=path: check(path, data)))()
            print(f"{name}: {arguments.examples} examples")


if __name__ == "__main__":
    main()
