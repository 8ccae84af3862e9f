"""Decodes one picture from elsewhere and encodes it anew: a process of its own, and the only place that uses Pillow.

blog/images.py starts it as `python -I images_child.py TASK` with the file on standard input. TASK is JSON: the widths
wanted and the limits. The answer on standard output is a line of JSON, then the bytes of the pictures it names.
"""

import io
import json
import math
import resource
import sys
import warnings

from PIL import Image, ImageCms, ImageOps

FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]
QUALITY = 82
# A picture of so few colours is a drawing or a screenshot, which may be smaller without loss than with it.
DRAWING_COLOURS = 256
# However tall, what is made has at most so many pixels: that bounds the time of encoding. WebP itself ends at 16,383.
MOST_PIXELS_MADE, GREATEST_HEIGHT = 6_000_000, 16_000


def main() -> None:
    task = json.loads(sys.argv[1])
    keep_within(task["memory"], task["seconds"])
    try:
        pictures = made(sys.stdin.buffer.read(), task["widths"], task["pixels"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        answer({"refused": "pixels"})
    except Image.UnidentifiedImageError:
        answer({"refused": "unknown"})
    except MemoryError:
        answer({"refused": "memory"})
    else:
        sizes = [{"width": width, "height": height, "length": len(data)} for width, height, data in pictures]
        answer({"made": sizes}, *(data for _width, _height, data in pictures))


def keep_within(memory: int, seconds: int) -> None:
    """Before a byte is read: a limit to address space and processor time, and no file may be written at all."""
    if sys.platform != "darwin":  # which refuses to limit the address space
        lower(resource.RLIMIT_AS, memory)
    lower(resource.RLIMIT_CPU, seconds)
    lower(resource.RLIMIT_FSIZE, 0)
    lower(resource.RLIMIT_CORE, 0)


def lower(kind: int, limit: int) -> None:
    _soft, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(kind, (limit, limit))


def answer(line: dict, *contents: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + b"".join(contents))


def made(data: bytes, widths: list[int], most_pixels: int) -> list[tuple[int, int, bytes]]:
    """(width, height, WebP) for each width wanted; a picture narrower than that keeps its own."""
    image = decoded(data, most_pixels)
    profile, image.info = image.info.get("icc_profile"), {}
    is_drawing = image.mode != "I;16" and image.getcolors(DRAWING_COLOURS) is not None
    # Made small before colours are converted, which needs every pixel twice.
    image = in_srgb(scaled(image, max(widths)), profile)
    return [encoded(scaled(image, width), is_drawing) for width in widths]


def decoded(data: bytes, most_pixels: int) -> Image.Image:
    """The picture upright; of an animation, its first frame."""
    Image.MAX_IMAGE_PIXELS = most_pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    # A large JPEG is decoded at a half or a quarter of its size, still no smaller than what is made of it.
    image.draft(image.mode, (2000, 2000))
    image = ImageOps.exif_transpose(image)
    if image.mode in {"1", "P", "PA"} or "transparency" in image.info:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image


def scaled(image: Image.Image, width: int) -> Image.Image:
    own_width, own_height = image.size
    share = min(
        1, width / own_width, GREATEST_HEIGHT / own_height, math.sqrt(MOST_PIXELS_MADE / (own_width * own_height))
    )
    if share == 1:
        return image
    return image.resize((max(round(own_width * share), 1), max(round(own_height * share), 1)), Image.Resampling.LANCZOS)


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as every screen understands them, without a profile beside them."""
    if image.mode == "I;16":
        # Sixteen bits of grey: a conversion would cut them off instead of dividing.
        return image.point(lambda value: value / 256).convert("L")
    has_alpha = image.mode in {"LA", "RGBA"}
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGBA" if has_alpha else "RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # A broken profile, or one for other channels, says nothing about these.
    return image.convert("RGBA" if has_alpha else "RGB")


def encoded(image: Image.Image, is_drawing: bool) -> tuple[int, int, bytes]:
    contents = [webp(image, quality=QUALITY)]
    if is_drawing:
        contents.append(webp(image, lossless=True))
    return (*image.size, min(contents, key=len))


def webp(image: Image.Image, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, "WEBP", method=4, exif=b"", xmp=b"", icc_profile=None, **options)
    return file.getvalue()


if __name__ == "__main__":
    main()
