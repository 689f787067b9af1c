"""Check many random files: `cd tests && python -m proof --seed 1 --count 1000`.

Each seed stands for one file. A file that breaks a property is written to the folder of --keep, and the exit status is
1. The last lines say how often each function of the library was called, and which rules found nothing in any file.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path

import activitylint
from proof.properties import CALLS, FOUND
from proof.seeds import BrokenPropertyError, check


def main() -> int:
    """Check the seeds that the command line names; return the exit status."""
    options = _options()
    keep = Path(options.keep or tempfile.mkdtemp(prefix="proof-"))
    keep.mkdir(parents=True, exist_ok=True)
    failures = 0
    started = time.monotonic()
    files = 0
    for seed in range(options.seed, options.seed + options.count):
        if options.seconds and time.monotonic() - started > options.seconds:
            break
        files += 1
        try:
            check(seed)
        except BrokenPropertyError as failure:
            failures += 1
            path = keep / f"seed-{seed}-{Path(failure.file.name).name}"
            path.write_bytes(failure.file.data)
            cause = "".join(traceback.format_exception(failure.__cause__)[-3:])
            print(f"seed {seed}, {failure}\n{cause}{path}\n", flush=True)  # noqa: T201 -- a program
    total = ", ".join(f"{count:,} {name}" for name, count in sorted(CALLS.items()))
    seconds = time.monotonic() - started
    print(f"{files:,} files, {total}, {failures} failures, {seconds:.0f} s")  # noqa: T201 -- as above
    silent = [rule.code for rule in activitylint.catalogue() if rule.code not in FOUND]
    print(f"{len(FOUND)} rules found something; nothing was found by: {' '.join(silent)}")  # noqa: T201 -- as above
    return 1 if failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="proof", description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--count", type=int, default=1000, help="how many seeds")
    parser.add_argument("--seconds", type=int, default=0, help="start no new seed after this time; no limit by default")
    parser.add_argument("--keep", help="a folder for the files that break a property; a new one by default")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
