"""How to speak of elements that have no namespace."""

from __future__ import annotations

from activitylint.model.activity import Activity
from activitylint.model.faults import Fault

__all__ = ["lost_namespace"]


def lost_namespace(activity: Activity, fault: Fault) -> tuple[str, str]:
    """The clause and the help for a LOST_NAMESPACE fault."""
    element = fault.detail["element"]
    document = activity.document
    if document is None or document.declared_prefixes.get("") == document.root[0]:
        clause = f'<{element}> has no namespace (xmlns="")'
        return clause, f'Remove xmlns="" from <{element}>, so that it has the namespace of the root element.'
    prefix = next(
        (prefix for prefix, namespace in document.declared_prefixes.items() if namespace == document.root[0]), ""
    )
    return f"<{element}> has no namespace", f"Write <{prefix}:{element}>, as you write the root element."
