"""PNG and APNG files written by hand, so that their pixels are known: a decoder of its own would only repeat its faults."""

import struct
import zlib

import numpy as np
import pictures
from collection import exif

GREY, COLOUR, PALETTE, GREY_ALPHA, COLOUR_ALPHA = 0, 2, 3, 4, 6
DEPTHS = {GREY: (1, 2, 4, 8, 16), COLOUR: (8, 16), PALETTE: (1, 2, 4, 8), GREY_ALPHA: (8, 16), COLOUR_ALPHA: (8, 16)}
NAMES = {GREY: "grey", COLOUR: "rgb", PALETTE: "palette", GREY_ALPHA: "grey-alpha", COLOUR_ALPHA: "rgba"}
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
WRITTEN = "pixels as written"


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def packed(samples, depth):
    """Rows of bytes from samples of height x width x channels."""
    rows = samples.reshape(samples.shape[0], -1)
    if depth == 16:
        return rows.astype(">u2").view(np.uint8)
    if depth == 8:
        return rows.astype(np.uint8)
    bits = (rows[:, :, None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.reshape(rows.shape[0], -1).astype(np.uint8), axis=1)


def filtered(rows, distance, filters):
    """Filters the rows by each type in turn."""
    out = bytearray()
    above = np.zeros(rows.shape[1], int)
    for i, row in enumerate(rows.astype(int)):
        kind = filters[i % len(filters)]
        left, corner = (np.concatenate([np.zeros(distance, int), line])[: len(line)] for line in (row, above))
        guesses = (0 * row, left, above, (left + above) // 2, paeth(left, above, corner))
        out += bytes([kind]) + ((row - guesses[kind]) % 256).astype(np.uint8).tobytes()
        above = row
    return bytes(out)


def paeth(left, above, corner):
    to_left, to_above, to_corner = abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)
    nearest = np.where(to_above <= to_corner, above, corner)
    return np.where((to_left <= to_above) & (to_left <= to_corner), left, nearest)


def compressed(samples, depth, interlaced=False, filters=range(5)):
    distance = max(1, samples.shape[2] * depth // 8)
    parts = [samples]
    if interlaced:
        parts = [samples[y::dy, x::dx] for x, y, dx, dy in PASSES]
    return zlib.compress(b"".join(filtered(packed(p, depth), distance, filters) for p in parts if p.size))


def encoded(samples, kind, depth, before=(), interlaced=False, filters=range(5), pieces=1, after=()):
    data = compressed(samples, depth, interlaced, filters)
    cuts = [len(data) * i // pieces for i in range(pieces + 1)]
    header = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], depth, kind, 0, 0, int(interlaced))
    image = [chunk(b"IDAT", data[a:b]) for a, b in zip(cuts, cuts[1:])]
    return b"".join([b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), *before, *image, *after, chunk(b"IEND", b"")])


def samples_of(kind, depth, width, height, seed):
    """Samples of the depth, and the palette where the kind has one."""
    if kind == PALETTE:
        indices, palette = pictures.indexed(width, height, 1 << depth, seed)
        return indices[:, :, None], palette
    samples = pictures.rgba(width, height, seed).astype(int)
    channels = {GREY: [1], COLOUR: [0, 1, 2], GREY_ALPHA: [1, 3], COLOUR_ALPHA: [0, 1, 2, 3]}[kind]
    samples = samples[:, :, channels]
    if depth == 16:
        low = np.random.default_rng(seed).integers(0, 256, samples.shape)
        opaque = (np.arange(samples.shape[2]) == 1) & (kind == GREY_ALPHA) | (np.arange(samples.shape[2]) == 3)
        # Clear stays clear and opaque opaque; what is between gets low bits.
        low = np.where(opaque & ((samples == 0) | (samples == 255)), samples, low)
        samples = samples * 256 + low
    return samples >> (8 - depth) if depth < 8 else samples, None


def shown(samples, kind, depth, palette=None, clear=None):
    """RGBA of 8 bits: libpng's exact scaling, v * 255 / (2^depth - 1) rounded. Clear is a tRNS sample, or the palette's alpha."""
    if kind == PALETTE:
        table = pictures.with_alpha(palette[None])[0]
        if clear is not None:
            table[: len(clear), 3] = clear
        return table[samples[:, :, 0]]
    top = (1 << depth) - 1
    values = ((samples * 255 + top // 2) // top).astype(np.uint8)
    colours = values[:, :, :3] if samples.shape[2] > 2 else values[:, :, :1].repeat(3, axis=2)
    opacity = values[:, :, -1] if kind in (GREY_ALPHA, COLOUR_ALPHA) else 255
    if clear is not None:
        opacity = np.where((samples == np.array(clear)).all(axis=2), 0, 255)
    return np.dstack([colours, np.broadcast_to(opacity, samples.shape[:2]).astype(np.uint8)])


def palette_chunk(palette):
    return [] if palette is None else [chunk(b"PLTE", palette.tobytes())]


def kinds(out):
    for kind, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in (False, True):
                for width, height in ((28, 28), (37, 25), (33, 61)):
                    samples, palette = samples_of(kind, depth, width, height, kind + depth + width)
                    file = encoded(samples, kind, depth, palette_chunk(palette), interlaced)
                    name = f"png-{NAMES[kind]}-{depth}-{width}x{height}{'-interlaced' if interlaced else ''}.png"
                    label = "PNG, 16 bits" if depth == 16 else "PNG, interlaced" if interlaced else "PNG"
                    out.add(name, label, file, shown(samples, kind, depth, palette), WRITTEN)


def transparency(out):
    for kind, depth in [(kind, depth) for kind in (GREY, COLOUR, PALETTE) for depth in DEPTHS[kind]]:
        samples, palette = samples_of(kind, depth, 41, 30, kind * 20 + depth)
        if kind == PALETTE:
            clear = np.linspace(0, 255, max(2, len(palette) * 3 // 4)).astype(np.uint8)
            data = clear.tobytes()
        else:
            # A colour that is there; with 16 bits its neighbour, which looks alike, stays opaque.
            clear = samples[20, 15]
            samples[3:9, 3:9] = clear
            samples[9:12, 3:9] = clear ^ 1
            data = clear.astype(">u2").tobytes()
        before = palette_chunk(palette) + [chunk(b"tRNS", data)]
        for interlaced in (False, True):
            file = encoded(samples, kind, depth, before, interlaced)
            name = f"png-trns-{NAMES[kind]}-{depth}{'-interlaced' if interlaced else ''}.png"
            out.add(name, "PNG, transparent colour", file, shown(samples, kind, depth, palette, clear), WRITTEN)


def structure(out):
    samples, _ = samples_of(COLOUR, 8, 45, 39, 7)
    pixels = shown(samples, COLOUR, 8)
    profile = chunk(b"iCCP", b"any\0\0" + zlib.compress(bytes(128)))
    ignored = {
        "gama": [chunk(b"gAMA", struct.pack(">I", 100000))],
        "srgb": [chunk(b"sRGB", b"\0"), chunk(b"gAMA", struct.pack(">I", 45455))],
        "iccp": [profile],
        "chrm": [chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000))],
        "sbit": [chunk(b"sBIT", b"\5\6\5")],
        "bkgd": [chunk(b"bKGD", struct.pack(">3H", 200, 10, 30))],
        "text": [chunk(b"tEXt", b"Comment\0any"), chunk(b"pHYs", struct.pack(">IIB", 1, 2, 0)), chunk(b"prVt", b"any")],
    }
    for name, chunks in ignored.items():
        out.add(f"png-{name}.png", "PNG, chunks to ignore", encoded(samples, COLOUR, 8, chunks), pixels, WRITTEN)
    for kind in range(5):
        out.add(f"png-filter-{kind}.png", "PNG", encoded(samples, COLOUR, 8, filters=[kind]), pixels, WRITTEN)
    for pieces in (2, 7, 50):
        out.add(f"png-idat-{pieces}.png", "PNG", encoded(samples, COLOUR, 8, pieces=pieces), pixels, WRITTEN)
    out.add("png-trailing.png", "PNG", encoded(samples, COLOUR, 8) + b"any bytes", pixels, WRITTEN)
    for orientation in range(1, 9):
        for order, name in (("<", "little"), (">", "big")):
            block = [chunk(b"eXIf", exif(orientation, order))]
            file = encoded(samples, COLOUR, 8, block if order == "<" else (), after=block if order == ">" else ())
            turned = pictures.upright(pixels, orientation)
            out.add(f"png-exif-{orientation}-{name}.png", "PNG, EXIF orientation", file, turned, WRITTEN)


def animation(width, height, frames, still=None, loops=0):
    """Frames are as pictures.composed takes them; a still picture is shown only by those that do not know animations."""
    parts = [chunk(b"acTL", struct.pack(">II", len(frames), loops))]
    number = 0
    if still is not None:
        parts.append(chunk(b"IDAT", compressed(still, 8)))
    for i, (x, y, pixels, disposal, blend) in enumerate(frames):
        disposals, blends = ("none", "background", "previous"), ("source", "over")
        control = struct.pack(">5I2H2B", number, pixels.shape[1], pixels.shape[0], x, y, 1, 10,
                              disposals.index(disposal), blends.index(blend))
        parts.append(chunk(b"fcTL", control))
        data = compressed(pixels, 8)
        number += 1
        if i == 0 and still is None:
            parts.append(chunk(b"IDAT", data))
        else:
            parts.append(chunk(b"fdAT", struct.pack(">I", number) + data))
            number += 1
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, COLOUR_ALPHA, 0, 0, 0))
    return b"".join([b"\x89PNG\r\n\x1a\n", header, *parts, chunk(b"IEND", b"")])


def frames_of(width, height, disposal, blend, partial, seed):
    """Four frames, of which the first alone covers the canvas; the third moves the second's place."""
    places = ((0, 0, width, height), (3, 5, 20, 15), (11, 2, 21, 23), (1, 9, width - 2, 11))
    frames = []
    for i, (x, y, w, h) in enumerate(places):
        pixels = pictures.rgba(w, h, seed + i)
        if not partial:
            pixels[:, :, 3] = np.where(pixels[:, :, 3] < 128, 0, 255)
        frames.append((x, y, pixels, disposal, blend))
    return frames


def animations(out):
    width, height = 43, 29
    for disposal in ("none", "background", "previous"):
        for blend in ("source", "over"):
            for partial in (False, True):
                frames = frames_of(width, height, disposal, blend, partial, 5)
                shown_frames = pictures.composed(width, height, frames)
                name = f"apng-{disposal}-{blend}-{'partial' if partial else 'binary'}.png"
                bound = "blended" if partial and blend == "over" else "exact"
                kind = "APNG, partial alpha blended" if bound == "blended" else "APNG"
                out.add(name, kind, animation(width, height, frames), shown_frames, "composed as specified", bound)
    mixed = [
        (x, y, pixels, disposal, blend)
        for (x, y, pixels, _, _), disposal, blend in zip(
            frames_of(width, height, "none", "over", False, 9), ("none", "previous", "background", "none"),
            ("over", "over", "over", "source"))
    ]
    expected = pictures.composed(width, height, mixed)
    out.add("apng-mixed.png", "APNG", animation(width, height, mixed), expected, "composed as specified")
    still = pictures.rgba(width, height, 77)
    out.add("apng-still-apart.png", "APNG", animation(width, height, mixed, still), expected, "composed as specified")


def write(out):
    kinds(out)
    transparency(out)
    structure(out)
    animations(out)
