"""Find the cell of a table row that a question asks for, by its row head and its column head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index import StoredPassage
from ingest.document import Cell, Page, Table
from ingest.language import find_numbers, fold_text
from ingest.tables import row_heads
from service.answering.alternatives import asks_of_several
from service.answering.asked_unit import asked_counter, asked_units
from service.answering.column_heads import column_head, last_head
from service.answering.contraries import excludes_label
from service.answering.focus import names_the_noun
from service.answering.overlap import QuestionTerms, bare, terms_of
from service.answering.part_or_change import part_or_change
from service.answering.periods import Period, period_fit, period_of
from service.answering.question import Question
from service.answering.row_names import close_up, ends_a_name, follows, plain_name, same_name

__all__ = ["CellChoice", "TableRow", "choose_cell", "is_share", "names_item", "row_of"]

_PERIOD_WEIGHT = 1.5
_KIND_WEIGHT = 0.6
_OTHER_SHARE = 0.6
"""What a change costs where a part of a whole is asked for, and the other way round."""
_NOUN_WEIGHT = 0.5
_COUNTER_WEIGHT = 0.5
_CONTRARY_WEIGHT = 0.8
_READ_WEIGHT = 0.5
"""How much it counts that the reading model points at a cell."""
_PERIOD_WORDS = re.compile(
    r"[（(][^（）()]*[）)]|年度|年|月|日|第|期|末|当|前|本|上|至|自|連結|会計|事業|平成|令和|昭和|大正|明治"
)
_CJK_WORD = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_QUOTED = re.compile(r"[「『“\"]([^」』”\"]{1,60})[」』”\"]")
_LONGEST_NAME = 20
_GROUP_SHARE = 0.25
_ALL_OF_IT = 0.9
"""From where on a row is an item of several parts as a whole: 法人税、住民税及び事業税."""
_LATER_PART = 0.95
_LATER_ALONE = 0.3
"""What is left of the match of a row that a later part names, where nothing of the others stands
with it."""
_ITEM_PARTS = re.compile(r"[、,，]|(?<=[^\s0-9])[－—–‐―](?=[^\s0-9])")
_TIMES, _RATIO = "倍", re.compile(r"比|倍|\btimes\b|\bratio\b", re.IGNORECASE)
_TOTAL_COLUMN = re.compile(r"(?:合計|合计|总计|総計|總計|計|計上額)$|\btotal\b", re.IGNORECASE)
_TOTAL_WEIGHT = 0.2
"""How much a column of totals is preferred, which is meant where no column is named."""
_TOTAL = re.compile(r"合計|合计|総計|总计|總計|\btotal\b|\bsum\b", re.IGNORECASE)
_PART = 0.6
"""What is left of the match of a row that is a part, where the total is asked for."""
_PEOPLE = fold_text("人名者員客生民工徒")
_NUMBER_OF = re.compile(r"^(?!.*(?:総|总|延|合計|合计))(.*[\u3400-\u9fff])数")
_COMMON_COUNTERS = frozenset("个家社本件点台人名")
"""What ends many a head that counts nothing: 資本, 会社."""
_BLANK = frozenset("－—–-―‐…")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_SHARE = re.compile(
    r"[%％]|率|比$|割合|比重|占比|シェア|构成|構成比|ratio|share|rate", re.IGNORECASE
)


@dataclass(frozen=True)  # without slots, for the head that is kept
class TableRow:
    """A row passage found again in the grid of its page's table."""

    table: Table
    row: int

    @property
    def cells(self) -> tuple[Cell, ...]:
        return self.table.rows[self.row]

    @property
    def head_columns(self) -> int:
        """How many of the first columns name the row; the first one, where the table says none."""
        return self.table.header_columns or 1

    @property
    def first_head(self) -> str:
        """The words of the row's first column."""
        return self.cells[0].text

    @property
    def own_name(self) -> str:
        """The words of the last cell that names the row, or of all, where it is blank."""
        return close_up(self.cells[self.head_columns - 1].text) or self.head

    @cached_property
    def head(self) -> str:
        """The words that name the row, merged cells that reach into it first."""
        own = [close_up(cell.text) for cell in self.cells[: self.head_columns] if cell.text]
        return " ".join([*row_heads(self.table, self.row), *own])


@dataclass(frozen=True, slots=True)
class CellChoice:
    """The cell of a row that a question asks for.

    ``row_match`` is the share of the row head's words that the question holds, ``column_match``
    how well the column fits, ``margin`` by how much it fits better than the next one (each 0 to
    about 1), ``coverage`` the share of the question's words in row head, column head and what
    stands around the table.
    """

    row: TableRow
    column: int
    row_match: float
    column_match: float
    margin: float
    coverage: float

    @property
    def cell(self) -> Cell:
        return self.row.cells[self.column]

    @property
    def head(self) -> str:
        """The words above the cell."""
        return column_head(self.row.table, self.column)


def row_of(passage: StoredPassage, page: Page) -> TableRow | None:
    """The row that ``passage`` is, or ``None`` where the page's tables do not hold it."""
    for table in page.tables:
        for number, row in enumerate(table.rows):
            filled = [cell for cell in row if cell.char_end > cell.char_start]
            if (
                filled
                and filled[0].char_start <= passage.char_start
                and passage.char_end <= filled[-1].char_end
            ):
                return TableRow(table, number)
    return None


def choose_cell(
    question: Question,
    terms: QuestionTerms,
    row: TableRow,
    around: str,
    pointed: tuple[int, int] | None = None,
) -> CellChoice | None:
    """The cell of ``row`` that fits ``question`` best; ``None`` where no cell holds anything.

    ``around`` is what stands about the table: title, headings, caption, unit. ``pointed`` are the
    offsets on the page that the reading model would quote.
    """
    heads = row.head
    head_terms = terms_of(heads)
    places = [
        x
        for x, cell in enumerate(row.cells)
        if x >= row.head_columns and not cell.covered and cell.text.strip()
    ]
    if not places:
        return None
    asked = period_of(question.text)
    dated = period_of(around)
    rest = _unnamed(question, terms, head_terms)
    scored = sorted(
        ((_fit(question, terms, rest, row, x, asked, dated, pointed), -x) for x in places),
        reverse=True,
    )
    best, place = scored[0][0], -scored[0][1]
    margin = best - scored[1][0] if len(scored) > 1 else 1.0
    column_terms = terms_of(column_head(row.table, place))
    return CellChoice(
        row,
        place,
        row_match=_row_match(question, terms, row, place, asked, dated, around),
        column_match=best,
        margin=min(1.0, margin),
        coverage=terms.recall(head_terms | column_terms | terms_of(around)),
    )


def _unnamed(
    question: Question, terms: QuestionTerms, head_terms: frozenset[str]
) -> frozenset[str]:
    """The question's terms that do not name the row: those outside the item in quotes, which may
    say the same words of the column (the 自己株式 in the row 自己株式の処分), and those that the
    row's head lacks.
    """
    quoted = _QUOTED.search(question.subject)
    rest = terms.terms - head_terms
    if quoted is None:
        return rest
    return rest | (terms.terms & terms_of(_outside(question.subject, quoted)))


def _outside(subject: str, quoted: re.Match[str]) -> str:
    return f"{subject[: quoted.start()]}\n{subject[quoted.end() :]}"


def _row_match(
    question: Question,
    terms: QuestionTerms,
    row: TableRow,
    place: int,
    asked: Period,
    dated: Period,
    around: str,
) -> float:
    """By the item that the question puts in quotes, where it does, else by the words that name
    the row; rows that name a period by whether it is the one asked for.
    """
    head = row.head
    period = period_fit(asked, period_of(row.first_head), dated)
    if period and not _CJK_WORD.search(_PERIOD_WORDS.sub("", row.first_head)):
        return (1.0 + period) / 2.0
    quoted = _QUOTED.search(question.text)
    if quoted:
        match = _item_match(terms, quoted[1], row, place, around)
        return max(match, _outside_match(question, terms, quoted[1], row, place))
    names = [head, *(cell.text for x, cell in enumerate(row.cells) if x != place)]
    match = max(
        terms.precision(terms_of(name))
        for n, name in enumerate(names)
        if n == 0 or (1 < len(name) <= _LONGEST_NAME and not _is_numeric(name))
    )
    if _TOTAL.search(question.text) and not _TOTAL.search(head):
        match *= _PART
    return min(match, 0.2) if period < 0.0 else match


def _item_match(terms: QuestionTerms, item: str, row: TableRow, place: int, around: str) -> float:
    """How well a row is the item in quotes. Of その他、流動負債 the first part is the row's own
    name, and the others name its group, its table or, as in 株主数－個人その他, its column; where a
    later part is the row's name, the others have to stand with it.
    """
    own = row.own_name
    whole = max(_alike(terms, own, item), _alike(terms, row.head, item))
    parts = [part for part in _ITEM_PARTS.split(item) if part.strip()]
    if len(parts) < 2 or whole >= _ALL_OF_IT:
        return whole
    beside = terms_of(f"{row.head}\n{column_head(row.table, place)}\n{around}")
    fits = []
    for n, part in enumerate(parts):
        wanted = terms_of(" ".join(parts[:n] + parts[n + 1 :]))
        total = terms.weight(wanted)
        found = terms.weight(wanted & beside) / total if total > 0.0 else 0.0
        alike = _alike(terms, own, part)
        if n == 0:
            fits.append((1.0 - _GROUP_SHARE) * alike + _GROUP_SHARE * found)
        else:
            fits.append(_LATER_PART * alike * (_LATER_ALONE + (1.0 - _LATER_ALONE) * found))
    return max(fits)


def _outside_match(
    question: Question, terms: QuestionTerms, item: str, row: TableRow, place: int
) -> float:
    """How well a row fits that the words outside the quotes name (社外監査役の「基本報酬」): by
    what of the item stands over the cell."""
    quoted = _QUOTED.search(question.subject)
    own = plain_name(row.own_name)
    if quoted is None or len(own) < 2 or own not in bare(_outside(question.subject, quoted)):
        return 0.0
    first = next((part for part in _ITEM_PARTS.split(item) if part.strip()), item)
    wanted = terms_of(first)
    total = terms.weight(wanted)
    return terms.weight(wanted & terms_of(column_head(row.table, place))) / total if total else 0.0


def _alike(terms: QuestionTerms, one: str, other: str) -> float:
    """The shared weight of two names over all of theirs (Jaccard); 1 for names of one item."""
    if same_name(one, other):
        return 1.0
    a, b = terms_of(one), terms_of(other)
    total = terms.weight(a | b)
    return terms.weight(a & b) / total if total > 0.0 else 0.0


def names_item(question: Question, choice: CellChoice) -> bool:
    """Whether ``question`` names exactly what ``choice`` is of: the (first part of the) item that
    it puts in quotes, else a name that stands in it. The row has the name, or its column."""
    row = choice.row
    names = (row.own_name, last_head(row.table, choice.column))
    quoted = _QUOTED.search(question.text)
    if quoted:
        first = next((part for part in _ITEM_PARTS.split(quoted[1]) if part.strip()), "")
        return any(same_name(name, wanted) for name in names for wanted in (first, quoted[1]))
    plain = plain_name(names[0])
    if len(plain) < 2:
        return False
    places = bare(question.text).split(plain)[:-1]
    return any(not ends_a_name(place) for place in places) or any(
        asks_of_several(question.text) or follows(place, _own_names(row.table)) for place in places
    )


def _own_names(table: Table) -> Iterator[str]:
    return (TableRow(table, y).own_name for y in range(len(table.rows)))


def _fit(
    question: Question,
    terms: QuestionTerms,
    rest: frozenset[str],
    row: TableRow,
    place: int,
    asked: Period,
    dated: Period,
    pointed: tuple[int, int] | None,
) -> float:
    head = column_head(row.table, place)
    label = _label_beside(row, place)
    rest = rest | (terms.terms & terms_of(label))
    head = f"{head} {label}".strip()
    own = terms_of(head)
    # What a head says in brackets explains it: 留学生（5月1日現在）.
    total = terms.weight(terms_of(_BRACKETS.sub(" ", head)) or own)
    shared = min(total, terms.weight(own & rest))
    named = shared / total if total > 0.0 else 0.0
    gained = shared / terms.total if terms.total > 0.0 else 0.0
    fit = 0.5 * named + gained + _PERIOD_WEIGHT * period_fit(asked, period_of(head), dated)
    fit += _TOTAL_WEIGHT * bool(_TOTAL_COLUMN.search(head))
    lowest = last_head(row.table, place)
    fit += _NOUN_WEIGHT * names_the_noun(question, lowest)
    fit += _COUNTER_WEIGHT * _counts(question, lowest)
    fit -= _CONTRARY_WEIGHT * excludes_label(question.text, lowest)
    fit += _KIND_WEIGHT * _kind_fit(question, row.cells[place].text, head, row.head)
    return fit + _READ_WEIGHT * _is_pointed_at(row.cells[place], pointed)


def _counts(question: Question, head: str) -> float:
    """1 where ``head`` holds what is counted (活株 for 幾株, 収容人数 for 人の数), -1 where it
    counts something else (避難所数), 0 where neither is said."""
    counter = asked_counter(question.text)
    folded = _BRACKETS.sub("", fold_text(head)).strip()
    if not counter:
        return 0.0
    are_counted = _PEOPLE if counter in _PEOPLE else counter
    if any(f"{each}数" in folded for each in are_counted) or f"({counter})" in fold_text(head):
        return 1.0
    if folded.endswith(counter) and counter not in _COMMON_COUNTERS:
        return 1.0
    number = _NUMBER_OF.search(folded)
    return -1.0 if number and not terms_of(number[1]) & terms_of(question.text) else 0.0


def _label_beside(row: TableRow, place: int) -> str:
    """What names the cell at ``place`` in its own row, where two tables stand side by side: 硕士 in
    研发人员 | 982 | 硕士 | 527. Their columns have one head between them."""
    heads = row.table.column_heads
    left = place - 1
    if left < row.head_columns or place >= len(heads) or heads.count(heads[place]) < 2:
        return ""
    text = row.cells[left].text
    return text if text.strip() and not _is_numeric(text) else ""


def _kind_fit(question: Question, text: str, head: str, row_head: str) -> float:
    """Whether the cell is the kind of thing asked for: 1 yes, -1 no, 0 cannot be said."""
    numeric = _is_numeric(text)
    share = is_share(head) or is_share(row_head) or "%" in text or "％" in text
    if question.expects == "percent":
        fit = 1.0 if share else -0.5 if numeric else -1.0
        asked, said = part_or_change(question.text), part_or_change(head)
        return fit - _OTHER_SHARE if asked and said and asked != said else fit
    if question.expects == "number" and _TIMES in asked_units(question.text):
        return 1.0 if numeric and _RATIO.search(head) else -0.5
    if question.expects == "number":
        return -1.0 if not numeric else -0.5 if share else 0.5
    if question.expects == "date":
        return 1.0 if any(n.kind in ("date", "year") for n in find_numbers(text)) else -0.5
    return 0.0


@lru_cache(maxsize=4_096)
def is_share(head: str) -> bool:
    """Whether a column or row head speaks of shares or rates rather than amounts."""
    return bool(_SHARE.search(head))


@lru_cache(maxsize=4_096)
def _is_numeric(text: str) -> bool:
    bare = text.strip()
    return bare in _BLANK or any(c.isdigit() for c in bare) or bool(find_numbers(bare))


def _is_pointed_at(cell: Cell, pointed: tuple[int, int] | None) -> float:
    if pointed is None:
        return 0.0
    start, end = max(cell.char_start, pointed[0]), min(cell.char_end, pointed[1])
    return float(start < end)
