"""Pure: a picture decoded and drawn anew as a plain JPEG, or a reason why not."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

# What a file says of itself counts for nothing; these are tried by their content.
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_MOST_PIXELS = 60_000_000
# Enough to judge a bruise by on any screen.
_LONGEST_SIDE = 2400
_QUALITY = 85


class NotAPicture(Exception):
    """It cannot be shown; the text is the reason's code: type, damaged or too_large."""


def redrawn(content: bytes) -> bytes:
    """The picture upright as JPEG, without place, time or any other note; raises NotAPicture."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise NotAPicture("too_large")
            return _as_jpeg(picture)
    except UnidentifiedImageError:
        raise NotAPicture("heic" if _is_heic(content) else "type") from None
    except Image.DecompressionBombError:
        raise NotAPicture("too_large") from None
    except (OSError, SyntaxError, ValueError, IndexError, TypeError, EOFError) as error:
        raise NotAPicture("damaged") from error


def _as_jpeg(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    paper = Image.new("RGB", upright.size, "white")
    colours = upright.convert("RGBA")
    paper.paste(colours, mask=colours)
    drawn = BytesIO()
    paper.save(drawn, "JPEG", quality=_QUALITY, optimize=True)
    return drawn.getvalue()


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"hevc"}
