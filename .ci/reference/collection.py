"""Where the files, their reference pixels and the list of both go; and the tools that write and read files."""

import pathlib
import subprocess
import tempfile

import numpy as np


class Collection:
    """Files with the pixels that they must give. The test knows the bounds: exact, blended, jpeg and cmyk."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lines = {}

    def add(self, name, kind, file, pixels, reference, bound="exact"):
        """Pixels are RGB or RGBA, height x width x channels, of a picture; or a list of those, of an animation."""
        frames = [opaque(frame) for frame in (pixels if isinstance(pixels, list) else [pixels])]
        height, width = frames[0].shape[:2]
        if name in self.lines:
            raise ValueError("two files of one name: " + name)
        (self.folder / name).write_bytes(file)
        (self.folder / (name + ".raw")).write_bytes(b"".join(frame.tobytes() for frame in frames))
        self.lines[name] = "\t".join(map(str, (name, kind, width, height, len(frames), reference, bound)))

    def close(self):
        header = "name\tkind\twidth\theight\tframes\treference\tbound"
        (self.folder / "index.tsv").write_text("\n".join([header, *self.lines.values()]) + "\n")


def opaque(pixels):
    pixels = np.asarray(pixels)
    if pixels.dtype != np.uint8:
        raise ValueError(f"pixels must be bytes: {pixels.dtype}")
    if pixels.shape[2] == 3:
        pixels = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    return np.ascontiguousarray(pixels)


def tool(command, data=b""):
    """Standard output of a command."""
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True).stdout


def by_files(command, inputs, output):
    """Runs a command in a folder that holds the inputs (a name and bytes each); returns what it left under the output's name."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in inputs.items():
            pathlib.Path(folder, name).write_bytes(data)
        subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
        return pathlib.Path(folder, output).read_bytes()


def ppm(rgb):
    height, width = rgb.shape[:2]
    return b"P6 %d %d 255\n" % (width, height) + np.ascontiguousarray(rgb).tobytes()


def netpbm(data):
    """Pixels of a binary PPM, PGM or PAM file of 8 bits."""
    if data.startswith(b"P7"):
        header, samples = data.split(b"ENDHDR\n", 1)
        fields = dict(line.split(None, 1) for line in header.split(b"\n")[1:-1])
        shape = tuple(int(fields[key]) for key in (b"HEIGHT", b"WIDTH", b"DEPTH"))
    else:
        magic, width, height, rest = data.split(None, 3)
        samples = rest.split(b"\n", 1)[1]
        shape = (int(height), int(width), 3 if magic == b"P6" else 1)
    pixels = np.frombuffer(samples, np.uint8).reshape(shape)
    return pixels.repeat(3, axis=2) if shape[2] == 1 else pixels


def exif(orientation, order="<"):
    """An EXIF block with the orientation alone, little endian (<) or big (>)."""
    numbers = np.array([42], order + "u2").tobytes() + np.array([8], order + "u4").tobytes()
    entry = np.array([1, 0x112, 3], order + "u2").tobytes() + np.array([1], order + "u4").tobytes()
    value = np.array([orientation, 0], order + "u2").tobytes()
    return (b"II" if order == "<" else b"MM") + numbers + entry + value + bytes(4)
