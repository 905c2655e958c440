"""Pictures that a phone might take."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload

_GPS = 0x8825


def picture(name: str = "lift.jpg", *, located: bool = False) -> FilePayload:
    """A JPEG of a few kB; located: it says that it was taken in the demonstration's district."""
    exif = Image.Exif()
    if located:
        exif[_GPS] = {1: "N", 2: (30.0, 26.0, 0.0), 3: "E", 4: (123.0, 6.0, 0.0)}
    written = BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(written, "JPEG", exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": written.getvalue()}


def strange(name: str = "lift.jpg") -> FilePayload:
    """No picture, whatever its name says."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": b"MZ no picture at all"}
