"""What everybody finds in the gallery."""


def add(app, title, themes):
    """Let somebody else put a build on the board: the flash about it is shown to them."""
    return app.test_client().post("/builds/new", data={"title": title, "themes": themes, "start": "empty"})


def test_a_new_build_is_in_the_gallery(app, client):
    add(app, "Tower", ["castle"])
    assert "Tower" in client.get("/").text


def test_a_new_build_leads_to_the_gallery(app):
    response = add(app, "Rocket", ["castle", "space"])
    assert response.status_code in (302, 303)
    assert response.location == "/"


def test_a_theme_shows_its_builds(app, client):
    add(app, "Rocket", ["castle", "space"])
    add(app, "Comet", ["space"])
    page = client.get("/?theme=space").text
    assert "Rocket" in page
    assert "Comet" in page


def test_a_theme_hides_other_builds(app, client):
    add(app, "Rocket", ["castle", "space"])
    add(app, "Comet", ["space"])
    page = client.get("/?theme=castle").text
    assert "Rocket" in page
    assert "Comet" not in page


def test_a_title_is_no_html(app, client):
    add(app, "<b>Bold</b>", [])
    assert "<b>Bold</b>" not in client.get("/").text
