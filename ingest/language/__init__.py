"""The ground floor: language, script variants, terms, sentences, numbers.

Importing it is cheap; dictionaries and conversion tables are loaded where first used.
"""

from __future__ import annotations

from ingest.language.detect import detect_language, script_variant
from ingest.language.fold import Folded, fold, fold_text
from ingest.language.glossary import canonical, translations
from ingest.language.identifiers import spaced_identifiers
from ingest.language.numbers import Number, find_numbers, read_unit_line
from ingest.language.sentences import split_sentences
from ingest.language.terms import TERMS_VERSION, index_terms

__all__ = [
    "TERMS_VERSION",
    "Folded",
    "Number",
    "canonical",
    "detect_language",
    "find_numbers",
    "fold",
    "fold_text",
    "index_terms",
    "read_unit_line",
    "script_variant",
    "spaced_identifiers",
    "split_sentences",
    "translations",
]
