"""What one piece costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Price:
    """Price of one piece, tax included or not as the price list says."""

    amount: Decimal
    currency: str
