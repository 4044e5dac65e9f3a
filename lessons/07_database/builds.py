"""What Brickyard starts with: colours, themes, plates, and six builds for a fresh database.

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

OASIS = """
................
..y.............
.yyy............
..y.............
........gg.gg...
.......ggggggg..
......gg..g..gg.
..........o.....
..........o.....
.........oo.....
.........o......
........oo......
yyyyyyyyooyyyyyy
yybbbbbbbbbbyyyy
ybbbbwbbbbbbbyyy
yyybbbbbbbbyyyyy
""".split()

STATION = """
...w............
............w...
.......ww.......
......wbbw......
.vvv.wwbbww.vvv.
.vkv.wwwwww.vkv.
.vvvwwwrrwwwvvv.
.vkvkwwrrwwkvkv.
.vvvwwwrrwwwvvv.
.vkv.wwwwww.vkv.
.vvv.wwbbww.vvv.
......wbbw......
.......kk.......
w......oo.......
.......yy.....w.
................
""".split()

BUILDS = [
    {"title": "Galactic castle", "theme": "castle", "plate": CASTLE},
    {"title": "<b>Moon rocket</b>", "theme": "space", "plate": ROCKET},
    {"title": "Saguaro saloon", "theme": "western", "plate": SALOON},
    {"title": "Knight One", "theme": "space", "plate": KNIGHT},
    {"title": "Oasis", "theme": "western", "plate": OASIS},
    {"title": "Orbital station", "theme": "space", "plate": STATION},
]

NOT_FOUND = {"title": "404", "plate": FOUR_ZERO_FOUR}
"""What the page shows when there is no page."""


def bricks_on(plate):
    """Return the bricks of a plate, one after the other, each as its column, its row and its letter."""
    return [(x, y, letter) for y, row in enumerate(plate) for x, letter in enumerate(row) if letter != "."]
