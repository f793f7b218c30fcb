"""When and by what chance: everything in the demo is told as days before one day, from one seed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

SATURDAY = 5


@dataclass(frozen=True)
class Scene:
    """The day that the portfolio is made for, and the seed that its chances come from."""

    seed: int
    until: date

    def chance(self, *about: str) -> Random:
        """Return the chances of one matter: the same whatever else is made before it."""
        return Random(":".join((str(self.seed), *about)))  # noqa: S311  invented, not secret

    def day(self, days_ago: int) -> date:
        """Return a day."""
        return self.until - timedelta(days=days_ago)

    def moment(self, days_ago: int, hour: float) -> datetime:
        """Return an hour of a day, UTC, to the second."""
        start = datetime.combine(self.day(days_ago), time(), UTC)
        return start + timedelta(seconds=round(hour * 3600))

    def office(self, days_ago: int, chance: Random) -> datetime:
        """Return a moment in office hours; what falls on a weekend was done on the Friday."""
        weekend = max(0, self.day(days_ago).weekday() - SATURDAY + 1)
        return self.moment(days_ago + weekend, chance.triangular(7.2, 16.4, 10.1))


def whole(moment: datetime) -> datetime:
    """Return a moment without its fraction of a second."""
    return moment.replace(microsecond=0)
