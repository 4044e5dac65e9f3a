"""What everybody finds in the gallery."""


def add(app, builder, title, themes):
    """Put a build on the board with another browser: the flash about it is shown there."""
    return app.test_client(user=builder).post("/builds/new", data={"title": title, "themes": themes, "start": "empty"})


def test_a_new_build_is_in_the_gallery(app, client, ngozi):
    add(app, ngozi, "Tower", ["castle"])
    assert "Tower" in client.get("/").text


def test_a_new_build_leads_to_the_gallery(app, ngozi):
    response = add(app, ngozi, "Rocket", ["castle", "space"])
    assert response.status_code in (302, 303)
    assert response.location == "/"


def test_a_theme_shows_its_builds(app, client, ngozi):
    add(app, ngozi, "Rocket", ["castle", "space"])
    add(app, ngozi, "Comet", ["space"])
    page = client.get("/?theme=space").text
    assert "Rocket" in page
    assert "Comet" in page


def test_a_theme_hides_other_builds(app, client, ngozi):
    add(app, ngozi, "Rocket", ["castle", "space"])
    add(app, ngozi, "Comet", ["space"])
    page = client.get("/?theme=castle").text
    assert "Rocket" in page
    assert "Comet" not in page


def test_a_title_is_no_html(app, client, ngozi):
    add(app, ngozi, "<b>Bold</b>", [])
    assert "<b>Bold</b>" not in client.get("/").text
