"""Unpacking originals: what comes out is what went in, or nothing."""

from collections.abc import Callable
from hashlib import sha256

from zstandard import ZstdDecompressor, ZstdError


def unpacker() -> Callable[[bytes | None, int, str], bytes | None]:
    """A function of the compressed bytes (Zstandard), the size and the SHA-256 (hex) of an original.

    It gives the bytes; None if they are not those that the digest names. Each thread needs one of its own.
    """
    decompress = ZstdDecompressor().decompress

    def unpack(packed: bytes | None, size: int, digest: str) -> bytes | None:
        try:
            data = decompress(packed or b"", max_output_size=max(size, 1))
        except ZstdError:
            return None
        return data if sha256(data).hexdigest() == digest else None

    return unpack
