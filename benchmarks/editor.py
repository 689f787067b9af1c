"""How long an editor waits for the diagnostics of the language server, for files of three sizes.

    python -m benchmarks.editor

Prints a Markdown table. The times are from sending a message to the arrival of the answer, with everything between: the
wait for further changes, the threads, and the pipes. The processor time is that of the server for one change and its
diagnostics, which depends little on what else the machine does.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from lsprotocol import types  # noqa: E402 -- it needs the path set above

from lsp.client import connected  # noqa: E402
from rides import long_ride  # noqa: E402

_SIZES: Final = {"8 kB": 8_000, "1 MB": 1_000_000, "20 MB": 20_000_000}
_ROUNDS: Final = 15


def _processor_seconds(process: int) -> float:
    """The processor time of a process so far; NaN if this system does not say."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _measure(size: int) -> tuple[int, float, float, float, float]:
    """The bytes of a ride, and the seconds to open it, after a change, of the processor for that, and for a completion
    while it is checked.
    """
    each = len(long_ride(1_000)) / 1_000
    text = long_ride(max(int(size / each), 10)).decode()
    uri = "untitled:ride"
    position = types.Position(len(text.splitlines()) // 2, 0)
    changes, answers = [], []
    async with connected() as editor:
        started = time.perf_counter()
        editor.open(uri, text, language="gpx")
        await editor.diagnostics(uri, 1)
        opened = time.perf_counter() - started
        server = editor._server.pid if editor._server else 0  # noqa: SLF001 -- pygls does not tell it otherwise
        before = _processor_seconds(server)
        for version in range(2, 2 + _ROUNDS):
            change = types.TextDocumentContentChangePartial(types.Range(position, position), " ")
            started = time.perf_counter()
            editor.change(uri, version, change)
            await editor.text_document_completion_async(
                types.CompletionParams(types.TextDocumentIdentifier(uri), position)
            )
            answers.append(time.perf_counter() - started)
            await editor.diagnostics(uri, version)
            changes.append(time.perf_counter() - started)
        worked = (_processor_seconds(server) - before) / _ROUNDS
    return len(text.encode()), opened, statistics.median(changes), worked, statistics.median(answers)


def main() -> None:
    """Print the table."""
    print("| File | Bytes | Opened | After a change | Processor time of that | A completion meanwhile |")
    print("|---|---|---|---|---|---|")
    for name, size in _SIZES.items():
        count, *seconds = asyncio.run(_measure(size))
        print(f"| {name} | {count:,} | {' | '.join(f'{one * 1000:,.0f} ms' for one in seconds)} |")


if __name__ == "__main__":
    main()
