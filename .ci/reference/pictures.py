"""Pictures to store, and how the frames of an animation come onto its canvas."""

import numpy as np


def colour(width, height, seed):
    """RGB, 8 bits: a gradient with edges, a patch of noise and strokes like a digit's; the seed says how much of each."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    slopes = random.uniform(-2.5, 2.5, (3, 2))
    picture = 128 + slopes[:, 0, None, None] * (x - width / 2) + slopes[:, 1, None, None] * (y - height / 2)
    if seed % 4 != 0:
        left, top = width // 5, height // 4
        picture[:, top : top + height // 3, left : left + width // 2] = random.integers(0, 256, 3)[:, None, None]
    if seed % 4 != 1:
        patch = picture[:, height // 2 :, : width // 2]
        patch += random.normal(0, 40, patch.shape)
    if seed % 4 != 2:
        picture = np.maximum(picture, 255 * stroke(x / width, y / height, random))
    return np.moveaxis(np.clip(np.rint(picture), 0, 255).astype(np.uint8), 0, 2)


def stroke(x, y, random):
    """Coverage, 0 to 1, by a thick arc."""
    distance = np.abs(np.hypot(x - random.uniform(0.4, 0.6), y - random.uniform(0.4, 0.6)) - 0.3)
    return np.clip(1.5 - distance * 16, 0, 1)


def digit(width, height, seed):
    """White strokes on black, all channels alike."""
    y, x = np.mgrid[0:height, 0:width]
    strokes = 255 * stroke(x / width, y / height, np.random.default_rng(seed))
    return np.rint(strokes).astype(np.uint8)[:, :, None].repeat(3, axis=2)


def waves(width, height, seed):
    """Smooth, as skies and walls are: faults of prediction from neighbours add up over such pictures."""
    y, x = np.mgrid[0:height, 0:width]
    wave = np.rint(128 + 100 * np.sin(x / 9 + seed) * np.cos(y / 13)).astype(np.uint8)
    return np.dstack([wave, wave[::-1], 255 - wave])


def grey(width, height, seed):
    return colour(width, height, seed)[:, :, 1]


def alpha(width, height, seed):
    """Clear and opaque parts, a ramp and noise."""
    random = np.random.default_rng(seed + 1000)
    y, x = np.mgrid[0:height, 0:width]
    plane = np.clip(320 * x / width - 32, 0, 255)
    plane[: height // 4] = 255
    plane[height // 4 : height // 2, : width // 2] = 0
    corner = plane[-(height // 4) :, : width // 3]
    corner[:] = random.integers(0, 256, corner.shape)
    return plane.astype(np.uint8)


def with_alpha(rgb, plane=255):
    return np.dstack([rgb, np.broadcast_to(np.uint8(plane), rgb.shape[:2])])


def rgba(width, height, seed):
    return with_alpha(colour(width, height, seed), alpha(width, height, seed))


def indexed(width, height, colours, seed):
    """Indices and a palette of that many colours."""
    random = np.random.default_rng(seed)
    shades = grey(width, height, seed).astype(int)
    return shades * colours // 256, random.integers(0, 256, (colours, 3)).astype(np.uint8)


def upright(pixels, orientation):
    """What EXIF's orientation, 1 to 8, makes of stored pixels."""
    if orientation > 4:
        pixels = pixels.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels


def composed(width, height, frames):
    """What is shown over white after each frame. Frames are (x, y, RGBA, disposal, blend), with disposal none, background or
    previous and blend over or source. Exact: the canvas holds premultiplied fractions, which are rounded once, over white."""
    canvas = np.zeros((height, width, 4))
    shown = []
    for x, y, pixels, disposal, blend in frames:
        before = canvas.copy()
        part = canvas[y : y + pixels.shape[0], x : x + pixels.shape[1]]
        opacity = pixels[:, :, 3:] / 255.0
        source = np.dstack([pixels[:, :, :3] * opacity, pixels[:, :, 3:]])
        part[:] = source if blend == "source" else source + part * (1 - opacity)
        shown.append(np.rint(canvas[:, :, :3] + 255 - canvas[:, :, 3:]).astype(np.uint8))
        if disposal == "background" or (disposal == "previous" and len(shown) == 1):
            part[:] = 0
        elif disposal == "previous":
            canvas = before
    return shown

