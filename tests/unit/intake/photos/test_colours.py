"""Pictures come to look on every screen as they looked to who took them."""

from io import BytesIO

import pytest
from PIL import Image

from services.intake.photos import picture
from services.intake.photos.colours import in_srgb
from services.intake.photos.picture import Picture, develop
from tests.unit.intake.photos.pictures import HEIC, encoded, jpeg
from tests.unit.intake.photos.profiles import ADOBE, P3, SRGB, of_grey, of_ink, of_light

Colour = tuple[int, ...]
_PAPER = {(0, 0, 0, 0): (100.0, 0.0, 0.0)}
_INK = of_ink({**_PAPER, (1, 0, 0, 0): (88.0, -79.0, 81.0)})
"""A printer whose "cyan" is green: whoever takes its numbers for plain cyan is seen to."""


def plain(mode: str, colour: Colour | int) -> Image.Image:
    return Image.new(mode, (64, 48), colour)


def shown(done: Picture) -> list[Colour]:
    """The middle of what is kept, large and small."""
    found = []
    for content in (done.content, done.small):
        image = Image.open(BytesIO(content))
        assert image.mode == "RGB"
        assert "icc_profile" not in image.info
        found.append(image.getpixel((image.width // 2, image.height // 2)))
    return found  # type: ignore[return-value]


def near(colour: Colour, wanted: Colour, by: int = 3) -> bool:
    return all(abs(one - other) <= by for one, other in zip(colour, wanted, strict=True))


_BRICK = (234, 51, 35)
_TRANSPARENT = (*_BRICK, 255)
_PALETTE = plain("RGB", _BRICK).convert("P", palette=Image.Palette.ADAPTIVE)
_PICTURES = {
    "a telephone's red": (jpeg(plain("RGB", _BRICK), icc_profile=of_light(P3)), (255, 0, 0)),
    "the same as PNG": (
        encoded(plain("RGB", _BRICK), "PNG", icc_profile=of_light(P3)),
        (255, 0, 0),
    ),
    "the same as WebP": (
        encoded(plain("RGB", _BRICK), "WEBP", lossless=True, icc_profile=of_light(P3)),
        (255, 0, 0),
    ),
    "the same with an opaque layer": (
        encoded(plain("RGBA", _TRANSPARENT), "PNG", icc_profile=of_light(P3)),
        (255, 0, 0),
    ),
    "the same of few colours": (
        encoded(_PALETTE, "PNG", icc_profile=of_light(P3)),
        (255, 0, 0),
    ),
    "a camera's green": (
        jpeg(plain("RGB", (144, 255, 60)), icc_profile=of_light(ADOBE, 563 / 256)),
        (0, 255, 0),
    ),
    "a camera's half tones": (
        jpeg(plain("RGB", (110, 120, 130)), icc_profile=of_light(ADOBE, 563 / 256)),
        (104, 120, 131),
    ),
    "sRGB that says so": (jpeg(plain("RGB", _BRICK), icc_profile=of_light(SRGB)), _BRICK),
    "no word about it": (jpeg(plain("RGB", _BRICK)), _BRICK),
    "a printer's ink": (jpeg(plain("CMYK", (255, 0, 0, 0)), icc_profile=_INK), (9, 254, 0)),
    "a printer's paper": (jpeg(plain("CMYK", (0, 0, 0, 0)), icc_profile=_INK), (255, 255, 255)),
    "ink without a word": (jpeg(plain("CMYK", (255, 0, 0, 0))), (0, 255, 255)),
    "grey of another curve": (jpeg(plain("L", 128), icc_profile=of_grey(1.0)), (188, 188, 188)),
    "grey as PNG": (
        encoded(plain("L", 128), "PNG", icc_profile=of_grey(1.0)),
        (188, 188, 188),
    ),
    "grey with a layer": (
        encoded(plain("LA", (128, 255)), "PNG", icc_profile=of_grey(1.0)),
        (188, 188, 188),
    ),
    "sixteen bits of grey": (
        encoded(plain("I;16", 128 * 256), "PNG", icc_profile=of_grey(1.0)),
        (188, 188, 188),
    ),
    "grey without a word": (jpeg(plain("L", 128)), (128, 128, 128)),
    "black and white": (encoded(plain("1", 1), "PNG", icc_profile=of_grey(1.0)), (255, 255, 255)),
}


@pytest.mark.parametrize("name", _PICTURES)
def test_a_picture_is_kept_in_the_colours_that_its_profile_meant(name: str) -> None:
    content, wanted = _PICTURES[name]
    large, small = shown(develop(content))
    assert near(large, wanted), large
    assert near(small, wanted), small


_BROKEN = {
    "no profile at all": b"not a profile",
    "an empty one": b"",
    "one cut short": of_light(P3)[:200],
    "one whose numbers lie": of_light(P3)[:140] + b"\xff" * 60 + of_light(P3)[200:],
    "one of other pictures": of_grey(1.0),
    "one of ink": _INK,
    "one that links devices": of_light(P3)[:12] + b"link" + of_light(P3)[16:],
    "one too large to be one": of_light(P3) + bytes(5 * 1024 * 1024),
}


@pytest.mark.parametrize("name", _BROKEN)
def test_a_profile_that_says_nothing_usable_leaves_the_picture_as_it_is(name: str) -> None:
    done = develop(jpeg(plain("RGB", _BRICK), icc_profile=_BROKEN[name]))
    assert all(near(colour, _BRICK) for colour in shown(done))


def test_a_telephone_s_own_kind_of_picture_is_converted_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = picture._opened

    def with_profile(content: bytes, kind: str, pointer: str) -> Image.Image:
        image = opened(content, kind, pointer)
        image.info["icc_profile"] = of_light(P3)
        return image

    [as_sent, _] = shown(develop(HEIC.read_bytes()))
    monkeypatch.setattr(picture, "_opened", with_profile)
    [converted, _] = shown(develop(HEIC.read_bytes()))
    assert as_sent != converted


def test_a_clear_corner_stays_paper_white() -> None:
    clear = encoded(plain("RGBA", (234, 51, 35, 0)), "PNG", icc_profile=of_light(P3))
    assert all(near(colour, (255, 255, 255)) for colour in shown(develop(clear)))


def test_a_large_picture_is_converted_when_it_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def measured(image: Image.Image, profile: object) -> Image.Image:
        sizes.append(max(image.size))
        return in_srgb(image, profile)

    monkeypatch.setattr(picture, "in_srgb", measured)
    develop(encoded(Image.new("RGB", (4000, 3000), _BRICK), "PNG", icc_profile=of_light(P3)))
    assert sizes == [2048]
