"""Names of XBRL elements in questions."""

from __future__ import annotations

import pytest

from ingest.language import spaced_identifiers, translations


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("2020年のTreasuryStockMemberにおける", "2020年のtreasury stockにおける"),
        ("CapitalSurplusIFRSMember", "capital surplus"),
        ("PayPay, SoftBankGroup, NTTDataGroup", "PayPay, SoftBankGroup, NTTDataGroup"),
        ("IFRSMember", "IFRS"),
        ("Member", "Member"),
        ("", ""),
    ],
)  # fmt: skip
def test_identifiers_become_words(text: str, spaced: str) -> None:
    assert spaced_identifiers(text) == spaced


def test_their_words_are_translated() -> None:
    assert "自社株" in translations("2020年のTreasuryStockMemberは？")
