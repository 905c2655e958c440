"""A picture from a stranger: checked before it is decoded, then drawn anew.

What is kept is a new JPEG made of the pixels alone, in sRGB. Nothing that a camera, a phone or a
sender wrote beside them (Exif, XMP, comments, colour profiles, embedded previews) comes along; the
place that Exif names is handed out separately, so that the reporter may be asked about it.
"""

import math
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from services.intake.photos.colours import in_srgb
from services.intake.photos.faults import (
    DamagedPicture,
    EmptyPicture,
    MovingPicture,
    NotAPicture,
    PictureTooHeavy,
    TooManyPixels,
)
from services.intake.photos.photo import LONGEST_EDGE_SMALL

LARGEST_PICTURE: Final = 15 * 1024 * 1024
"""Bytes as sent."""
MOST_PIXELS: Final = 50_000_000
LONGEST_EDGE: Final = 2048
"""Pixels of what is kept."""
_QUALITY: Final = 82
_QUALITY_SMALL: Final = 75
_PLAIN_MODES: Final = ("RGB", "L", "CMYK")
_GPS: Final = 0x8825
_ORIENTATION: Final = 0x0112
_UNREADABLE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    MemoryError,
    struct.error,
)
"""What decoders raise over broken input. Whatever it is, the picture is what is to blame."""
Blur = Callable[[Image.Image], Image.Image]
"""Makes faces and number plates unreadable: the picture, upright and in RGB, comes back at the same
size. What it raises reaches the sender as an error, and nothing is kept."""
_HEIF_BRANDS: Final = frozenset((b"heic", b"heix", b"heim", b"heis", b"mif1"))


@dataclass(frozen=True, slots=True)
class TakenAt:
    """Where a camera says that it was, WGS-84 degrees."""

    lat: float
    long: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture drawn anew. Both byte strings are baseline-compatible JPEG without metadata."""

    content: bytes
    small: bytes
    width: int
    """Of `content`, in pixels, the right way up."""
    height: int
    taken_at: TakenAt | None


def develop(content: bytes, pointer: str = "/file", blur: Blur | None = None) -> Picture:
    """The picture, drawn anew and blurred. Nothing is stored; MOST_PIXELS bounds the memory.

    Raises EmptyPicture, PictureTooHeavy, NotAPicture, TooManyPixels, MovingPicture or
    DamagedPicture, each naming `pointer`. Accepted by content, never by name: JPEG, PNG, WebP
    and HEIC. The pixels are counted from the header, before anything is decoded.
    """
    if not content:
        raise EmptyPicture(pointer)
    if len(content) > LARGEST_PICTURE:
        raise PictureTooHeavy(pointer)
    kind = kind_of(content)
    if kind is None:
        raise NotAPicture(pointer)
    with _opened(content, kind, pointer) as image:
        if kind != "HEIF" and getattr(image, "is_animated", False) and image.format != "MPO":
            raise MovingPicture(pointer)
        try:
            taken_at = _place_in(image)
            drawn = _drawn(image)
        except _UNREADABLE as error:
            raise DamagedPicture(pointer) from error
    if blur is not None:
        drawn = blur(drawn)
    return Picture(
        content=_encoded(drawn, _QUALITY),
        small=_encoded(_fitted(drawn, LONGEST_EDGE_SMALL), _QUALITY_SMALL),
        width=drawn.width,
        height=drawn.height,
        taken_at=taken_at,
    )


def kind_of(content: bytes) -> str | None:
    """Which of the accepted formats the first bytes are those of; none for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    # ISO/IEC 23008-12: the brands of still pictures coded with HEVC.
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return None


def _opened(content: bytes, kind: str, pointer: str) -> Image.Image:
    """The header only: nothing is decoded yet."""
    _ready()
    if kind == "HEIF":
        _ready_for_heif()
    try:
        image = Image.open(BytesIO(content), formats=(kind,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(pointer) from error
    except _UNREADABLE as error:
        raise DamagedPicture(pointer) from error
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixels(pointer)
    return image


@cache
def _ready() -> None:
    # Pillow only warns up to twice its limit; here that is an error, too.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)


@cache
def _ready_for_heif() -> None:
    # Loaded with the first picture of its kind: most processes never need the library.
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False)


def _place_in(image: Image.Image) -> TakenAt | None:
    """What Exif says; a broken one says nothing."""
    try:
        gps = image.getexif().get_ifd(_GPS)
        lat = _degrees(gps.get(2), gps.get(1), "S")
        long = _degrees(gps.get(4), gps.get(3), "W")
    except _UNREADABLE:
        return None
    possible = abs(lat) <= 90 and abs(long) <= 180
    # Cameras without a fix write zeros.
    return TakenAt(lat, long) if possible and (lat or long) else None


def _degrees(parts: object, reference: object, negative: str) -> float:
    """Degrees of three rationals (Exif 2.32, 4.6.6). Raises when they are none, or not finite."""
    if not isinstance(parts, tuple) or len(parts) != 3:
        raise ValueError
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        raise ValueError
    return round(-value if reference == negative else value, 6)


def _drawn(image: Image.Image) -> Image.Image:
    """The pixels, the right way up, opaque, in sRGB, at most LONGEST_EDGE long, nothing else."""
    orientation = image.getexif().get(_ORIENTATION, 1)
    # JPEG can be decoded at a half, a quarter or an eighth of its size: less memory, less time.
    image.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
    image.load()
    # Made small first: what is converted is bounded, whatever was sent.
    upright = in_srgb(_fitted(_opaque(image), LONGEST_EDGE), image.info.get("icc_profile"))
    if orientation in range(2, 9):
        upright.getexif()[_ORIENTATION] = orientation
        upright = ImageOps.exif_transpose(upright)
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    return clean


def _opaque(image: Image.Image) -> Image.Image:
    """On white paper, eight bits a channel, and still with the numbers that its profile explains:
    grey stays grey, ink stays ink."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey: converting would cut off everything but black.
        image = image.convert("I").point(lambda grey: grey / 256).convert("L")
        image.info.pop("transparency", None)
    grey = image.mode in ("1", "L", "LA", "La")
    if "A" in image.getbands() or "transparency" in image.info:
        layers = image.convert("LA" if grey else "RGBA")
        paper = Image.new("L" if grey else "RGB", layers.size, "white")
        paper.paste(layers.convert(paper.mode), mask=layers.getchannel("A"))
        return paper
    if image.mode in _PLAIN_MODES:
        return image
    return image.convert("L" if grey else "RGB")


def _fitted(image: Image.Image, edge: int) -> Image.Image:
    smaller = image.copy()
    smaller.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    return smaller


def _encoded(image: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
