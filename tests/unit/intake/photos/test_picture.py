"""What is taken as a picture, what is refused by which rule, and what is left of one."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from services.intake.photos import picture
from services.intake.photos.faults import (
    DamagedPicture,
    EmptyPicture,
    MovingPicture,
    NotAPicture,
    PictureTooHeavy,
    TooManyPixels,
)
from services.intake.photos.picture import Picture, TakenAt, develop
from tests.unit.intake.photos.pictures import (
    HEIC,
    drawn,
    encoded,
    exif,
    jpeg,
    png_claiming,
    segments,
)

_SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
_EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 500
_ELF = b"\x7fELF\x02\x01\x01" + b"\x00" * 500


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def colours(done: Picture) -> tuple[str, str]:
    """What is on the left and what is on the right."""
    image = opened(done.content)
    pixels = [
        image.getpixel((x, image.height // 2)) for x in (image.width // 8, image.width * 7 // 8)
    ]
    left, right = (_colour(pixel) for pixel in pixels)
    return left, right


def _colour(pixel: object) -> str:
    assert isinstance(pixel, tuple)
    return "red" if pixel[0] > pixel[2] else "blue"


def turned_by(orientation: int) -> Picture:
    return develop(jpeg(exif=exif(orientation)))


_REFUSED = {
    "empty": (b"", EmptyPicture),
    "thirty megabytes": (jpeg() + bytes(30 * 1024 * 1024), PictureTooHeavy),
    "a bomb": (png_claiming(50_000, 50_000), TooManyPixels),
    "81 megapixels": (png_claiming(9_000, 9_000), TooManyPixels),
    "just too many pixels": (png_claiming(7_072, 7_072), TooManyPixels),
    "svg with script": (_SVG, NotAPicture),
    "renamed executable": (_EXECUTABLE, NotAPicture),
    "renamed program": (_ELF, NotAPicture),
    "pdf": (b"%PDF-1.7\n", NotAPicture),
    "gif": (b"GIF89a" + bytes(50), NotAPicture),
    "bmp": (b"BM" + bytes(100), NotAPicture),
    "avif": (b"\x00\x00\x00\x1cftypavif" + bytes(100), NotAPicture),
    "truncated jpeg": (jpeg(drawn(800, 600))[:4000], DamagedPicture),
    "truncated header": (jpeg()[:30], DamagedPicture),
    "empty jpeg": (b"\xff\xd8\xff\xe0" + bytes(500), DamagedPicture),
    "truncated png": (encoded(drawn(300, 300), "PNG")[:200], DamagedPicture),
    "truncated webp": (encoded(drawn(), "WEBP")[:60], DamagedPicture),
    "truncated heic": (HEIC.read_bytes()[:500], DamagedPicture),
    "heic without a picture": (HEIC.read_bytes()[:40], DamagedPicture),
    "fewer pixels than promised": (png_claiming(100, 100), DamagedPicture),
}


@pytest.mark.parametrize("name", _REFUSED)
def test_what_is_no_picture_for_us_is_refused_by_the_rule_it_breaks(name: str) -> None:
    content, refusal = _REFUSED[name]

    with pytest.raises(refusal):
        develop(content)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(kind: str) -> None:
    frames = [drawn(), drawn().rotate(90), drawn().rotate(180)]
    moving = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)

    with pytest.raises(MovingPicture):
        develop(moving)


def test_the_refusal_points_at_the_field_that_held_the_picture() -> None:
    with pytest.raises(NotAPicture) as refused:
        develop(_SVG, "/photos/2")

    assert refused.value.pointer == "/photos/2"


@pytest.mark.parametrize(
    "content",
    [
        jpeg(),
        jpeg(progressive=True),
        encoded(drawn(), "PNG"),
        encoded(drawn(mode="RGBA"), "PNG"),
        encoded(drawn(mode="P"), "PNG"),
        encoded(drawn(), "WEBP"),
        encoded(drawn(), "WEBP", lossless=True),
        jpeg(drawn(mode="CMYK")),
        HEIC.read_bytes(),
    ],
    ids=["jpeg", "progressive", "png", "rgba", "palette", "webp", "lossless", "cmyk", "heic"],
)
def test_every_accepted_kind_becomes_a_jpeg_of_the_same_picture(content: bytes) -> None:
    done = develop(content)

    for kept in (done.content, done.small):
        image = opened(kept)
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (96, 64))
    assert (done.width, done.height) == (96, 64)
    assert colours(done) == ("red", "blue")


@pytest.mark.parametrize("mode", ["L", "1", "I;16"])
def test_a_grey_picture_keeps_its_greys(mode: str) -> None:
    grey = drawn(mode="L").point(lambda value: 255 if value > 70 else 20)
    if mode == "I;16":
        grey = grey.convert("I").point(lambda value: value * 256).convert("I;16")
    done = opened(develop(encoded(grey.convert(mode), "PNG")).content)

    left, right = done.convert("L").resize((2, 1), Image.Resampling.BOX).tobytes()

    assert left > 230
    assert right < 60


def test_what_is_transparent_becomes_white_and_not_black() -> None:
    glass = Image.new("RGBA", (40, 40), (0, 0, 0, 0))

    pixel = opened(develop(encoded(glass, "PNG")).content).getpixel((20, 20))

    assert pixel == (255, 255, 255)


def test_nothing_that_a_camera_wrote_is_left() -> None:
    secret = PngImagePlugin.PngInfo()
    secret.add_text("Author", "somebody by name")
    profile = b"a colour profile" * 8
    told = exif(6, (29.8, 121.5))
    sent = [
        jpeg(exif=told, comment=b"somebody by name", icc_profile=profile),
        encoded(drawn(), "PNG", pnginfo=secret, exif=told),
        encoded(drawn(), "WEBP", exif=told, icc_profile=profile),
        HEIC.read_bytes(),
    ]

    for done in map(develop, sent):
        for kept in (done.content, done.small):
            # JFIF (APP0), tables, frame and scan: no other application segment, no comment.
            assert set(segments(kept)) <= {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA}
            for word in (b"Exif", b"somebody", b"A camera", b"A phone", b"colour profile"):
                assert word not in kept


@pytest.mark.parametrize(
    ("orientation", "size", "seen"),
    [
        (1, (96, 64), ("red", "blue")),
        (2, (96, 64), ("blue", "red")),
        (3, (96, 64), ("blue", "red")),
        (4, (96, 64), ("red", "blue")),
        (6, (64, 96), None),
        (8, (64, 96), None),
    ],
)
def test_a_picture_is_turned_as_the_camera_was_held(
    orientation: int, size: tuple[int, int], seen: tuple[str, str] | None
) -> None:
    done = turned_by(orientation)

    assert (done.width, done.height) == size
    assert opened(done.content).size == size
    if seen is not None:
        assert colours(done) == seen


def test_the_place_where_it_was_taken_is_handed_out_beside_it() -> None:
    assert develop(jpeg(exif=exif(place=(29.5, -121.25)))).taken_at == TakenAt(29.5, -121.25)
    assert develop(HEIC.read_bytes()).taken_at == TakenAt(29.875, 121.55)


@pytest.mark.parametrize(
    "told",
    [exif(), exif(place=(0.0, 0.0)), exif(place=(95.0, 20.0)), b"Exif\x00\x00II*\x00\xff"],
    ids=["silent", "zeros", "impossible", "broken"],
)
def test_a_place_that_is_none_is_no_place_and_no_fault(told: bytes) -> None:
    assert develop(jpeg(exif=told)).taken_at is None


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    done = develop(jpeg(drawn(6000, 3000)))

    assert (done.width, done.height) == (2048, 1024)
    assert opened(done.small).size == (480, 240)


def test_a_long_strip_is_still_a_picture() -> None:
    assert opened(develop(encoded(drawn(20_000, 2), "PNG")).small).size == (480, 1)


def test_a_picture_is_never_decoded_before_its_pixels_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def decode(_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", decode)

    with pytest.raises(TooManyPixels):
        develop(png_claiming(50_000, 50_000))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_whatever_is_broken_in_a_picture_is_a_refusal_and_no_accident(kind: str) -> None:
    whole = HEIC.read_bytes() if kind == "HEIF" else encoded(drawn(), kind)
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        for put in (b"\x00", b"\xff", b"\xff\xff\xff\xff"):
            broken = whole[:at] + put + whole[at + len(put) :]
            try:
                picture.develop(broken)
            except (DamagedPicture, NotAPicture, TooManyPixels, MovingPicture):
                continue


def test_an_installation_may_blur_before_anything_is_kept() -> None:
    seen: list[tuple[str, tuple[int, int]]] = []

    def blur(picture: Image.Image) -> Image.Image:
        seen.append((picture.mode, picture.size))
        return Image.new("RGB", picture.size, "white")

    picture = develop(jpeg(drawn(), exif=exif(6)), blur=blur)

    assert seen == [("RGB", (64, 96))]
    for content in (picture.content, picture.small):
        assert Image.open(BytesIO(content)).getextrema() == ((255, 255),) * 3
