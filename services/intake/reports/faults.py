"""Everything that can be wrong with a report: one exception per rule of the town."""

from typing import ClassVar


class NoSuchReport(Exception):
    """There is no such report, or it is not for this reader: the answer is the same."""


class BrokenRule(Exception):
    """One rule that one field breaks. Holds no value, so it may be logged and shown."""

    rule: ClassVar[str]
    detail: ClassVar[str]

    def __init__(self, pointer: str) -> None:
        super().__init__(f"{pointer}: {self.rule}")
        self.pointer = pointer
        """A JSON pointer (RFC 6901) to the field."""


class BlankDescription(BrokenRule):
    rule = "blank"
    detail = "Say in a few words what is wrong."


class TooLong(BrokenRule):
    rule = "length"
    detail = "The text is longer than allowed."


class HoldsNul(BrokenRule):
    rule = "nul"
    detail = "The text holds a NUL character."


class NotUnicode(BrokenRule):
    rule = "unicode"
    detail = "The text holds half of a surrogate pair, which is no character."


class HalfACoordinate(BrokenRule):
    rule = "both_coordinates"
    detail = "Give both lat and long, or neither."


class OutOfRange(BrokenRule):
    rule = "range"
    detail = "The number lies outside of what is possible."


class MissingPlace(BrokenRule):
    rule = "place"
    detail = "Say where: coordinates, an address, or the code of an object."


class MissingPoint(BrokenRule):
    rule = "point_or_area"
    detail = "Say where: coordinates, an area, or both."


class UnknownCategory(BrokenRule):
    rule = "known_category"
    detail = "There is no such category; GET /api/intake/v1/categories lists them."


class UnknownArea(BrokenRule):
    rule = "known_area"
    detail = "There is no area with this code."


class UnknownSource(BrokenRule):
    rule = "known_source"
    detail = "There is no such source."


class WithoutOffset(BrokenRule):
    rule = "offset"
    detail = "A time needs its offset from UTC, such as 2026-11-22T08:00:00+08:00."


class InTheFuture(BrokenRule):
    rule = "not_in_future"
    detail = "The time has not come yet."


class TooLongAgo(BrokenRule):
    rule = "at_most_30_days_ago"
    detail = "What is more than 30 days ago can be reported by an officer only."


class BeforeAnyReport(BrokenRule):
    rule = "not_before_1950"
    detail = "The year lies before 1950; no report is that old."


class TooManyPhotos(BrokenRule):
    rule = "photo_count"
    detail = "At most 5 photos can go with a report."


class UnknownPhoto(BrokenRule):
    """Never sent, gone after a day, or on another report already: the answer is the same."""

    rule = "known_photo"
    detail = "This photo is not there any more. Please send it again."


class UnlikelyPhone(BrokenRule):
    """Nobody could be called back."""

    rule = "phone"
    detail = "Please enter the telephone number in digits, for example 11 digits of a mobile."


class UnlikelyEmail(BrokenRule):
    """Nothing could be delivered."""

    rule = "email"
    detail = "Please enter the whole address, for example name@example.com."


class RefusedReport(Exception):
    """A report that breaks at least one rule; nothing of it was stored."""

    def __init__(self, broken: tuple[BrokenRule, ...]) -> None:
        super().__init__("; ".join(str(rule) for rule in broken))
        self.broken = broken


class NotVouched(Exception):
    """`source` and `external_id` may be named by an officer's or a device's key only."""


class OutsideOfReach(BrokenRule):
    """Somebody who works for a part of the town takes over what belongs to another."""

    rule = "own_area_or_unit"
    detail = "This lies outside of the areas or units that you work for."


class FiledByAnother(BrokenRule):
    """The external id came before, from somebody else, and is not this sender's to change."""

    rule = "same_sender"
    detail = "A report with this id was sent by somebody else; it can be changed at the desk only."


class KeyUsedDifferently(BrokenRule):
    """The client id came before, with a different report."""

    rule = "same_report"
    detail = "This client_id was used before for another report."
