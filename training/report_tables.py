"""Rows of the tables of reports, made up, and questions for one of their cells.

``training.reports`` makes rows whose columns are years. Where those are the only ones, a reader
learns to take the first number that fits, or the total, for the column that was asked for. Here
the columns are segments or places beside their total, measures, or what a list of companies, of
events or of particulars tells; the question names a column by what it means, often in another
language than the head has.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.document import Language
from training.examples import Example
from training.report_table_words import (
    COMPANY_COLUMN,
    COUNTRY_COLUMN,
    EVENT_HEADS,
    EVENTS,
    GROUP_QUESTIONS,
    MEASURE_QUESTIONS,
    PARTICULAR_HEADS,
    PARTICULARS,
    PERIODS,
    RANK_COLUMN,
    RANKING_QUESTIONS,
    TOTAL_QUESTIONS,
    TOTALS,
    Patterns,
)
from training.report_values import (
    ASKED_IN,
    COUNTERS,
    MONEY,
    TOLD_IN,
    amount,
    bare_value,
    other_than,
    owner_beside,
    owner_of,
    thing_of,
)
from training.report_words import BUSINESSES, MEASURES, PLACES, TITLES, Said
from training.tables import joined_cells

__all__ = ["report_table_examples"]

_Places = Mapping[str, Said | str]
_UNANSWERED = 0.4
_KINDS = ("money", "money", "persons", "share", "tonnes", "number")


@dataclass(frozen=True, slots=True)
class _Draw:
    """What an example is made with: the source of chance and its languages."""

    chance: random.Random
    told: Language
    asked: Language
    answerable: bool

    def question(self, patterns: Patterns, places: _Places, wrong: str = "") -> str:
        """One of ``patterns``, filled; where a place is ``wrong``, one that asks for it."""
        words = {
            name: place if isinstance(place, str) else place[self.asked]
            for name, place in places.items()
        }
        fitting = [p for p in patterns[self.asked] if not wrong or f"{{{wrong}}}" in p]
        return self.chance.choice(fitting).format(**words)


def report_table_examples(count: int, seed: int) -> Iterator[Example]:
    """``count`` examples; two fifths of them are not answered."""
    chance = random.Random(seed)
    makers = (_groups, _groups, _groups, _measures, _measures, _ranking, _event, _particular)
    for _ in range(count):
        told = chance.choice(TOLD_IN)
        answerable = chance.random() >= _UNANSWERED
        yield chance.choice(makers)(_Draw(chance, told, chance.choice(ASKED_IN[told]), answerable))


def _groups(draw: _Draw) -> Example:
    """A measure's row over segments or places, mostly beside their total."""
    chance = draw.chance
    owner, is_company = owner_of(chance)
    kind = chance.choice(_KINDS)
    measure, other = chance.sample(MEASURES[kind], 2)
    listed = BUSINESSES if is_company and chance.random() < 0.6 else PLACES
    groups = [g for g in chance.sample(listed, chance.randint(3, 6)) if g != owner]
    absent, groups = groups[-1], groups[:-1]
    total = TOTALS[chance.randrange(len(TOTALS))]
    columns = list(groups)
    if chance.random() < 0.75:
        columns.insert(len(columns) if chance.random() < 0.7 else 0, total)
    elif chance.random() < 0.3:
        absent = total
    year = chance.randint(2008, 2024)
    # The row is the measure's, or a year's under a caption that names the measure.
    by_year = chance.random() < 0.4
    head = _year_head(year) if by_year else measure
    row, starts = _joined(draw, head, [_cell(chance, kind) for _ in columns])
    caption = measure if by_year else _period(chance, year)
    context = _context(draw, owner, columns, kind, caption)
    column = chance.choice(columns)
    asked: dict[str, Said | str] = {"e": owner, "m": measure, "g": column, "y": str(year)}
    wrong = ""
    if not draw.answerable:
        wrong = chance.choice(("m", "g", "g", "y"))
        others: _Places = {"m": other, "g": absent, "y": _other_year(chance, year)}
        asked[wrong] = others[wrong]
        column = absent if wrong == "g" else column
    is_total = column is total
    patterns = TOTAL_QUESTIONS if is_total else GROUP_QUESTIONS
    question = draw.question(patterns, asked, "" if is_total and wrong == "g" else wrong)
    return _example(draw, question, context, row, starts, column, columns)


def _measures(draw: _Draw) -> Example:
    """A place's, a segment's or a year's row over some measures."""
    chance = draw.chance
    owner, is_company = owner_of(chance)
    year = chance.randint(2008, 2024)
    measures = [
        (kind, measure)
        for kind in chance.sample(("money", "money", "persons", "share", "number", "tonnes"), 4)
        for measure in chance.sample(MEASURES[kind], chance.choice((1, 1, 2)))
    ]
    measures = list({measure["ja"]: (kind, measure) for kind, measure in measures}.values())
    chance.shuffle(measures)
    (_, absent), measures = measures[-1], measures[: chance.randint(2, 4)]
    measures = [(kind, measure) for kind, measure in measures if measure != absent]
    by_year = is_company and chance.random() < 0.5
    group = chance.choice([g for g in (BUSINESSES if is_company else PLACES) if g != owner])
    stranger = chance.choice(
        [g for g in (BUSINESSES if is_company else PLACES) if g not in (owner, group)]
    )
    head = _year_head(year) if by_year else group
    columns = [measure for _, measure in measures]
    row, starts = _joined(draw, head, [_cell(chance, kind) for kind, _ in measures])
    context = _context(draw, owner, columns, "number", _period(chance, year))
    column = chance.choice(columns)
    asked: dict[str, Said | str] = {"e": owner, "m": column, "g": group, "y": str(year)}
    wrong = ""
    if not draw.answerable:
        wrong = chance.choice(("m", "y") if by_year else ("m", "g", "y"))
        others: _Places = {"m": absent, "g": stranger, "y": _other_year(chance, year)}
        asked[wrong] = others[wrong]
    patterns = MEASURE_QUESTIONS if by_year else GROUP_QUESTIONS
    question = draw.question(patterns, asked, wrong)
    return _example(draw, question, context, row, starts, column, columns)


def _ranking(draw: _Draw) -> Example:
    """A company's row in a list: its rank, its country, a measure and a share."""
    chance = draw.chance
    company, place = owner_of(chance, is_company=True)[0], chance.choice(PLACES)
    owner = other_than((place,), chance.choice(PLACES), PLACES)
    kind = chance.choice(("money", "number", "tonnes"))
    measure = chance.choice(MEASURES[kind])
    share, other_share = chance.sample(MEASURES["share"], 2)
    rank, year = chance.randint(1, 10), chance.randint(2008, 2024)
    rank_column, company_column = chance.choice(RANK_COLUMN), chance.choice(COMPANY_COLUMN)
    cells: list[tuple[str, Said, Said | str]] = [
        ("rank", rank_column, str(rank)),
        ("name", company_column, company),
        ("country", chance.choice(COUNTRY_COLUMN), place),
        ("value", measure, _cell(chance, kind)),
        ("share", share, _cell(chance, "share")),
    ]
    if chance.random() < 0.3:
        cells.pop(chance.randint(2, 4))
    values = [cell if isinstance(cell, str) else cell[draw.told] for _, _, cell in cells]
    row, starts = _joined(draw, values[0], values[1:])
    columns = [head for _, head, _ in cells]
    caption = f"{year}年" if chance.random() < 0.5 else ""
    context = _context(draw, owner, columns[1:], kind, caption, first=rank_column)
    what, column, _ = chance.choice(cells)
    # A list without the measure is one by the share.
    by_share = what == "share" or measure not in columns
    asked: dict[str, Said | str] = {
        "c": company, "m": share if by_share else measure, "n": str(rank), "e": owner,
    }  # fmt: skip
    if not draw.answerable:
        asked["n"] = str(rank + chance.choice((1, 2, 3)))
        asked["c"] = owner_beside(company, chance, is_company=True)
        if what == "share" and chance.random() < 0.5:
            asked["m"], asked["c"] = other_share, company
    question = draw.question(RANKING_QUESTIONS[what], asked)
    return _example(draw, question, context, row, starts, column, columns[1:], rank_column)


def _event(draw: _Draw) -> Example:
    """An event's row in a chronology: when it was, and whose or where."""
    chance = draw.chance
    owner, _ = owner_of(chance, is_company=True)
    event, unlike = chance.sample(EVENTS, 2)
    year = chance.randint(1950, 2024)
    date = thing_of(chance, "date", year)
    thing = other_than((owner,), thing_of(chance, event.what, year), event.listed)
    other = other_than((owner, thing), thing_of(chance, event.what, year), event.listed)
    before, after = chance.choice(event.told[draw.told]).split("{a}")
    told = before + thing[draw.told] + after
    row, starts = _joined(draw, date[draw.told], [told])
    heads = chance.choice(EVENT_HEADS)[draw.told].split("｜")
    context = "\n".join((_title(draw, owner), " | ".join(heads)))
    asks_when = chance.random() < 0.5
    asked: dict[str, Said | str] = {"e": owner, "a": thing, "y": str(year)}
    patterns = event.when if asks_when else event.which
    if not draw.answerable:
        if asks_when:
            asked["a"] = other
        elif chance.random() < 0.5:
            asked["y"] = _other_year(chance, year)
        else:
            patterns = unlike.which
        return Example(draw.question(patterns, asked), context, row, -1, -1, "report")
    question = draw.question(patterns, asked)
    if asks_when:
        return Example(question, context, row, 0, len(date[draw.told]), "report")
    start = starts[1] + len(before)
    return Example(question, context, row, start, start + len(thing[draw.told]), "report")


def _particular(draw: _Draw) -> Example:
    """A row of a list of a company's particulars: 本店の所在地, 代表者, 設立."""
    chance = draw.chance
    owner, _ = owner_of(chance, is_company=True)
    shown, absent = chance.sample(PARTICULARS, 2)
    year = chance.randint(1950, 2024)
    if shown.what == "persons":
        value = amount(0.5, "persons", chance.uniform(1.5, 4.5), 1.0, 0)[draw.told]
    else:
        value = thing_of(chance, shown.what, year)[draw.told]
    head = chance.choice(shown.heads[draw.told])
    row, starts = _joined(draw, f"【{head}】" if chance.random() < 0.2 else head, [value])
    heads = chance.choice(PARTICULAR_HEADS)[draw.told].split("｜")
    lines = (_title(draw, owner), " | ".join(heads) if chance.random() < 0.7 else "")
    context = "\n".join(line for line in lines if line)
    asked: dict[str, Said | str] = {"e": owner}
    if draw.answerable:
        question = draw.question(shown.asked, asked)
        return Example(question, context, row, starts[1], starts[1] + len(value), "report")
    if chance.random() < 0.6:
        return Example(draw.question(absent.asked, asked), context, row, -1, -1, "report")
    asked["e"] = owner_beside(owner, chance, is_company=True)
    question = draw.question(shown.asked, asked, "e")
    return Example(question, context, row, -1, -1, "report")


def _cell(chance: random.Random, kind: str) -> str:
    return bare_value(chance, kind, chance.uniform(1, 5))


def _other_year(chance: random.Random, year: int) -> str:
    return str(year + chance.choice((-3, -2, -1, 1, 2)))


def _year_head(year: int) -> Said:
    return dict.fromkeys(TOLD_IN, f"{year}年")


def _period(chance: random.Random, year: int) -> Said:
    """The year of a table's figures, as its caption tells it."""
    pattern = chance.choice(PERIODS)
    return {language: pattern[language].format(y=year) for language in TOLD_IN}


def _joined(draw: _Draw, head: Said | str, values: Sequence[str]) -> tuple[str, list[int]]:
    """The row as it is stored, and where each of its cells begins."""
    return joined_cells((head if isinstance(head, str) else head[draw.told], *values))


def _title(draw: _Draw, owner: Said) -> str:
    return owner[draw.told] + draw.chance.choice(("", " ")) + draw.chance.choice(TITLES)[draw.told]


def _context(
    draw: _Draw,
    owner: Said,
    columns: Sequence[Said],
    kind: str,
    caption: Said | str,
    first: Said | None = None,
) -> str:
    """Title, caption, column heads and unit, as they are stored with each row."""
    heads = [column[draw.told] for column in columns]
    if first is not None:
        heads.insert(0, first[draw.told])
    elif draw.chance.random() < 0.6:
        heads.insert(0, {"ja": "区分", "zh": "项目"}[draw.told])
    unit = COUNTERS[kind][draw.told] if kind != "money" else draw.chance.choice(MONEY[draw.told])
    mark = {"ja": f"単位：{unit}", "zh": f"单位：{unit}"}[draw.told] if unit else ""
    told = caption if isinstance(caption, str) else caption[draw.told]
    lines = (_title(draw, owner), told, " | ".join(heads), mark)
    return "\n".join(line for line in lines if line)


def _example(
    draw: _Draw,
    question: str,
    context: str,
    row: str,
    starts: Sequence[int],
    column: Said,
    columns: Sequence[Said],
    first: Said | None = None,
) -> Example:
    """An answer in the cell under ``column``; ``first`` is the head over the row's head."""
    if not draw.answerable:
        return Example(question, context, row, -1, -1, "report")
    at = 0 if column is first else 1 + columns.index(column)
    end = starts[at + 1] - len(" | ") if at + 1 < len(starts) else len(row)
    return Example(question, context, row, starts[at], end, "report")
