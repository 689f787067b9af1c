"""List the objects below a prefix, page by page, in the stores that can do so whatever the folders are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

__all__ = ["flat_listing"]

_Entry = Mapping[str, Any]
_Page = tuple[Iterable[_Entry], str | None]
"""The entries of a page, with the key of an object as `name`, and what asks for the next page."""
_PER_PAGE: Final = 1_000


def flat_listing(package: str, files: Any, root: str) -> Iterator[_Entry] | None:
    """The objects below a bucket or a folder, sorted; None if the store can only list one folder after the other.

    Each entry is what the store says about an object, and has a name and a type as entries of fsspec have.

    Args:
        package: the one that provides the file system
        files: the file system
        root: the path of the bucket or the folder
    """
    page_of = _PAGES.get(package)
    return None if page_of is None else _entries(page_of, files, root)


def _entries(page_of: Callable[[Any, str, str, str | None], _Page], files: Any, root: str) -> Iterator[_Entry]:
    bucket, prefix, _ = files.split_path(root)
    prefix = f"{prefix.rstrip('/')}/" if prefix else ""
    after: str | None = None
    while True:
        page, after = page_of(files, bucket, prefix, after)
        for entry in page:
            if not entry["name"].endswith("/"):  # else it stands for a folder
                yield {**entry, "name": f"{bucket}/{entry['name']}", "type": "file"}
        if not after:
            return


def _s3(files: Any, bucket: str, prefix: str, after: str | None) -> _Page:
    token = {"ContinuationToken": after} if after else {}
    page = files.call_s3("list_objects_v2", Bucket=bucket, Prefix=prefix, MaxKeys=_PER_PAGE, **token)
    return [{**one, "name": one["Key"]} for one in page.get("Contents", ())], page.get("NextContinuationToken")


def _google(files: Any, bucket: str, prefix: str, after: str | None) -> _Page:
    query = {"prefix": prefix, "maxResults": _PER_PAGE, **({"pageToken": after} if after else {})}
    page = files.call("GET", "b/{}/o", bucket, **query, json_out=True)
    return [{**one, "size": int(one["size"])} for one in page.get("items", ())], page.get("nextPageToken")


def _azure(files: Any, bucket: str, prefix: str, after: str | None) -> _Page:
    from fsspec.asyn import sync  # noqa: PLC0415 -- only with the extra, and only for URLs

    async def page() -> _Page:
        container = files.service_client.get_container_client(bucket)
        blobs = container.list_blobs(name_starts_with=prefix, include=["metadata"], results_per_page=_PER_PAGE)
        pages = blobs.by_page(after)
        found = [blob async for blob in await anext(pages)]
        return [blob for blob in found if not _is_azure_folder(blob.metadata or {})], pages.continuation_token

    result: _Page = sync(files.loop, page)
    return result


def _is_azure_folder(metadata: Mapping[str, str]) -> bool:
    """True for an empty object that stands for a folder: the store marks it so, or adlfs did."""
    return any(name.lower() in {"hdi_isfolder", "is_directory"} and metadata[name] == "true" for name in metadata)


_PAGES: Final = {"s3fs": _s3, "gcsfs": _google, "adlfs": _azure}
