"""JPEG files by libjpeg-turbo, some then taken apart and put together otherwise. Their pixels are what djpeg shows (accurate
integer DCT, smooth upsampling), where it agrees with Pillow; those of four components what Pillow reads, multiplied to RGB."""

import io
import struct

import numpy as np
import pictures
from collection import exif, netpbm, ppm, tool
from PIL import Image

SAMPLINGS = {"444": "1x1", "422": "2x1", "440": "1x2", "420": "2x2", "411": "4x1"}


def segments(file):
    """Splits a file into (marker, bytes with the marker), the last being the first scan and all after it."""
    parts, at = [(0xD8, file[:2])], 2
    while file[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", file[at + 2 : at + 4])[0]
        parts.append((file[at + 1], file[at:end]))
        at = end
    return parts + [(0xDA, file[at:])]


def joined(parts):
    return b"".join(part for _, part in parts)


def without(file, marker):
    return joined(part for part in segments(file) if part[0] != marker)


def with_first(file, *parts):
    """Puts segments right behind the start."""
    return file[:2] + b"".join(parts) + file[2:]


def segment(marker, data):
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def adobe(transform):
    return segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, transform))


def app1(orientation, order="<"):
    return segment(0xE1, b"Exif\0\0" + exif(orientation, order))


def with_identifiers(file, identifiers):
    """Names the components otherwise, in the frame's header and in every scan's."""
    parts = []
    for marker, part in segments(file):
        part = bytearray(part)
        if marker in (0xC0, 0xC1, 0xC2):
            part[10::3] = identifiers
        if marker == 0xDA:
            part[5 : 5 + 2 * part[4] : 2] = identifiers
        parts.append((marker, bytes(part)))
    return joined(parts)


def encoded(rgb, *options):
    return tool(["cjpeg", *options], ppm(rgb))


def decoded(file):
    pixels = netpbm(tool(["djpeg", "-dct", "int", "-pnm"], file))
    with Image.open(io.BytesIO(file)) as picture:
        if (np.asarray(picture.convert("RGB")) != pixels).any():
            raise ValueError("djpeg and Pillow disagree")
    return pixels


def add(out, name, kind, file, pixels=None):
    out.add(f"jpeg-{name}.jpg", kind, file, decoded(file) if pixels is None else pixels, "djpeg, Pillow", "jpeg")


def encodings(out):
    for sampling, factors in SAMPLINGS.items():
        label = f"JPEG 4:{sampling[1]}:{sampling[2]}"
        for i, (width, height) in enumerate(((32, 32), (45, 37), (28, 28), (33, 64))):
            for quality in (30, 60, 90, 100)[i % 2 :: 2]:
                rgb = pictures.colour(width, height, i)
                basic = ("-quality", str(quality), "-sample", factors)
                add(out, f"{sampling}-{width}x{height}-{quality}", label, encoded(rgb, *basic))
                add(out, f"{sampling}-{width}x{height}-{quality}-progressive", label, encoded(rgb, *basic, "-progressive"))
        rgb = pictures.colour(49, 51, 6)
        for options in (["-optimize"], ["-restart", "1"], ["-restart", "2B"], ["-restart", "1", "-progressive"]):
            name = f"{sampling}{''.join(options)}"
            add(out, name, label, encoded(rgb, "-quality", "80", "-sample", factors, *options))
    for i, (width, height) in enumerate(((28, 28), (41, 35), (64, 24))):
        for quality in (30, 75, 90, 100):
            for more in ([], ["-progressive"], ["-optimize", "-restart", "1"]):
                rgb = pictures.colour(width, height, i + 1)
                name = f"grey-{width}x{height}-{quality}{''.join(more)}"
                add(out, name, "JPEG, grey", encoded(rgb, "-grayscale", "-quality", str(quality), *more))


def colours(out):
    rgb = pictures.colour(43, 34, 8)
    plain = encoded(rgb, "-rgb", "-quality", "90")
    bare = without(plain, 0xEE)
    files = {
        "both": plain,
        "identifiers": bare,
        "adobe": with_identifiers(plain, b"\1\2\3"),
        "progressive": encoded(rgb, "-rgb", "-quality", "80", "-progressive"),
    }
    for name, file in files.items():
        add(out, f"rgb-{name}", "JPEG, RGB", file)
    file = encoded(rgb, "-quality", "90")
    add(out, "adobe-1", "JPEG 4:2:0", without(with_first(file, adobe(1)), 0xE0))
    unknown = without(with_first(file, adobe(2)), 0xE0)
    add(out, "adobe-2-of-three", "JPEG, odd structure", unknown, decoded(file))
    add(out, "identifiers-0", "JPEG, odd structure", with_identifiers(without(file, 0xE0), b"\0\1\2"))
    add(out, "identifiers-other", "JPEG, odd structure", with_identifiers(without(file, 0xE0), b"\7\x22\x23"))


def odd_structures(out):
    rgb = pictures.colour(47, 38, 3)
    for name, options in (("baseline", []), ("progressive", ["-progressive"]), ("restart", ["-restart", "1"])):
        file = encoded(rgb, "-quality", "85", *options)
        pixels = decoded(file)
        first, rest = file[:2], file[2:]
        second = segments(file)[1][1]
        files = {
            "no-end": file[:-2],
            "half-end": file[:-1],
            "trailing": file + b"any bytes",
            "zeros-behind": file + bytes(500),
            "two-pictures": with_first(file, segment(0xE2, b"MPF\0" + bytes(40))) + encoded(rgb[::-1]),
            "fill-bytes": first + b"\xff\xff\xff" + rest,
            "stray-bytes": first + second + b"\0\1\2" + file[2 + len(second) :],
            "comment": with_first(file, segment(0xFE, b"any")),
            "profile": with_first(file, segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(128))),
        }
        for kind, changed in files.items():
            add(out, f"{kind}-{name}", "JPEG, odd structure", changed, pixels)


def orientations(out):
    rgb = pictures.colour(45, 30, 5)
    for order, label in (("<", "little"), (">", "big")):
        for name, options in (("420", []), ("grey", ["-grayscale"]), ("progressive", ["-progressive", "-sample", "2x1"])):
            file = encoded(rgb, "-quality", "90", *options)
            pixels = decoded(file)
            for orientation in range(1, 9):
                turned = with_first(file, app1(orientation, order))
                full = f"exif-{orientation}-{label}-{name}"
                add(out, full, "JPEG, EXIF orientation", turned, pictures.upright(pixels, orientation))


def four_components(out):
    """Pillow takes all of them for inverted ink, with Adobe's marker and without; so does Chromium."""
    for i, (width, height) in enumerate(((32, 32), (45, 29))):
        ink = np.dstack([pictures.colour(width, height, i), pictures.grey(width, height, i + 9) // 2])
        light = 255 - ink
        for quality in (60, 90, 100):
            for sampling in (0, 1, 2):
                for progressive in (False, True):
                    name = f"{width}-{quality}-{sampling}{'-progressive' if progressive else ''}"
                    options = {"quality": quality, "subsampling": sampling, "progressive": progressive}
                    cmyk = saved(light, **options)
                    bare = without(cmyk, 0xEE)
                    yellow = without(saved(light_of_luma(light), **options), 0xEE)
                    add_ink(out, f"cmyk-{name}", "JPEG, CMYK", with_first(bare, adobe(0)))
                    add_ink(out, f"cmyk-bare-{name}", "JPEG, CMYK without Adobe's marker", bare)
                    add_ink(out, f"ycck-{name}", "JPEG, YCCK", with_first(yellow, adobe(2)))
        add_ink(out, f"ycck-adobe-1-{width}", "JPEG, YCCK", with_first(yellow, adobe(1)))


def saved(stored, **options):
    """Writes four components as they are: Pillow inverts what it is given."""
    file = io.BytesIO()
    Image.fromarray(255 - stored, "CMYK").save(file, "jpeg", **options)
    return file.getvalue()


def light_of_luma(light):
    """The first three components as YCbCr."""
    ycc = np.asarray(Image.fromarray(np.ascontiguousarray(light[:, :, :3])).convert("YCbCr"))
    return np.dstack([ycc, light[:, :, 3]])


def add_ink(out, name, kind, file):
    with Image.open(io.BytesIO(file)) as picture:
        ink = np.asarray(picture).astype(int)
    product = (255 - ink[:, :, :3]) * (255 - ink[:, :, 3:])
    pixels = ((product + 127) // 255).astype(np.uint8)
    out.add(f"jpeg-{name}.jpg", kind, file, pixels, "Pillow, (255-C)(255-K)/255", "cmyk")


def write(out):
    encodings(out)
    colours(out)
    odd_structures(out)
    orientations(out)
    four_components(out)
