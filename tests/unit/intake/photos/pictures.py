"""Pictures for tests, drawn here, and what their bytes hold."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

from PIL import Image

HEIC = Path(__file__).with_name("phone.heic")
"""96 × 64 pixels, left half red, right half blue; its Exif names 29.875, 121.55."""
_GPS = 0x8825


def drawn(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    return image.convert(mode)


def jpeg(image: Image.Image | None = None, **options: object) -> bytes:
    return encoded(image or drawn(), "JPEG", **options)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def exif(orientation: int = 1, place: tuple[float, float] | None = None) -> bytes:
    """Exif as a camera writes it: maker, orientation and, if wanted, where it was."""
    written = Image.Exif()
    written[0x010F] = "A camera of somebody"
    written[0x0112] = orientation
    if place is not None:
        north, east = place
        written.get_ifd(_GPS).update(
            {
                1: "N" if north >= 0 else "S",
                2: (abs(north), 0.0, 0.0),
                3: "E" if east >= 0 else "W",
                4: (abs(east), 0.0, 0.0),
            }
        )
    return written.tobytes()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes whose header promises any number of pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(1000)))
        + _chunk(b"IEND", b"")
    )


def segments(content: bytes) -> list[int]:
    """The markers of a JPEG up to its pixels, by walking through its bytes (ITU-T T.81, B.1)."""
    assert content[:2] == b"\xff\xd8"
    found, at = [], 2
    while True:
        assert content[at] == 0xFF
        marker = content[at + 1]
        found.append(marker)
        if marker == 0xDA:
            return found
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")


def _chunk(kind: bytes, body: bytes) -> bytes:
    checked = kind + body
    return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))
