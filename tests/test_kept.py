"""What is made once for all visitors: the same from the same, anew from anything else."""

from app.conventions import of, written_as
from app.ui.kept import MANY, Kept


def test_from_the_very_same_it_is_made_once_and_from_an_equal_thing_anew() -> None:
    made: list[object] = []
    kept = Kept(lambda thing: made.append(thing) or len(made))
    one, equal = [1], [1]
    assert [kept(one), kept(one), kept(equal), kept(one)] == [1, 1, 2, 1]


def test_it_is_made_for_each_country() -> None:
    kept = Kept(lambda: object())
    neutral = kept()
    with written_as(of("de-DE")):
        german = kept()
        assert kept() is german
    assert german is not neutral
    assert kept() is neutral


def test_the_oldest_goes_and_what_is_kept_stays_itself() -> None:
    made: list[int] = []
    kept = Kept(lambda thing: made.append(thing[0]))
    things = [[number] for number in range(MANY + 1)]
    for thing in (*things, things[-1], things[0]):
        kept(thing)
    assert made == [*range(MANY + 1), 0]
