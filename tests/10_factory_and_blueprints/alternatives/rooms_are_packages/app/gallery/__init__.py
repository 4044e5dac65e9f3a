from flask import Blueprint

from . import views

gallery = Blueprint("gallery", "app.gallery")
gallery.add_url_rule("/", "home", views.show_gallery)
gallery.add_url_rule("/about", "about", views.About.as_view("about"))
