"""BMP files written by hand, so that their pixels are known.

Shown as Chromium shows them, where Pillow differs: five and six bits become eight by rounding (Pillow cuts). What a run-length
code skips, the format leaves open (Pillow and here: colour 0, Chromium: black). In these files colour 0 is white.
"""

import struct

import numpy as np
import pictures

WRITTEN = "pixels as written"


def rows(data, top_down=False):
    """Rows of bytes, each padded to four, the lowest first."""
    padded = np.pad(data, ((0, 0), (0, -data.shape[1] % 4)))
    return (padded if top_down else padded[::-1]).tobytes()


def indexed_rows(indices, bits, top_down=False):
    if bits == 8:
        return rows(indices.astype(np.uint8), top_down)
    spread = (indices[:, :, None] >> np.arange(bits - 1, -1, -1)) & 1
    return rows(np.packbits(spread.reshape(len(indices), -1).astype(np.uint8), axis=1), top_down)


def word_rows(pixels, masks, size, top_down=False):
    """Words of 2 or 4 bytes, with each channel's highest bits under its mask; and what they hold, as 8 bits rounded."""
    words, shown = np.zeros(pixels.shape[:2], np.int64), []
    for channel, mask in enumerate(masks):
        shift, top = (mask & -mask).bit_length() - 1, mask // (mask & -mask)
        value = pixels[:, :, channel].astype(np.int64) >> 8 - top.bit_length()
        words |= value << shift
        shown.append((value * 255 + top // 2) // top)
    return rows(words.astype(f"<u{size}").view(np.uint8), top_down), np.dstack(shown).astype(np.uint8)


def encoded(width, height, bits, data, palette=None, header=40, compression=0, masks=(), top_down=False):
    """A file with one of Windows' or OS/2's headers, told by their length."""
    size = (width, -height if top_down else height)
    colours = 0 if palette is None else len(palette)
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, *size, 1, bits, compression, len(data), 2835, 2835, colours, 0)
    if header == 64:
        info += bytes(24)
    elif header > 40:
        mask_words = tuple(masks) + (0,) * (4 - len(masks))
        info += struct.pack("<4I", *mask_words) + (b"BGRs" + bytes(header - 60) if header >= 108 else b"")
    elif masks:
        info += struct.pack(f"<{len(masks)}I", *masks)
    table = b""
    if palette is not None:
        entries = palette[:, ::-1] if header == 12 else np.pad(palette[:, ::-1], ((0, 0), (0, 1)))
        table = np.ascontiguousarray(entries).tobytes()
    start = 14 + len(info) + len(table)
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + info + table + data


def run_lengths(indices, bits, skip=0):
    """Run-length code: runs of one value (or of two in turn), literal stretches, and skips over the value 0 where asked."""
    out = bytearray()
    for y, row in enumerate(indices[::-1]):
        x = 0
        while x < len(row):
            length = 1
            while x + length < len(row) and row[x + length] == row[x] and length < 255:
                length += 1
            if skip and row[x] == 0 and length >= skip:
                out += bytes([0, 2, length, 0])
            elif length > 2 or len(row) - x < 3:
                value = int(row[x])
                out += bytes([length, value * 17 if bits == 4 else value])
            else:
                length = min(len(row) - x, 7)
                out += literal(row[x : x + length], bits)
            x += length
        out += bytes([0, 1 if y == len(indices) - 1 else 0])
    return bytes(out)


def literal(values, bits):
    data = bytes(values.astype(np.uint8))
    if bits == 4:
        pairs = np.pad(values, (0, len(values) % 2)).reshape(-1, 2)
        data = bytes((pairs[:, 0] * 16 + pairs[:, 1]).astype(np.uint8))
    return bytes([0, len(values)]) + data + bytes(len(data) % 2)


def palettes(out):
    for bits in (1, 4, 8):
        for header in (12, 40, 64, 108, 124):
            for width, height in ((29, 24), (32, 33)):
                indices, palette = pictures.indexed(width, height, 1 << bits, bits + width)
                file = encoded(width, height, bits, indexed_rows(indices, bits), palette, header)
                kind = "BMP, OS/2" if header in (12, 64) else "BMP"
                out.add(f"bmp-{bits}-{header}-{width}.bmp", kind, file, palette[indices], WRITTEN)
    indices, palette = pictures.indexed(35, 30, 11, 4)
    for bits in (4, 8):
        file = encoded(35, 30, bits, indexed_rows(indices, bits), palette)
        out.add(f"bmp-{bits}-eleven-colours.bmp", "BMP", file, palette[indices], WRITTEN)
    file = encoded(35, 30, 8, indexed_rows(indices, 8, True), palette, top_down=True)
    out.add("bmp-8-top-down.bmp", "BMP", file, palette[indices], WRITTEN)


def run_length_coded(out):
    for bits, compression in ((8, 1), (4, 2)):
        for name, indices in run_pictures():
            palette = pictures.indexed(1, 1, 16, 6)[1]
            palette[0] = 255
            for header in (40, 64):
                data = run_lengths(indices, bits)
                file = encoded(*indices.shape[::-1], bits, data, palette, header, compression)
                out.add(f"bmp-rle{bits}-{name}-{header}.bmp", "BMP, run lengths", file, palette[indices], WRITTEN)
            data = run_lengths(indices, bits, skip=3)
            file = encoded(*indices.shape[::-1], bits, data, palette, 40, compression)
            out.add(f"bmp-rle{bits}-{name}-skips.bmp", "BMP, run lengths", file, palette[indices], WRITTEN)


def run_pictures():
    yield "mixed", pictures.indexed(37, 26, 16, 8)[0]
    runs = pictures.indexed(64, 40, 4, 9)[0] + 3
    runs[10:20, 8:50] = 0
    yield "runs", runs


def true_colour(out):
    for width, height in ((31, 25), (48, 33)):
        rgb = pictures.colour(width, height, width)
        for header in (12, 40, 64, 108, 124):
            kind = "BMP, OS/2" if header in (12, 64) else "BMP"
            file = encoded(width, height, 24, rows(rgb[:, :, ::-1].reshape(height, -1)), header=header)
            out.add(f"bmp-24-{header}-{width}.bmp", kind, file, rgb, WRITTEN)
        for name, bits, header, compression, masks in WORDS:
            for top_down in (False, True):
                rgba = pictures.rgba(width, height, width)
                data, shown = word_rows(rgba, masks or FIVE if bits == 16 else masks or EIGHT, bits // 8, top_down)
                stored = masks if compression == 3 else ()
                file = encoded(width, height, bits, data, header=header, compression=compression, masks=stored,
                               top_down=top_down)
                full = f"bmp-{name}-{width}{'-top-down' if top_down else ''}.bmp"
                out.add(full, "BMP, masks" if compression == 3 else "BMP", file, shown, WRITTEN)


FIVE = (0x7C00, 0x3E0, 0x1F)
EIGHT = (0xFF0000, 0xFF00, 0xFF)
# Name, bits a pixel, header, compression (3: masks), masks.
WORDS = (
    ("16-555", 16, 40, 0, ()),
    ("16-565-masks", 16, 40, 3, (0xF800, 0x7E0, 0x1F)),
    ("16-555-masks", 16, 40, 3, FIVE),
    ("16-565-v4", 16, 108, 3, (0xF800, 0x7E0, 0x1F)),
    ("16-444-v5", 16, 124, 3, (0xF00, 0xF0, 0xF)),
    ("32", 32, 40, 0, ()),
    ("32-v5", 32, 124, 0, ()),
    ("32-masks", 32, 40, 3, EIGHT),
    ("32-masks-turned", 32, 40, 3, (0xFF, 0xFF00, 0xFF0000)),
    ("32-alpha-v4", 32, 108, 3, EIGHT + (0xFF000000,)),
    ("32-alpha-v5", 32, 124, 3, (0xFF000000, 0xFF0000, 0xFF00, 0xFF)),
)


def write(out):
    palettes(out)
    run_length_coded(out)
    true_colour(out)
