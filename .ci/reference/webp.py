"""WebP files by libwebp's tools, and the pixels that libwebp shows: dwebp's without its dithering, which no browser applies, where
Pillow agrees; of animations those of libwebp's own decoder of animations, through Pillow."""

import io

import numpy as np
import pictures
import png
from collection import by_files, exif, netpbm, tool
from PIL import Image, _webp


def encoded(rgba, *options):
    """Through a PNG file, since cwebp's standard input takes files of a format."""
    return by_files(["cwebp", "-quiet", *options, "in.png", "-o", "out.webp"], {"in.png": as_png(rgba)}, "out.webp")


def as_png(pixels):
    kind = png.COLOUR if pixels.shape[2] == 3 else png.COLOUR_ALPHA
    return png.encoded(pixels.astype(int), kind, 8, filters=[0])


def decoded(file):
    pixels = netpbm(by_files(["dwebp", "-quiet", "-nodither", "-pam", "in.webp", "-o", "out.pam"], {"in.webp": file}, "out.pam"))
    with Image.open(io.BytesIO(file)) as picture:
        if (np.asarray(picture.convert("RGBA")) != pixels).any():
            raise ValueError("dwebp and Pillow disagree")
    return pixels


def frames(file):
    decoder = _webp.WebPAnimDecoder(file)
    width, height, _, _, count, _ = decoder.get_info()
    return [np.frombuffer(decoder.get_next()[0], np.uint8).reshape(height, width, -1) for _ in range(count)]


def add(out, name, kind, file, pixels=None):
    out.add(f"webp-{name}.webp", kind, file, decoded(file) if pixels is None else pixels, "libwebp")


def lossy(out):
    options = [["-q", str(q), "-m", str(q % 7)] for q in (5, 15, 30, 45, 60, 80, 85, 90, 95, 98, 100)]
    options += [["-q", "75", "-m", str(method)] for method in range(7)]
    options += [["-q", "40", "-f", str(strength), "-sharpness", str(strength % 8)] for strength in (0, 20, 100)]
    options += [["-q", "50", more] for more in ("-strong", "-nostrong", "-sharp_yuv", "-af", "-low_memory")]
    options += [["-q", "60", "-segments", str(n), "-sns", str(25 * n)] for n in (1, 2, 3, 4)]
    options += [["-q", "70", "-pre", str(n)] for n in (1, 2)] + [["-preset", p] for p in ("photo", "drawing", "text")]
    for i, option in enumerate(options):
        for width, height in ((28, 28), (45, 37), (64, 63))[i % 3 :: 2]:
            file = encoded(pictures.colour(width, height, i), *option)
            add(out, f"lossy{''.join(option)}-{width}x{height}", "WebP, lossy", file)
    for side in (24, 25, 31, 32, 33, 48, 49):
        file = encoded(pictures.colour(side, 73 - side, side), "-q", "80")
        add(out, f"lossy-size-{side}", "WebP, lossy", file)


def with_alpha(out):
    for method in ("0", "1"):
        for predictor in ("none", "fast", "best"):
            for quality in ("20", "70", "100"):
                option = ["-q", "80", "-alpha_method", method, "-alpha_filter", predictor, "-alpha_q", quality]
                file = encoded(pictures.rgba(41, 35, int(quality)), *option)
                add(out, f"alpha-{method}-{predictor}-{quality}", "WebP, lossy with alpha", file)
    for method in range(0, 7, 2):
        file = encoded(pictures.rgba(64, 29, method), "-q", "60", "-m", str(method), "-exact")
        add(out, f"alpha-m{method}", "WebP, lossy with alpha", file)


def lossless(out):
    for level in range(0, 10):
        for i, make in enumerate((pictures.colour, pictures.rgba)):
            file = encoded(make(39 + level, 44 - level, level), "-z", str(level), *["-exact"][:i])
            add(out, f"lossless-{level}-{make.__name__}", "WebP, lossless", file)
    for colours in (1, 2, 3, 4, 7, 16, 17, 100, 256):
        indices, palette = pictures.indexed(37, 33, colours, colours)
        file = encoded(palette[indices], "-lossless", "-m", str(colours % 7))
        add(out, f"lossless-palette-{colours}", "WebP, lossless", file, palette[indices])
    for near in (0, 20, 40, 60, 80):
        file = encoded(pictures.rgba(50, 31, near), "-near_lossless", str(near))
        add(out, f"near-lossless-{near}", "WebP, lossless", file)
    noise = np.random.default_rng(3).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    add(out, "lossless-noise", "WebP, lossless", encoded(noise, "-lossless"), noise)


def containers(out):
    for name, options in (("lossy", ["-q", "85"]), ("lossless", ["-lossless"])):
        file = encoded(pictures.rgba(45, 30, 4), *options)
        pixels = decoded(file)
        for orientation in range(1, 9):
            for order, label in (("<", "little"), (">", "big")):
                block = exif(orientation, order)
                turned = marked(file, "exif", block if order == "<" else b"Exif\0\0" + block)
                full = f"exif-{orientation}-{label}-{name}"
                add(out, full, "WebP, EXIF orientation", turned, pictures.upright(pixels, orientation))
        add(out, f"profile-{name}", f"WebP, {name}", marked(file, "icc", bytes(128)), pixels)
        add(out, f"trailing-{name}", f"WebP, {name}", file + b"any bytes", pixels)
        longer = file + b"prVt\4\0\0\0any "
        grown = longer[:4] + (len(longer) - 8).to_bytes(4, "little") + longer[8:]
        add(out, f"unknown-chunk-{name}", f"WebP, {name}", grown, pixels)


def marked(file, what, data):
    command = ["webpmux", "-set", what, "block", "in.webp", "-o", "out.webp"]
    return by_files(command, {"in.webp": file, "block": data}, "out.webp")


PLACES = ((0, 0, 44, 30), (4, 2, 20, 20), (12, 8, 32, 17), (0, 10, 30, 19), (20, 0, 9, 28))


def composed(out):
    """Every disposal and blend of frames, lossy and not, with alpha and not."""
    for coding, options in (("lossy", ["-q", "80"]), ("lossless", ["-lossless"]), ("mixed", ["-q", "70"])):
        for make in (pictures.colour, pictures.rgba):
            inputs = {}
            for i, (_, _, width, height) in enumerate(PLACES):
                option = ["-lossless"] if coding == "mixed" and i % 2 else options
                inputs[f"{i}.webp"] = encoded(make(width, height, 20 + i), *option)
            for disposal in ("0", "1", "mixed"):
                for blend in ("-b", "+b", "mixed"):
                    command = ["webpmux"]
                    for i, (x, y, _, _) in enumerate(PLACES):
                        dispose = str(i % 2) if disposal == "mixed" else disposal
                        over = "-+"[i // 2 % 2] + "b" if blend == "mixed" else blend
                        command += ["-frame", f"{i}.webp", f"+100+{x}+{y}+{dispose}{over}"]
                    file = by_files([*command, "-bgcolor", "255,200,30,60", "-o", "out.webp"], inputs, "out.webp")
                    name = f"animated-{coding}-{make.__name__}-{disposal}{blend}"
                    bound = "exact" if make is pictures.colour else "blended"
                    kind = "WebP, animated" if bound == "exact" else "WebP, animated, partial alpha blended"
                    out.add(f"webp-{name}.webp", kind, file, frames(file), "libwebp", bound)


def by_tools(out):
    shots = {f"{i}.png": as_png(pictures.colour(40, 36, 60 + i // 2)) for i in range(6)}
    for options in (["-lossy"], ["-lossless"], ["-lossy", "-q", "95", "-m", "6"]):
        command = ["img2webp", *[part for name in shots for part in (*options, name)], "-o", "out.webp"]
        add_animation(out, f"img2webp{''.join(options)}", by_files(command, shots, "out.webp"))
    mixed = ["img2webp", "-mixed", "-min_size", *shots, "-o", "out.webp"]
    add_animation(out, "img2webp-mixed", by_files(mixed, shots, "out.webp"))
    for name in ("background-clear", "previous-clear", "none", "mixed", "first-within"):
        gif = (out.folder / f"gif-{name}.gif").read_bytes()
        for options in ([], ["-lossy"], ["-mixed", "-min_size"]):
            command = ["gif2webp", "-quiet", *options, "in.gif", "-o", "out.webp"]
            add_animation(out, f"gif2webp-{name}{''.join(options)}", by_files(command, {"in.gif": gif}, "out.webp"))


def add_animation(out, name, file):
    pixels = frames(file)
    out.add(f"webp-{name}.webp", "WebP, animated", file, pixels if len(pixels) > 1 else pixels[0], "libwebp")


def write(out):
    lossy(out)
    with_alpha(out)
    lossless(out)
    containers(out)
    composed(out)
    by_tools(out)
