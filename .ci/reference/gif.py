"""GIF files written by hand, so that their pixels are known.

Shown as Chromium shows them, where Pillow differs: what no frame covers is clear (never the background colour), a frame that
clears leaves its own rectangle clear, and a first frame to be replaced by what was before it leaves nothing.
"""

import struct

import numpy as np
import pictures

DISPOSALS = ("unsaid", "none", "background", "previous")
REFERENCE = "pixels as written, on the canvas as in Chromium"


def compressed(indices, bits):
    """LZW blocks of the indices, with codes of up to twelve bits and a clear code when the table is full."""
    clear, out, buffer, filled = 1 << bits, bytearray(), 0, 0

    def reset():
        return {(i,): i for i in range(clear)}, bits + 1

    table, size = reset()
    codes = [(clear, size)]
    run = ()
    for index in map(int, indices):
        if run + (index,) in table:
            run += (index,)
            continue
        codes.append((table[run], size))
        if len(table) + 2 == 4096:
            codes.append((clear, size))
            table, size = reset()
        else:
            table[run + (index,)] = len(table) + 2
            if len(table) + 2 > 1 << size:
                size += 1
        run = (index,)
    codes += [(table[run], size), (clear + 1, size)]
    for code, width in codes:
        buffer |= code << filled
        filled += width
        while filled >= 8:
            out.append(buffer & 255)
            buffer, filled = buffer >> 8, filled - 8
    out.append(buffer)
    blocks = [out[i : i + 255] for i in range(0, len(out), 255)]
    return bytes([bits]) + b"".join(bytes([len(block)]) + bytes(block) for block in blocks) + b"\0"


def colour_table(palette):
    bits = max(1, int(len(palette) - 1).bit_length())
    return bits, palette.tobytes() + bytes(3 * ((1 << bits) - len(palette)))


class Frame:
    def __init__(self, x, y, indices, palette, own=False, clear=None, disposal="none", interlaced=False):
        self.x, self.y, self.indices, self.palette, self.own = x, y, indices, palette, own
        self.clear, self.disposal, self.interlaced = clear, disposal, interlaced

    def encoded(self, control):
        height, width = self.indices.shape
        bits, table = colour_table(self.palette)
        rows = np.arange(height)
        if self.interlaced:
            rows = np.concatenate([rows[0::8], rows[4::8], rows[2::4], rows[1::2]])
        flags = (0x80 | bits - 1 if self.own else 0) | 0x40 * self.interlaced
        head = struct.pack("<BHHHHB", 0x2C, self.x, self.y, width, height, flags)
        extension = b""
        if control:
            packed = DISPOSALS.index(self.disposal) << 2 | (self.clear is not None)
            extension = b"\x21\xf9\4" + struct.pack("<BHBB", packed, 10, self.clear or 0, 0)
        data = compressed(self.indices[rows].ravel(), max(2, bits))
        return extension + head + (table if self.own else b"") + data

    def part(self):
        pixels = pictures.with_alpha(self.palette[self.indices])
        if self.clear is not None:
            pixels[:, :, 3] = np.where(self.indices == self.clear, 0, 255)
        disposal = "none" if self.disposal == "unsaid" else self.disposal
        return self.x, self.y, pixels, disposal, "over"


def encoded(width, height, frames, version=b"89a", background=0, comment=b""):
    shared = next((frame.palette for frame in frames if not frame.own), None)
    bits, table = (1, b"") if shared is None else colour_table(shared)
    flags = 0x70 | (0 if shared is None else 0x80 | bits - 1)
    screen = struct.pack("<HHBBB", width, height, flags, background, 0)
    loop = b"\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0" if len(frames) > 1 else b""
    images = b"".join(frame.encoded(version == b"89a") for frame in frames)
    return b"GIF" + version + screen + table + loop + comment + images + b"\x3b"


def add(out, name, kind, width, height, frames, **options):
    pixels = pictures.composed(width, height, [frame.part() for frame in frames])
    file = encoded(width, height, frames, **options)
    out.add(f"gif-{name}.gif", kind, file, pixels if len(frames) > 1 else pixels[0], REFERENCE)


def stills(out):
    for colours in (2, 3, 4, 16, 100, 256):
        for interlaced in (False, True):
            for version in (b"87a", b"89a"):
                indices, palette = pictures.indexed(39, 27, colours, colours)
                frame = Frame(0, 0, indices, palette, interlaced=interlaced)
                name = f"{colours}-{version.decode()}{'-interlaced' if interlaced else ''}"
                add(out, name, "GIF", 39, 27, [frame], version=version)
    noise = np.random.default_rng(1).integers(0, 256, (64, 64))
    add(out, "noise", "GIF", 64, 64, [Frame(0, 0, noise, pictures.indexed(1, 1, 256, 2)[1])])
    indices, palette = pictures.indexed(32, 48, 64, 3)
    add(out, "own-palette", "GIF", 32, 48, [Frame(0, 0, indices, palette, own=True)])
    add(out, "clear", "GIF", 32, 48, [Frame(0, 0, indices, palette, clear=int(indices[5, 5]))])
    comment = b"\x21\xfe\4any \0\x21\xff\x0bXMP DataXMP\3abc\0"
    add(out, "extensions", "GIF", 32, 48, [Frame(0, 0, indices, palette)], comment=comment)
    for background in (0, 63):
        frame = Frame(7, 9, indices, palette)
        add(out, f"off-origin-{background}", "GIF, frame within the screen", 50, 64, [frame], background=background)
    frame = Frame(7, 9, indices, palette, own=True, clear=int(indices[5, 5]), interlaced=True)
    add(out, "off-origin-clear", "GIF, frame within the screen", 50, 64, [frame])


def animations(out):
    width, height = 44, 30
    places = ((0, 0, width, height), (5, 3, 20, 20), (12, 8, 32, 17), (0, 11, 30, 19), (20, 1, 9, 28))
    for disposal in DISPOSALS:
        for clear in (False, True):
            for own in (False, True):
                frames = [place(i, box, disposal, clear, own) for i, box in enumerate(places)]
                name = f"{disposal}{'-clear' if clear else ''}{'-own-palettes' if own else ''}"
                add(out, name, "GIF, animated", width, height, frames)
    frames = [place(i, box, DISPOSALS[(i + 2) % 4], True, i % 2 == 0) for i, box in enumerate(places)]
    add(out, "mixed", "GIF, animated", width, height, frames)
    add(out, "first-within", "GIF, animated", width, height, frames[1:], background=3)


def place(i, box, disposal, clear, own):
    x, y, width, height = box
    indices, palette = pictures.indexed(width, height, 16, 40 + i)
    shared = pictures.indexed(1, 1, 16, 40)[1]
    hole = int(indices[height // 2, width // 3]) if clear else None
    return Frame(x, y, indices, palette if own else shared, own, hole, disposal, interlaced=i % 2 == 1)


def write(out):
    stills(out)
    animations(out)
