"""The builds of Brickyard, each one a dictionary. From lesson 07 on they will live in a database."""

BUILDS = [
    {"number": 1, "title": "Galactic castle", "theme": "castle"},
    {"number": 2, "title": "Moon rocket", "theme": "space"},
    {"number": 3, "title": "Saguaro saloon", "theme": "western"},
    {"number": 4, "title": "Knight One", "theme": "space"},
]
