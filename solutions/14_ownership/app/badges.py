"""Badges: each builder's name becomes a small creature of bricks."""

from hashlib import sha256

SIZE = 7
COATS = ["firebrick", "darkorange", "seagreen", "royalblue", "rebeccapurple"]


def badge_of(name):
    """Return the bricks of a name's badge, each as its column, its row and its colour.

    A hash turns the name into 32 numbers from 0 to 255: the same ones for the same name, on every machine.
    """
    numbers = sha256(name.encode()).digest()
    coat = numbers[30] % len(COATS)
    trim = (coat + 1 + numbers[31] % (len(COATS) - 1)) % len(COATS)  # never the colour of the coat
    bricks = {}
    for y in range(SIZE):
        for x in range(SIZE // 2 + 1):
            number = numbers[4 * y + x]
            if number < 100 + 48 * x:  # bricks become more likely towards the middle
                colour = COATS[trim] if number % 4 == 0 else COATS[coat]
                bricks[x, y] = bricks[SIZE - 1 - x, y] = colour  # the right half mirrors the left one
    for x, y in [(2, 2), (4, 2)]:
        bricks[x, y] = "whitesmoke"  # the eyes
    return [(x, y, colour) for (x, y), colour in sorted(bricks.items())]
