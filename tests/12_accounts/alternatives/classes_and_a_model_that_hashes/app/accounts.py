"""The room at the entrance, with a class for each address."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.views import MethodView
from sqlalchemy.exc import IntegrityError

from .forms import RegisterForm
from .models import User, db

bp = Blueprint("accounts", __name__)


class Builders(MethodView):
    """Everybody who has joined."""

    def get(self):
        """Show them, the newest one first."""
        return render_template("list_builders.html", builders=User.newest_first())


class Register(MethodView):
    """The form for a new account."""

    def get(self):
        """Show the form."""
        return self.show(RegisterForm())

    def post(self):
        """Make the account when the form is valid."""
        form = RegisterForm()
        if not form.validate():
            return self.show(form), 422
        user = User(username=form.username.data)
        user.set_password(form.password.data)
        try:
            with db.session.begin_nested():
                db.session.add(user)
            db.session.commit()
        except IntegrityError:
            form.username.errors = [*form.username.errors, "This name is taken."]
            return self.show(form), 409
        flash("Nice to have you here!")
        return redirect(url_for("accounts.list_builders"), 303)

    def show(self, form):
        """Return the page of the form."""
        return render_template("register.html", form=form)


bp.add_url_rule("/builders", view_func=Builders.as_view("list_builders"))
bp.add_url_rule("/register", view_func=Register.as_view("register"))
