import html

from app.models import Build, db


def test_the_gallery_shows_all(world):
    page = html.unescape(world.get("/").text)
    assert all(title in page for (title,) in world.rows(db.select(Build.title)))


def test_each_theme_shows_its_own(world):
    for theme in ("castle", "space", "western"):
        page = html.unescape(world.get(f"/?theme={theme}").text)
        own = {title for (title,) in world.rows(db.select(Build.title).where(Build.themes.any(name=theme)))}
        for (title,) in world.rows(db.select(Build.title)):
            assert (title in page) == (title in own), f"{title} and {theme}"


def test_a_form_is_answered_by_a_redirect(world):
    response = world.post("/builds/new", title="Something new", themes="space", start="night")
    assert response.status_code in {302, 303}
    assert world.rows(db.select(Build.title).where(Build.title == "Something new"))


def test_html_stays_text(world):
    world.post("/builds/new", title="<h1>", start="empty")
    assert world.get("/").text.count("<h1>") == 1
