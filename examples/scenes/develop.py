#!/usr/bin/env python3
"""Turn POV-Ray's raw output into the files that ship (standard library only).

  develop.py photo IN.ppm OUT.ppm           16-bit linear PPM -> 8-bit sRGB PPM
  develop.py mask  IN.ppm OUT.png CLASS     class colours -> 0 / 255 greyscale
  develop.py index IN.ppm OUT.png           class colours -> palette indices
  develop.py check PICTURE.ppm MASK.png LOW HIGH
                                            same size, share of object in bounds
"""

import struct
import sys
import zlib
from array import array

# The scenes are rendered two stops dark so that highlights are not clipped.
STOP = 0.25

# Palette of the index masks: black, then one colour for each class.
PALETTE = bytes([0, 0, 0, 214, 69, 65, 52, 116, 201, 67, 160, 71,
                 245, 176, 20, 142, 68, 173])


def read_ppm(path):
    """Return (width, height, maximum, samples) of a binary PPM."""
    with open(path, "rb") as file:
        data = file.read()
    fields, at = [], 0
    while len(fields) < 4:
        if data[at:at + 1] == b"#":
            at = data.index(b"\n", at)
        elif data[at:at + 1].isspace():
            at += 1
        else:
            end = at
            while not data[end:end + 1].isspace():
                end += 1
            fields.append(data[at:end])
            at = end
    if fields[0] != b"P6":
        sys.exit(f"{path}: not a binary PPM")
    width, height, maximum = (int(f) for f in fields[1:])
    body = data[at + 1:]
    samples = array("H" if maximum > 255 else "B", body)
    if maximum > 255 and sys.byteorder == "little":
        samples.byteswap()
    if len(samples) != 3 * width * height:
        sys.exit(f"{path}: cut short")
    return width, height, maximum, samples


def tone(light):
    """Film-like curve: linear light (1 = white paper) -> sRGB value 0..1."""
    x = 0.8 * light
    x = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)
    x = min(max(x, 0.0), 1.0)
    return 12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055


def photo(source, target):
    width, height, maximum, samples = read_ppm(source)
    table = bytes(int(255 * tone(v / maximum / STOP) + 0.5)
                  for v in range(maximum + 1))
    with open(target, "wb") as file:
        file.write(b"P6\n%d %d\n255\n" % (width, height))
        file.write(bytes(table[v] for v in samples))


def classes(source):
    width, height, maximum, samples = read_ppm(source)
    if any(v not in (0, maximum) for v in samples):
        sys.exit(f"{source}: holds a colour that belongs to no class")
    bits = [v // maximum for v in samples]
    return width, height, bytes(
        r + 2 * g + 4 * b
        for r, g, b in zip(bits[0::3], bits[1::3], bits[2::3]))


def write_png(path, width, height, pixels, palette=None):
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    rows = b"".join(b"\0" + pixels[y * width:(y + 1) * width]
                    for y in range(height))
    colour_type = 3 if palette else 0
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.write(chunk(b"IHDR", struct.pack(
            ">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)))
        if palette:
            file.write(chunk(b"PLTE", palette))
        file.write(chunk(b"IDAT", zlib.compress(rows, 9)))
        file.write(chunk(b"IEND", b""))


def read_own_png(path):
    """Read back a PNG written by write_png."""
    with open(path, "rb") as file:
        data = file.read()
    at, body, size = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        content = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            size = struct.unpack(">II", content[:8])
        elif kind == b"IDAT":
            body += content
        at += 12 + length
    width, height = size
    rows = zlib.decompress(body)
    return width, height, b"".join(
        rows[y * (width + 1) + 1:(y + 1) * (width + 1)] for y in range(height))


def check(picture, mask, low, high):
    width, height, _, _ = read_ppm(picture)
    mask_width, mask_height, pixels = read_own_png(mask)
    if (width, height) != (mask_width, mask_height):
        sys.exit(f"{mask}: size differs from the picture's")
    if set(pixels) != {0, 255}:
        sys.exit(f"{mask}: values other than 0 and 255, or only one of them")
    share = pixels.count(255) / len(pixels)
    if not low <= share <= high:
        sys.exit(f"{mask}: object covers {share:.1%} of the picture")
    print(f"{share:.1%}")


def main(arguments):
    match arguments:
        case ["photo", source, target]:
            photo(source, target)
        case ["mask", source, target, number]:
            width, height, pixels = classes(source)
            write_png(target, width, height, bytes(
                255 if p == int(number) else 0 for p in pixels))
        case ["index", source, target]:
            width, height, pixels = classes(source)
            write_png(target, width, height, pixels, PALETTE)
        case ["check", picture, mask, low, high]:
            check(picture, mask, float(low), float(high))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
