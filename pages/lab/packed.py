"""Values packed into a short text for an address: JSON, compressed, with a checksum, in letters that need no escape."""

import base64
import json
import zlib
from typing import Any

LARGEST = 2**17
"""How many bytes a packed value may have once it is unpacked."""
LONGEST_PACKED = 8000
"""The longest packed text in an address, in characters. Browsers and proxies carry at least so many."""


def pack(value: Any) -> str:
    """Pack a value that JSON can write."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")


def unpack(text: str) -> Any:
    """Unpack a value; it can be anything that JSON can write.

    Raises
    ------
    ValueError
        If the text is damaged, or the value larger than ``LARGEST`` bytes.
    """
    reader = zlib.decompressobj()
    try:
        plain = reader.decompress(
            base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True), LARGEST
        )
        value = json.loads(plain) if reader.eof else None
    except (ValueError, zlib.error, RecursionError) as wrong:  # ValueError is also what base64 and json raise
        raise ValueError("is damaged") from wrong
    if not reader.eof:
        raise ValueError("is cut short or too large")
    return value
