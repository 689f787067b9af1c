"""Fuzz one target: `python tests/fuzz/run.py fit --runs 100000 --seed 1`.

It needs atheris (`pip install -e '.[fuzz]'`), which exists for CPython on Linux, unless you use --blind. An input that
breaks a property is written to the folder of --keep, and the exit status is not 0. The last line shows the number of
runs in total and per second.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

_NAMES: Final = (
    *("fit", "tcx", "gpx", "json", "gzip", "settings", "baseline"),
    *("fix-fit", "fix-tcx", "fix-gpx", "fix-json"),
)
_SECONDS: Final = 20
"""An input that takes longer is a failure."""
_MEGABYTES: Final = 2_000
"""A process that needs more memory is a failure too; the inputs have only a few kilobytes."""


def main() -> int:
    """Fuzz the target that the command line names. In an instrumented run, libFuzzer ends the process."""
    options = _options()
    keep = Path(options.keep)
    (keep / "corpus").mkdir(parents=True, exist_ok=True)
    return _blind(options, keep) if options.blind else _instrumented(options, keep)


def _blind(options: argparse.Namespace, keep: Path) -> int:
    from fuzz import blind  # noqa: PLC0415 -- an instrumented run must import this under atheris
    from fuzz.targets import TARGETS, starts  # noqa: PLC0415 -- as above

    target = TARGETS[options.target]
    blind.confine(_MEGABYTES)
    kept = (path.read_bytes() for path in sorted((keep / "corpus").iterdir()))
    found = blind.fuzz(
        target,
        target.parse if options.parse else target.whole,
        (data for data in (*starts(options.target), *kept) if len(data) <= options.longest),
        keep,
        limits=blind.Limits(_SECONDS, options.longest),
        seed=options.seed,
        runs=options.runs,
        seconds=options.seconds,
    )
    return 1 if found else 0


def _instrumented(options: argparse.Namespace, keep: Path) -> int:
    if find_spec("atheris") is None:
        print("fuzzing is skipped: atheris is not installed (pip install -e '.[fuzz]'; CPython on Linux)")  # noqa: T201
        return 0
    import atheris  # noqa: PLC0415 -- an extra

    with atheris.instrument_imports(include=["activitylint"]):
        from fuzz.targets import TARGETS, starts  # noqa: PLC0415 -- what is imported here is instrumented

    target = TARGETS[options.target]
    seeds = keep / "seeds"
    seeds.mkdir(exist_ok=True)
    for number, data in enumerate(starts(options.target)):
        (seeds / f"{number:04}").write_bytes(data)
    words = keep / "dictionary"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.dictionary), encoding="ascii")
    arguments = [
        sys.argv[0],
        *(f"-runs={options.runs}", f"-seed={options.seed}", f"-max_total_time={options.seconds}"),
        *(f"-max_len={options.longest}", f"-timeout={_SECONDS}", f"-rss_limit_mb={_MEGABYTES}"),
        *(f"-artifact_prefix={keep}/", "-print_final_stats=1"),
        *([f"-dict={words}"] if target.dictionary else []),
        *(str(keep / "corpus"), str(seeds)),
    ]
    mutator = target.mutator

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        assert mutator is not None
        return mutator(data, most, random.Random(seed).randrange(1 << 30), atheris.Mutate)

    check = target.parse if options.parse else target.whole

    def called(data: bytes) -> None:
        check(data)  # returns nothing, because libFuzzer interprets the return value

    atheris.Setup(arguments, called, **({"custom_mutator": mutated} if mutator else {}))
    atheris.Fuzz()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("target", choices=_NAMES)
    parser.add_argument("--runs", type=int, default=-1, help="how many inputs to try; no limit by default")
    parser.add_argument("--seconds", type=int, default=0, help="how long to run; no limit by default")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same inputs")
    parser.add_argument("--parse", action="store_true", help="skip the rules (and unsafe fixes), which is faster")
    parser.add_argument(
        "--blind", action="store_true", help="do not instrument, start from the corpus of --keep; faster"
    )
    parser.add_argument("--longest", type=int, default=8192, help="the largest size of an input in bytes")
    parser.add_argument("--keep", help="a folder for failing inputs and the corpus; a new one by default")
    options = parser.parse_args()
    options.keep = options.keep or tempfile.mkdtemp(prefix=f"fuzz-{options.target}-")
    return options


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    sys.exit(main())
