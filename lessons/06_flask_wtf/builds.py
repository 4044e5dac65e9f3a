"""The builds of Brickyard, each one a dictionary. From lesson 07 on they will live in a database.

A plate is a list of 16 rows, and a row is 16 letters. Each letter is a colour, a dot is an empty stud.
"""

COLOURS = {
    "r": "firebrick",
    "o": "darkorange",
    "y": "gold",
    "g": "seagreen",
    "b": "royalblue",
    "v": "rebeccapurple",
    "w": "whitesmoke",
    "k": "black",
}

CASTLE = """
.......krr......
.......krrrr....
..w....krr......
.......k......w.
.....v.vv.v.....
.....vvvvvv.....
v.v..vvyyvv..v.v
vvv..vvyyvv..vvv
vvv..vvvvvv..vvv
vyvvvvvvvvvvvvyv
vyvvvvvvvvvvvvyv
vvvvvvkkkkvvvvvv
vyvvvkkkkkkvvvyv
vyvvvkkkkkkvvvyv
vvvvvkkkkkkvvvvv
gggggyyyyyyggggg
""".split()

ROCKET = """
.......rr.......
w.....rrrr......
......wwww....w.
.....wwwwww.....
.....wwbbww.....
.....wbbbbw.....
..w..wwbbww.....
.....wwwwww.....
.....wwwwww..w..
....rwwwwwwr....
...rrwwrrwwrr...
..rrrwwrrwwrrr..
..rr.kkkkkk.rr..
......oooo......
......oyyo......
.......yy.......
""".split()

SALOON = """
............yyy.
...........yyyyy
..rrrrr....yyyyy
.rrwwwrr....yyy.
.rrrrrrr........
ooooooooo.....g.
owwowowwo.....g.
owwowowwo.g...g.
ooooooooo.g.g.g.
rrrrrrrrr.g.g.g.
o.ooooo.o.ggggg.
o.okkko.o...g...
o.orkro.o...g...
o.orkro.o...g...
o.okkko.o...g...
yyyyyyyyyyyyyyyy
""".split()

KNIGHT = """
......rrrr......
.....rrr.....w..
....wwwwww...w..
...wwwwwwww..w..
...wkkkkkkw..w..
...kbbbbybk..w..
...wkkkkkkw..w..
....wwwwww...w..
..bbbwwwwbbb.w..
.bbbbvyyvbbbbw..
.bb.vyyyyv.booo.
.ww.vvyyvv..wkw.
....kkkkkk...k..
....ww..ww......
....ww..ww......
...kkk..kkk.....
""".split()

FOUR_ZERO_FOUR = """
................
................
................
................
r..r..bbb..r..r.
r..r.b...b.r..r.
r..r.b..bb.r..r.
rrrr.b.b.b.rrrr.
...r.bb..b....r.
...r.b...b....r.
...r..bbb.....r.
................
................
gggggggggggggggg
ogogogogogogogog
oooooooooooooooo
""".split()

THEMES = ["castle", "space", "western"]

EMPTY = ["." * 16] * 16

MEADOW = """
................
.............yy.
............yyyy
............yyyy
.ww..........yy.
wwww............
.......ww.......
......wwww......
................
................
................
................
..r....v....r...
..g....g....g...
gggggggggggggggg
gggggggggggggggg
""".split()

NIGHT = """
bbbbbbbbbbbbbbbb
bbwbbbbbbbbbbbbb
bbbbbbbbbbbwwbbb
bbbbbbbbbbwwbbbb
bbbbbwbbbbwwbbbb
bbbbbbbbbbbwwbbb
bbbbbbbbbbbbbbbb
bwbbbbbbbbbbbbwb
bbbbbbbwbbbbbbbb
bbbbbbbbbbbbbbbb
bbbbbbbbbbbbbbbb
bbbwbbbbbbbbwbbb
bbbbbbbbbbbbbbbb
kkkkbbbbbbkkkkkk
kkkkkkkkkkkkkkkk
kkkkkkkkkkkkkkkk
""".split()

STARTS = {"empty": EMPTY, "meadow": MEADOW, "night": NIGHT}
"""The plates that a new build can start with."""

BUILDS = [
    {"number": 1, "title": "Galactic castle", "theme": "castle", "plate": CASTLE},
    {"number": 2, "title": "<b>Moon rocket</b>", "theme": "space", "plate": ROCKET},
    {"number": 3, "title": "Saguaro saloon", "theme": "western", "plate": SALOON},
    {"number": 4, "title": "Knight One", "theme": "space", "plate": KNIGHT},
]

NOT_FOUND = {"title": "404", "plate": FOUR_ZERO_FOUR}
"""What the page shows when there is no page."""


def next_number():
    """Return a number that no build has yet."""
    return max((build["number"] for build in BUILDS), default=0) + 1
