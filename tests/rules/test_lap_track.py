"""The lap track, compared with a plain loop over laps and trackpoints."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from numpy.testing import assert_allclose

from activitylint.model.activity import Activity
from activitylint.model.format import Format
from activitylint.model.tables import Laps
from activitylint.rules.support.lap_track import LapTrack, lap_track
from activitylint.strava.track import steps
from rules.memory import START, activity

NAN = math.nan


def random_laps(seed: int) -> Activity:
    """Laps of one or two activities; distances and times that rise, with holes."""
    chance = random.Random(seed)
    counts = [chance.choice((0, 1, 2, 5, 12)) for _ in range(chance.randint(1, 5))]
    session = sorted(chance.choice((0, 0, 1)) for _ in counts)
    holes = chance.choice((0, 0.02, 0.3))
    total = sum(counts)
    time = np.cumsum([chance.choice((0, 1, 5, 10, 10.5, 40)) for _ in range(total)]) + START
    distance = np.cumsum([chance.choice((0, 3, 8.5)) for _ in range(total)])
    if chance.random() < 0.3:  # the distance starts again with each lap
        distance = np.concatenate([np.arange(count) * 4.0 for count in counts])

    def some(values: np.ndarray) -> list[float]:
        return [NAN if chance.random() < holes else float(value) for value in values]

    columns = {"time": some(time)}
    if chance.random() < 0.7:
        columns["distance"] = some(distance)
    else:
        columns |= {"latitude": [45 + value / 1e5 for value in some(distance)], "longitude": some(np.full(total, 7.0))}
    subject = activity(Format.TCX, **columns) if total else Activity(Format.TCX, activity(Format.TCX, time=[1]).places)
    first = np.concatenate(([0], np.cumsum(counts)))[:-1].astype(np.int64)
    starts = [START + 50 * n if chance.random() < 0.9 else NAN for n in range(len(counts))]
    subject.laps = Laps.of(
        len(counts),
        start=np.array(starts),
        first_record=first,
        records=np.array(counts, dtype=np.int64),
        session=np.array(session, dtype=np.int64),
    )
    return subject


def higher(one: float, other: float) -> float:
    return max((value for value in (one, other) if not math.isnan(value)), default=NAN)


def expected(subject: Activity) -> LapTrack:
    """The lap track of the laps that have trackpoints, by a plain loop."""
    laps, records = subject.laps, subject.records
    meters = records.distance.tolist()
    if all(map(math.isnan, meters)):
        placed = [n for n, one in enumerate(records.latitude + records.longitude) if not math.isnan(one)]
        meters = [NAN] * len(records)
        covered = 0.0
        for previous, row in zip([None, *placed], placed, strict=False):
            if previous is not None:
                covered += float(steps(records.latitude[[previous, row]], records.longitude[[previous, row]])[0])
            meters[row] = covered
    time, session = records.time.tolist(), laps.session.tolist()
    spans = [(int(at), int(at + count)) for at, count in zip(laps.first_record, laps.records, strict=True)]

    def known(values: list[float], lap: int) -> list[int]:
        return [row for row in range(*spans[lap]) if not math.isnan(values[row])]

    found: list[tuple[float, ...]] = []
    for lap, (first, stop) in enumerate(spans):
        follows = lap + 1 < len(spans) and session[lap + 1] == session[lap]
        opening = session.index(session[lap])
        inside, next_ones = known(meters, lap), known(meters, lap + 1) if follows else []
        last = meters[inside[-1]] if inside else NAN
        reached = higher(last, meters[next_ones[0]] if next_ones else NAN)
        earlier = [value for value in meters[:first] if not math.isnan(value)] if lap > opening else []
        before = earlier[-1] if earlier else 0.0
        own = NAN
        if len(inside) > 1 and inside[-1] - inside[0] + 1 >= 0.9 * (stop - first):
            own = last - meters[inside[0]]
        longest = NAN if math.isnan(own) else max(own, last if reached - before < own else reached - before)
        timed = known(time, lap)
        last_time = time[timed[-1]] if timed else NAN
        end = higher(last_time, float(laps.start[lap + 1]) if follows else NAN) if len(timed) > 1 else NAN
        gaps = [time[row + 1] - time[row] for row in range(first, stop - 1)]
        recorded = sum(gap for gap in gaps if 0 < gap <= 10)
        lasted, passed = end - float(laps.start[lap]), end - float(laps.start[opening])
        if stop > first:
            found.append((lap, own, longest, last, reached, lasted, passed, recorded, last_time))
    return LapTrack(*np.array(found).reshape(-1, len(LapTrack._fields)).T)


@pytest.mark.parametrize("seed", range(150))
def test_the_lap_track_is_what_a_plain_loop_gives(seed: int) -> None:
    subject = random_laps(seed)
    for name, column, by_loop in zip(LapTrack._fields, lap_track(subject), expected(subject), strict=True):
        assert_allclose(column, by_loop, atol=1e-6, err_msg=name)


def test_the_lap_track_of_no_laps_is_empty() -> None:
    subject = activity(Format.TCX, distance=[1, 2])
    assert all(len(column) == 0 for column in lap_track(subject))
