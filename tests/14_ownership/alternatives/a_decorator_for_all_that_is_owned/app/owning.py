"""What belongs to one member, and who else may touch it."""

from functools import wraps

from flask import abort, current_app
from flask_login import current_user

from .models import db


def owner_required(model, owner):
    """Return a decorator: whoever is the owner of a row runs the view, and all others do not."""

    def decorate(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()
            row = db.session.get(model, kwargs["number"])
            if row is None:
                abort(404)
            if getattr(row, owner) != current_user.id and not getattr(current_user, "is_moderator", False):
                abort(403, "Not yours")
            return view(*args, **kwargs)

        return guarded

    return decorate
