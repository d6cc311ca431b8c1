"""A small WebAssembly module with the exports of live figures, and the files around it, made byte by byte.

A frame has 40 dots, whose heights follow the step and the first input, two images, and a text with the step.
Figure 1 traps in step 3, figure 2 never ends step 2.
"""

import base64
import json
import struct

POINTS, STEPS, SHA256 = 40, 20, "ab" * 32
TRAP = "the index 3 is out of range"

I32, F32, F64, VOID = 0x7F, 0x7D, 0x7C, 0x40
SHA, NAME, MESSAGE, FRAME, HEAP = 512, 640, 704, 1024, 65536


def unsigned(number):
    """LEB128."""
    result = b""
    while number > 127:
        result += bytes([number & 127 | 128])
        number >>= 7
    return result + bytes([number])


def signed(number):
    result = b""
    while not -64 <= number < 64:
        result += bytes([number & 127 | 128])
        number >>= 7
    return result + bytes([number & 127])


def vector(items):
    return unsigned(len(items)) + b"".join(items)


def name(text):
    return unsigned(len(text)) + text.encode()


def section(number, content):
    return bytes([number]) + unsigned(len(content)) + content


def constant(number):
    return b"\x41" + signed(number)


def local(index):
    return b"\x20" + unsigned(index)


def set_local(index):
    return b"\x21" + unsigned(index)


def read_global(index):
    return b"\x23" + unsigned(index)


def set_global(index):
    return b"\x24" + unsigned(index)


ADD, MULTIPLY, REMAINDER, EQUAL, AND = b"\x6a", b"\x6c", b"\x70", b"\x46", b"\x71"
END, UNREACHABLE = b"\x0b", b"\x00"
HEAPS, FIGURE, VALUE = 0, 1, 2


def call(index):
    return b"\x10" + unsigned(index)


def frame():
    """A frame with its numbers at zero, and the places of the heights and of the text in it."""
    words = struct.pack("<3I4f3I", 3, 2, 1, -3, 3, -3, 3, 1, 1, POINTS)
    words += struct.pack(f"<{POINTS}f", *(index * 6 / POINTS - 3 for index in range(POINTS)))
    heights = len(words)
    words += bytes(4 * POINTS)
    words += struct.pack("<5I2f", 3, 2, 4, 4, 1, 0, 1)
    words += struct.pack("<32f", *(index / 31 for index in range(32)))
    words += struct.pack("<2I", 1, 7)
    return words + b"step 00\0", heights, len(words) + 5


def trap():
    """The code that says the message and stops."""
    return constant(MESSAGE) + constant(len(TRAP)) + call(0) + UNREACHABLE


def details():
    """The line of the trap, and the numbers of figure 0's last frame for the spread 4; the last one is 0.5 off."""
    lines = {"calls": {"Chapters/01-walk.md": [8, 3, module().index(trap()) + len(trap()) - 1, 12]}}
    heights = [4 * (index * STEPS * 7 % 31) / 31 - 2 for index in range(POINTS)]
    images = [index / 31 for index in range(31)] + [1.5]
    numbers = [index * 6 / POINTS - 3 for index in range(POINTS)] + heights + images
    return json.dumps({"lines": {"relaxed": lines, "plain": lines}, "numbers": [struct.unpack(f"<{len(numbers)}I", struct.pack(f"<{len(numbers)}f", *numbers)), [], []]}).encode()


def module():
    """The bytes of the module."""
    bytes_of_frame, heights, digits = frame()
    types = [([I32, I32], []), ([I32, I32], [I32]), ([I32], [I32]), ([I32] * 3, [I32]), ([I32], []), ([], [I32])]
    say, weights, show = 0, 1, 2
    allocate = read_global(HEAPS) + read_global(HEAPS) + local(0) + ADD + constant(7) + ADD + constant(-8) + AND \
        + set_global(HEAPS)
    # The first input's value is behind its count.
    start = local(0) + set_global(FIGURE) + local(1) + b"\x2b\x03\x08" + set_global(VALUE) \
        + constant(NAME) + constant(3) + call(weights) + b"\x1a" + constant(STEPS)

    def stops(figure, index, action):
        return read_global(FIGURE) + constant(figure) + EQUAL + local(0) + constant(index) + EQUAL + AND \
            + b"\x04\x40" + action + END

    # height = value (index (step + 1) 7 mod 31) / 31 - 2
    height = read_global(VALUE) + b"\xb6" + local(1) + local(0) + constant(1) + ADD + MULTIPLY + constant(7) + MULTIPLY \
        + constant(31) + REMAINDER + b"\xb2\x94" + b"\x43" + struct.pack("<f", 1 / 31) + b"\x94" \
        + b"\x43" + struct.pack("<f", 2) + b"\x93"
    step = stops(1, 3, trap())
    step += stops(2, 2, b"\x03\x40\x0c\x00" + END)
    step += b"\x03\x40" + local(1) + constant(4) + MULTIPLY + height + b"\x38\x02" + unsigned(FRAME + heights) \
        + local(1) + constant(1) + ADD + set_local(1) + local(1) + constant(POINTS) + b"\x48\x0d\x00" + END
    step += constant(0) + local(0) + constant(10) + b"\x6d" + constant(48) + ADD + b"\x3a\x00" + unsigned(FRAME + digits)
    step += constant(0) + local(0) + constant(10) + b"\x6f" + constant(48) + ADD + b"\x3a\x00" + unsigned(FRAME + digits + 1)
    step += constant(FRAME) + constant(len(bytes_of_frame)) + call(show)
    bodies = [(0, allocate), (0, start), (1, step), (0, constant(SHA))]
    exports = [("live_allocate", 3), ("live_open", 4), ("live_step", 5), ("live_sha256", 6)]
    data = [(SHA, SHA256.encode()), (NAME, b"net"), (MESSAGE, TRAP.encode()), (FRAME, bytes_of_frame)]
    variable = lambda kind, start: bytes([kind, 1]) + start + END
    return b"\0asm\1\0\0\0" + b"".join([
        section(1, vector([b"\x60" + vector([bytes([one]) for one in parameters]) + vector([bytes([one]) for one in results])
                           for parameters, results in types])),
        section(2, vector([name("page") + name(one) + b"\0" + unsigned(kind)
                           for one, kind in (("say", 0), ("weights", 1), ("frame", 0))])),
        section(3, vector([unsigned(kind) for kind in (2, 3, 4, 5)])),
        section(5, vector([b"\0" + unsigned(64)])),
        section(6, vector([variable(I32, constant(HEAP)), variable(I32, constant(0)), variable(F64, b"\x44" + bytes(8))])),
        section(7, vector([name("memory") + b"\2\0"] + [name(one) + b"\0" + unsigned(index) for one, index in exports])),
        section(10, vector([unsigned(len(body)) + body for body in (
            (vector([unsigned(count) + bytes([I32])] if count else []) + code + END) for count, code in bodies)])),
        section(11, vector([b"\0" + constant(place) + END + unsigned(len(one)) + one for place, one in data])),
    ])


def weights():
    """A safetensors file of two tensors."""
    header = json.dumps({"b": {"dtype": "F32", "shape": [2], "data_offsets": [16, 24]},
                         "a": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}).encode()
    return struct.pack("<Q", len(header)) + header + struct.pack("<6f", *range(6))


def script(function, label, content):
    """A file beside the page."""
    return f'liveFigures.{function}("{label}", "{base64.b64encode(content).decode()}");\n'
