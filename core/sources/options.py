"""What the analyst may tell a reader that the file itself does not say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import MappingError, ParameterError
from core.sources.column import check
from core.sources.moment import DATE_ORDERS
from core.sources.zone import zone_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.sources.entries import Entry


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options of an import.

    ``columns`` maps a field of ours to one or several columns of a table, joined by ``+``, or to none
    where a column of a known name is something else; ``zone`` is the zone of times that carry none
    (without it they are refused); ``date_order`` says whether 03/04/2020 begins with its "day" or its
    "month" (without it such dates are refused).
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zone: str | None = None
    date_order: str | None = None

    def __post_init__(self) -> None:
        """Check the map's fields, the zone's name and the order of dates."""
        check(self.columns)
        if self.date_order not in (None, *DATE_ORDERS):
            message = f"dates begin with {' or '.join(DATE_ORDERS)}, not with {self.date_order!r}"
            raise ParameterError(message)
        if self.zone is None:
            return
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            message = f"no time zone is called {self.zone!r}; write one like Europe/Berlin or UTC"
            raise ParameterError(message) from error

    @classmethod
    def parse(cls, maps: Iterable[str] = (), zone: str | None = None, date_order: str | None = None) -> Self:
        """Read options as they are written on the command line.

        Raises
        ------
        MappingError
            If a map is not of the form ``field=column``, or fits no table.
        ParameterError
            If there is no such zone or order of dates.

        Examples
        --------
        >>> ReadOptions.parse(["profile=screen_name+capture"]).columns
        {'profile': ('screen_name', 'capture')}
        """
        columns = {}
        for text in maps:
            name, equals, value = text.partition("=")
            parts = tuple(part.strip() for part in value.split("+"))
            if not equals or not name.strip() or not all(parts):
                message = f"a column map reads field=column or field=column+column, not {text!r}"
                raise MappingError(message)
            if name.strip() in columns:
                message = f"the column map names {name.strip()} twice; join columns by +, as in profile=a+b"
                raise MappingError(message)
            columns[name.strip()] = parts
        return cls(columns, zone_named(zone) if zone else None, date_order)

    def of(self, entry: Entry) -> Self:  # noqa: ARG002  the same for every file
        """Give the options of one file of an import."""
        return self

    @property
    def signature(self) -> str:
        """Give a text that differs whenever the options do."""
        columns = ",".join(f"{name}={'+'.join(parts)}" for name, parts in sorted(self.columns.items()))
        order = f"|{self.date_order}" if self.date_order else ""
        return f"{columns}|{self.zone or ''}{order}"


def zone_told(signature: str) -> str | None:
    """Give the zone that a signature of options names, or None where times carried their own.

    >>> zone_told(ReadOptions(zone="Europe/Berlin", date_order="day").signature), zone_told("|")
    ('Europe/Berlin', None)
    """
    parts = signature.split("|")
    if parts[-1] in DATE_ORDERS:
        parts.pop()
    return parts[-1] or None
