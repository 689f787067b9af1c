"""Builds the activity: scans the chain of files, and decodes the columns that rules read."""

from __future__ import annotations

import numpy as np

from activitylint.formats.fit import profile
from activitylint.formats.fit.chain import scan_chain
from activitylint.formats.fit.chained_files import ChainedFiles
from activitylint.formats.fit.contents import Contents
from activitylint.formats.fit.developer import FIELDS_LISTED, developer_fields, with_others
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
from activitylint.model.activity import Activity
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.fit import FitParts
from activitylint.model.format import Format

__all__ = ["read"]


def read(data: bytes) -> Activity:
    """Parse a FIT file, or a chain of them. Never raises: damage is noted as faults, and complete messages are kept."""
    chain = scan_chain(data)
    contents = Contents(data, chain.found, np.array(chain.first_messages or [0], dtype=np.int64))
    chain.found.known.clear()
    tables = MessageTables(contents)
    developer, developer_faults = developer_fields(contents, tables)
    set_messages = tables.table("set")
    strength_exercises = exercises(set_messages)
    session_rows = sessions(tables.table("session"))
    return Activity(
        format=Format.FIT,
        places=FitPlaces(data, tables),
        records=records(tables.table("record")),
        sessions=session_rows,
        laps=laps(tables.table("lap")),
        lengths=lengths(tables.table("length")),
        sets=sets(set_messages, strength_exercises),
        timer_events=timer_events(tables.table("event")),
        creator=creator(tables.table("file_id")),
        sport=sport(session_rows),
        faults=[*chain.faults, *_odd_fields(contents, tables), *_repeated_fields(contents, tables), *developer_faults],
        damaged=chain.damaged,
        fit=FitParts(
            files=ChainedFiles(data, chain.offsets, tables),
            messages=tables,
            counts=tables.counts,
            developer_fields=developer,
            profile_date=profile.profile_date(),
            exercises=strength_exercises,
            heart_rates=heart_rates(tables.table("hr")),
        ),
    )


def _odd_fields(contents: Contents, tables: MessageTables) -> list[Fault]:
    """Faults for fields that are read as bytes, because size and base type do not match.

    There is one per message name and field. The last one stands for all beyond the limit.
    """
    if not contents.definitions.have(lambda shape: shape.has_odd):
        return []
    definitions = contents.definitions.columns
    fields = definitions.fields
    rows, starts, key = definitions.by_field(np.concatenate((definitions.odd, definitions.retyped)))
    if not len(rows):
        return []
    first = rows[starts]
    listed = np.argsort(first)[:FIELDS_LISTED] if len(key) > FIELDS_LISTED else np.arange(len(key))
    ends = np.append(starts, len(rows))
    faults = []
    for group in listed.tolist():
        number, row = int(key[group]), int(first[group])
        count = int(contents.uses[fields.definition[rows[ends[group] : ends[group + 1]]]].sum())
        table = tables[tables.name_of(number >> 8)]
        name = profile.field_name(table.number, number & 0xFF)
        detail = {
            "message": table.name,
            "field": name,
            "size": int(fields.size[row]),
            "base_type": profile.base_type_name(int(fields.declared[row])),
        }
        if fields.base[row] != profile.SUBSTITUTE:
            detail["read_as"] = profile.base_type_name(int(fields.base[row]))
        place = Place(table.name, table.first_of(int(fields.definition[row])), name)
        faults.append(Fault(FaultKind.FIT_ODD_FIELD_SIZE, place, count=count, detail=detail))
    faults.sort(key=lambda fault: int(tables[fault.at.table].ordinal[fault.at.row]))
    return with_others(faults, len(key) - len(listed))


def _repeated_fields(contents: Contents, tables: MessageTables) -> list[Fault]:
    """Fields that a definition names twice: one fault for each message name and field."""
    if not contents.definitions.have(lambda shape: shape.has_repeated):
        return []
    fields = contents.definitions.columns.repeated
    key = contents.definitions.number[fields.definition].astype(np.uint32) << 8 | fields.number
    key, first = np.unique(key, return_index=True)
    faults = []
    for number, row in zip(key[:FIELDS_LISTED].tolist(), first.tolist(), strict=False):
        table = tables[tables.name_of(number >> 8)]
        name = profile.field_name(table.number, number & 0xFF)
        place = Place(table.name, table.first_of(int(fields.definition[row])), name)
        detail = {"message": table.name, "field": name}
        faults.append(Fault(FaultKind.FIT_REPEATED_FIELD, place, detail=detail))
    return with_others(faults, len(key) - len(faults))
