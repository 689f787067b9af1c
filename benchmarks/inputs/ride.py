"""The ride in all generated files: columns computed by arithmetic, the same on each machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["START", "Ride", "ride"]

START: Final = 1_772_352_000
"""2026-03-01T08:00:00Z in seconds since 1970-01-01 UTC: before the clock of the benchmarks."""

Column = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ride:
    """One row per second.

    Units: seconds since 1970-01-01 UTC, degrees, metres, metres a second, beats and turns a minute, watts, degrees
    Celsius.
    """

    time: Column
    latitude: Column
    longitude: Column
    altitude: Column
    distance: Column
    speed: Column
    heartrate: Column
    cadence: Column
    power: Column
    temperature: Column

    def __len__(self) -> int:
        return len(self.time)


def ride(records: int, *, wild: bool = False) -> Ride:
    """A ride on the open sea, one record per second.

    wild: every tenth value of every stream is one that a rule has something to say about, so that the rules also have
    to name rows.
    """
    second = np.arange(records, dtype=np.float64)
    speed = 7.0 + 2.0 * np.sin(second / 97)
    distance = np.cumsum(speed) - speed[:1]
    # A rosette around one spot, which stays in the hemisphere for any number of records.
    angle = distance / 20_000
    made = Ride(
        time=START + second,
        latitude=30.0 + 0.17 * np.sin(angle) * np.cos(angle / 7),
        longitude=-40.0 + 0.19 * np.sin(angle) * np.sin(angle / 7),
        altitude=120.0 + 60 * np.sin(second / 1231),
        distance=distance,
        speed=speed,
        heartrate=np.round(140 + 25 * np.sin(second / 311)),
        cadence=np.round(85 + 8 * np.sin(second / 61)),
        power=np.round(200 + 80 * np.sin(second / 41)),
        temperature=np.round(14 + 6 * np.sin(second / 5003)),
    )
    if wild:
        _spoil(made)
    return made


def _spoil(made: Ride) -> None:
    made.time[1::10] -= 100
    made.latitude[2::10] = 0
    made.longitude[2::10] = 0
    made.latitude[3::10] += 5
    made.altitude[4::10] = 12_000
    made.distance[5::10] -= 5_000
    np.maximum(made.distance, 0, out=made.distance)
    made.speed[6::10] = 60
    made.heartrate[7::10] = 0
    made.heartrate[8::20] = 255
    made.cadence[8::10] = 255
    made.power[9::10] = 5_000
    made.temperature[::10] = 100
