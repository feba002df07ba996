"""Packs files as tests need them packed: gzip, zstd, zip, tar and the pairs of them."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

import pyarrow as pa

from core.sources.entries import expand, from_bytes


def zstd(data):
    return pa.Codec("zstd").compress(data, asbytes=True)


def tarred(members, **options):
    """Give the bytes of a tar; members are (name, data)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", **options) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def zipped(members):
    """Give the bytes of a zip; members are (name, data)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


WRAPPINGS = {
    "gzip": lambda files: [(f"{name}.gz", gzip.compress(data)) for name, data in files],
    "zstd": lambda files: [(f"{name}.zst", zstd(data)) for name, data in files],
    "zip": lambda files: [("a.zip", zipped(files))],
    "tar": lambda files: [("a.tar", tarred(files))],
    "tar.gz": lambda files: [("a.tar.gz", gzip.compress(tarred(files)))],
    "tar.zst": lambda files: [("a.tar.zst", zstd(tarred(files)))],
}


def opened(*given):
    """Expand (name, bytes) pairs and paths; give the entries, and what was refused."""
    refused = []
    items = [from_bytes(*item) if isinstance(item, tuple) else item for item in given]
    return expand(items, lambda name, why: refused.append((name, why))), refused


def contents(*given):
    """Expand (name, bytes) pairs and paths; give all contents by name, and what was refused."""
    found, refused = opened(*given)
    read = {}
    for entry in found:
        with entry.open() as stream:
            read[entry.name] = stream.read()
    return read, refused
