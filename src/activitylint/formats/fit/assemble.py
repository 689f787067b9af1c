"""Bytes in, Activity out: the chain of files is scanned, and what rules read becomes columns."""

from __future__ import annotations

from activitylint.activity import Activity, Fault, FaultKind, FitFile, FitParts, Format, Place
from activitylint.formats.fit import profile
from activitylint.formats.fit.chain import Chain, scan_chain
from activitylint.formats.fit.contents import Contents
from activitylint.formats.fit.developer import developer_fields
from activitylint.formats.fit.hr import heart_rates
from activitylint.formats.fit.messages import MessageTables
from activitylint.formats.fit.places import FitPlaces
from activitylint.formats.fit.tables import (
    creator,
    exercises,
    laps,
    lengths,
    records,
    sessions,
    sets,
    sport,
    timer_events,
)
from activitylint.formats.fit.values import integers

__all__ = ["read"]


def read(data: bytes) -> Activity:
    """The activity in a FIT file, or in a chain of them; any bytes give one.

    What is damaged is a fault, and what is whole is kept.
    """
    chain = scan_chain(data)
    contents = Contents(data, chain.found, [file.first_message for file in chain.files] or [0])
    tables = MessageTables(contents)
    developer, developer_faults = developer_fields(contents, tables)
    strength_exercises = exercises(tables.table("set"))
    session_rows = sessions(tables.table("session"))
    return Activity(
        format=Format.FIT,
        places=FitPlaces(data, tables),
        records=records(tables.table("record")),
        sessions=session_rows,
        laps=laps(tables.table("lap")),
        lengths=lengths(tables.table("length")),
        sets=sets(tables.table("set"), strength_exercises),
        timer_events=timer_events(tables.table("event")),
        creator=creator(tables.table("file_id")),
        sport=sport(session_rows),
        faults=[*chain.faults, *_odd_fields(contents, tables), *developer_faults],
        damaged=chain.damaged,
        fit=FitParts(
            files=_files(chain, contents, tables),
            messages=tables,
            developer_fields=developer,
            profile_date=profile.profile_date(),
            exercises=strength_exercises,
            heart_rates=heart_rates(tables.table("hr")),
        ),
    )


def _files(chain: Chain, contents: Contents, tables: MessageTables) -> list[FitFile]:
    file_id = tables.table("file_id")
    types: dict[int, tuple[int | None, str | None]] = {}
    for file, number in zip(file_id.file.tolist(), integers(file_id.column("type")), strict=True):
        if file not in types:
            types[file] = number, None if number is None else profile.enum_name("file", number)
    starts = [file.first_message for file in chain.files]
    ends = [*starts[1:], len(contents)][: len(starts)]
    files = []
    for ordinal, (file, end) in enumerate(zip(chain.files, ends, strict=True)):
        header = file.header
        number, name = types.get(ordinal, (None, None))
        first = None
        if end > file.first_message:
            first = tables.name_of(int(contents.definitions.number[contents.definition[file.first_message]]))
        files.append(
            FitFile(
                offset=header.offset,
                header_size=header.size,
                data_size=header.data_size,
                protocol=header.protocol,
                profile=header.profile,
                type=number,
                type_name=name,
                messages=end - file.first_message,
                first_message=first,
            )
        )
    return files


def _odd_fields(contents: Contents, tables: MessageTables) -> list[Fault]:
    """Fields that are read as bytes since size and base type do not fit: one fault a message name and field."""
    fields = contents.definitions.fields.take(contents.definitions.odd)
    found: dict[tuple[int, int], list[int]] = {}
    for row, (definition, number) in enumerate(zip(fields.definition.tolist(), fields.number.tolist(), strict=True)):
        found.setdefault((int(contents.definitions.number[definition]), number), []).append(row)
    faults = []
    for (message, number), rows in found.items():
        table = tables[tables.name_of(message)]
        name = profile.field_name(message, number)
        detail = {
            "message": table.name,
            "field": name,
            "size": int(fields.size[rows[0]]),
            "base_type": profile.base_type_name(int(fields.declared[rows[0]])),
        }
        place = Place(table.name, table.first_of(int(fields.definition[rows[0]])), name)
        count = sum(int(contents.uses[fields.definition[row]]) for row in rows)
        faults.append(Fault(FaultKind.FIT_ODD_FIELD_SIZE, place, count=count, detail=detail))
    return faults
