"""Colour profiles for tests, built here byte by byte (ICC.1:2022)."""

import struct
from collections.abc import Mapping, Sequence

Triple = tuple[float, float, float]
_WHITE: Triple = (0.9642, 1.0, 0.8249)
"""D50, in which every profile speaks."""
P3: Sequence[Triple] = (
    (0.5151, 0.2412, -0.0011),
    (0.2919, 0.6922, 0.0419),
    (0.1572, 0.0666, 0.7841),
)
ADOBE: Sequence[Triple] = (
    (0.6097, 0.3111, 0.0195),
    (0.2053, 0.6257, 0.0609),
    (0.1492, 0.0632, 0.7446),
)
SRGB: Sequence[Triple] = (
    (0.4361, 0.2225, 0.0139),
    (0.3851, 0.7169, 0.0971),
    (0.1431, 0.0606, 0.7141),
)


def of_light(primaries: Sequence[Triple], gamma: float | None = None) -> bytes:
    """A screen or a camera: red, green and blue as XYZ; without a gamma the curve of sRGB."""
    curve = _srgb_curve() if gamma is None else _power(gamma)
    light = {
        b"rXYZ": _xyz(primaries[0]),
        b"gXYZ": _xyz(primaries[1]),
        b"bXYZ": _xyz(primaries[2]),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    return _profile(b"mntr", b"RGB ", b"XYZ ", light)


def of_grey(gamma: float) -> bytes:
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": _power(gamma)})


def of_ink(corners: Mapping[tuple[int, int, int, int], Triple]) -> bytes:
    """A printer: what full inks (cyan, magenta, yellow, black; 0 or 1 each) look like, as L*a*b*.
    Whatever is not named is black."""
    grid = bytearray()
    for number in range(16):
        inks = (number >> 3 & 1, number >> 2 & 1, number >> 1 & 1, number & 1)
        light, a, b = corners.get(inks, (0.0, 0.0, 0.0))
        grid += bytes((round(light * 2.55), round(a + 128), round(b + 128)))
    straight = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 if at % 4 == 0 else 0 for at in range(9)))
    table = (
        b"mft1"
        + bytes(4)
        + bytes((4, 3, 2, 0))
        + matrix
        + straight * 4
        + bytes(grid)
        + straight * 3
    )
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": table, b"A2B1": table})


def _profile(kind: bytes, space: bytes, through: bytes, tags: Mapping[bytes, bytes]) -> bytes:
    every = {b"desc": _text(b"desc"), b"cprt": _text(b"text"), b"wtpt": _xyz(_WHITE), **tags}
    directory, body = struct.pack(">I", len(every)), b""
    start = 128 + 4 + 12 * len(every)
    for name, content in every.items():
        directory += name + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    size = 128 + len(directory) + len(body)
    header = struct.pack(">I4xI", size, 0x02400000) + kind + space + through
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _fixed(_WHITE)
    return header.ljust(128, b"\0") + directory + body


def _text(kind: bytes) -> bytes:
    words = b"invented\0"
    if kind == b"text":
        return b"text" + bytes(4) + words
    return b"desc" + bytes(4) + struct.pack(">I", len(words)) + words + bytes(78)


def _xyz(value: Triple) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(value)


def _fixed(value: Triple) -> bytes:
    return struct.pack(">3i", *(round(each * 65536) for each in value))


def _power(gamma: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256))


def _srgb_curve() -> bytes:
    steps = [_linear(at / 1023) for at in range(1024)]
    return (
        b"curv"
        + bytes(4)
        + struct.pack(">I", 1024)
        + struct.pack(">1024H", *(round(each * 65535) for each in steps))
    )


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
