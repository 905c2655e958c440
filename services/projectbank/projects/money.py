"""Money in the bank's requests: it stays exact."""

from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError, fields

from services.runtime.web.faults import N_, Fault

FEN = 100
MOST_YUAN = 100_000_000_000
"""A hundred thousand million yuan: more than any city's budget."""


class Yuan(fields.Field[int]):
    """An amount in yuan with at most two decimals; inside it is whole fen."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("metadata", {}).update(
            {"type": "number", "minimum": 0, "maximum": MOST_YUAN}
        )
        super().__init__(**options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError([Fault("type", N_("This must be a number."))])
        try:
            fen = Decimal(str(value)) * FEN
            if not 0 <= fen <= MOST_YUAN * FEN:
                message = N_("This must lie between %(min)s and %(max)s.")
                raise ValidationError([Fault("range", message, min=0, max=MOST_YUAN)])
            if fen != fen.to_integral_value():
                raise ValidationError([Fault("cents", N_("Yuan have at most two decimals."))])
        except InvalidOperation as error:
            raise ValidationError([Fault("type", N_("This must be a number."))]) from error
        return int(fen)

    def _serialize(self, value: Any, *_: Any, **__: Any) -> float | None:
        return None if value is None else value / FEN
