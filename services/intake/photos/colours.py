"""What the numbers of a picture mean: its colours as every screen shows them, in sRGB.

A telephone writes Display P3, a camera AdobeRGB, a printer's file CMYK, each with a profile that
says so. Profiles are not kept (they name devices and people), so the numbers are converted before
theirs is dropped: without it, red paint would turn to brick.
"""

from io import BytesIO
from typing import Final

from PIL import Image, ImageCms

_SPACES: Final = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}
"""Modes of a picture, and what a profile calls its space of colours (ICC.1:2022, 7.2.6)."""
_DEVICES: Final = frozenset(("scnr", "mntr", "prtr", "spac"))
"""Profiles that say what numbers look like; others link, name or change colours."""
_LARGEST_PROFILE: Final = 4 * 1024 * 1024
_UNUSABLE: Final = (ImageCms.PyCMSError, OSError, ValueError, TypeError, MemoryError)


def in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """The picture in sRGB, as mode RGB or L. `profile`: the ICC bytes that came with it, if any.

    A profile that is broken or belongs to another kind of picture says nothing: the numbers are
    then taken for what a picture without one holds.
    """
    if isinstance(profile, bytes) and 0 < len(profile) <= _LARGEST_PROFILE:
        try:
            return _converted(image, profile)
        except _UNUSABLE:
            pass
    return image if image.mode in ("RGB", "L") else image.convert("RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    """Raises one of _UNUSABLE where the profile does not fit."""
    given = ImageCms.ImageCmsProfile(BytesIO(profile))
    about = given.profile
    if about.xcolor_space != _SPACES[image.mode] or about.device_class not in _DEVICES:
        raise ValueError("a profile of other pictures")
    transform = ImageCms.buildTransform(
        given,
        ImageCms.createProfile("sRGB"),
        image.mode,
        "RGB",
        # What paper shows as white and black is white and black on a screen.
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    converted = ImageCms.applyTransform(image, transform)
    if converted is None:
        raise ValueError("nothing came of it")
    return converted
