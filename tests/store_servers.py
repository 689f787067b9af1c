"""Servers on this computer that are stores for the tests: S3 (moto), Google (gcp-storage-emulator) and Azure (azurite).

Each is reached through a `Front`, which counts what it is asked and can forbid some objects.
"""

from __future__ import annotations

import http.client
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

SECRET = "swordfish"
FORBIDDEN = "forbidden"
"""An object with this in its name must not be read."""
_HOP_BY_HOP = {"connection", "content-length", "transfer-encoding", "keep-alive"}
_ACCOUNT = "devstoreaccount1"
# The well-known key of the emulator, with which everyone signs in.
_AZURE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


@dataclass
class Store:
    """A store with an empty bucket `rides`.

    Attributes:
        scheme: that of its URLs
        listing, reading: the request that lists the bucket, and the one that reads an object, whose name is appended
        put: write an object
        requests: what the server was asked so far, such as `GET /rides`
        secret: what gives access, and so must never be shown
        has_pages: whether the server lists as many objects as it is asked to
    """

    scheme: str
    listing: str
    reading: str
    put: Callable[[str, bytes], object]
    secret: str
    requests: Counter[str] = field(default_factory=Counter)
    has_pages: bool = True


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """Say nothing of a client that has closed the connection."""


class Front:
    """Forwards requests to a server; see the module."""

    def __init__(self, port: int, refusal: bytes) -> None:
        self.requests: Counter[str] = Counter()
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self) -> None:
                path = unquote(urlsplit(self.path).path)
                front.requests[f"{self.command} {path}"] += 1
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if FORBIDDEN in path and self.command in {"GET", "HEAD"}:
                    self.answer(403, {}, refusal)
                    return
                with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as server:
                    server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                    for name, value in self.headers.items():
                        server.putheader(name, value)
                    server.endheaders(body)
                    answer = server.getresponse()
                    headers = {name: value for name, value in answer.getheaders() if name.lower() not in _HOP_BY_HOP}
                    size = answer.getheader("Content-Length") if self.command == "HEAD" else None
                    self.answer(answer.status, headers, answer.read(), size)

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = forward  # noqa: N815 -- the names of http.server

            def answer(self, status: int, headers: dict[str, str], body: bytes, size: str | None = None) -> None:
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", size or str(len(body)))
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator[str]:
        """The address of this server, as long as it runs."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        try:
            yield self.url
        finally:
            self._server.shutdown()
            self._server.server_close()


@contextmanager
def s3(monkeypatch: pytest.MonkeyPatch, _: Path) -> Iterator[Store]:
    """S3, without a check of what is signed."""
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")
    server_of = pytest.importorskip("moto.server", reason="moto is not installed")
    boto3 = pytest.importorskip("boto3", reason="moto is not installed")
    server = server_of.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    for backend in pytest.importorskip("moto.s3.models", reason="moto is not installed").s3_backends.values():
        backend.reset()
    front = Front(server.get_host_and_port()[1], b"<Error><Code>AccessDenied</Code><Message>No</Message></Error>")
    with front.running() as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", f"{SECRET}-id")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", f"{SECRET}-key")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        s3fs.S3FileSystem.clear_instance_cache()
        client = boto3.client("s3")
        client.create_bucket(Bucket="rides")

        def put(name: str, data: bytes) -> None:
            client.put_object(Bucket="rides", Key=name, Body=data)

        yield Store("s3", "GET /rides", "GET /rides/", put, SECRET, front.requests)
    server.stop()


@contextmanager
def google(monkeypatch: pytest.MonkeyPatch, _: Path) -> Iterator[Store]:
    """Google Cloud Storage, which needs no credentials here."""
    monkeypatch.setenv("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")  # read by the import; the server does not have it
    gcsfs = pytest.importorskip("gcsfs", reason="gcsfs is not installed")
    emulator = pytest.importorskip("gcp_storage_emulator.server", reason="gcp-storage-emulator is not installed")
    server = emulator.create_server("127.0.0.1", 0, in_memory=True, default_bucket="rides")
    server.start()
    port = server._api._httpd.server_port
    front = Front(port, b'{"error": {"code": 403, "message": "no storage.objects.get access"}}')
    with front.running() as url:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", url)
        monkeypatch.setenv("NO_GCE_CHECK", "true")  # else the package looks for a machine of Google
        gcsfs.GCSFileSystem.clear_instance_cache()
        files = gcsfs.GCSFileSystem()
        yield Store(
            "gs",
            "GET /storage/v1/b/rides/o",
            "GET /download/storage/v1/b/rides/o/",
            lambda name, data: files.pipe_file(f"rides/{name}", data),
            SECRET,
            front.requests,
            has_pages=False,
        )
    server.stop()


@contextmanager
def azure(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Store]:
    """Azure's blobs, with an account and its key."""
    adlfs = pytest.importorskip("adlfs", reason="adlfs is not installed")
    blob = pytest.importorskip("azure.storage.blob", reason="adlfs is not installed")
    program = shutil.which("azurite-blob")
    if program is None:
        pytest.skip("azurite is not installed")
    words = [program, "--blobPort", "0", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            port = next(line.rpartition(":")[2] for line in server.stdout if "successfully listens" in line)
            threading.Thread(target=server.stdout.read, daemon=True).start()
            front = Front(
                int(port), b"<Error><Code>AuthorizationPermissionMismatch</Code><Message>No</Message></Error>"
            )
            with front.running() as url:
                access = f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_AZURE_KEY}"
                access += f";BlobEndpoint={url}/{_ACCOUNT}"
                monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", access)
                adlfs.AzureBlobFileSystem.clear_instance_cache()
                with blob.ContainerClient.from_connection_string(access, "rides") as container:
                    container.create_container()

                    def put(name: str, data: bytes) -> None:
                        container.upload_blob(name, data, overwrite=True)

                    path = f"GET /{_ACCOUNT}/rides"
                    yield Store("az", path, f"{path}/", put, _AZURE_KEY, front.requests)
        finally:
            server.terminate()


SERVERS = {"s3": s3, "gs": google, "az": azure}
