"""The usual errors of forms, databases, logins and tokens, made to happen and explained."""

from __future__ import annotations

import pytest

from tests.tool.broken_app import HEAD, VIEW, Case, check

KEYED = "from flask import *\napp = Flask(__name__)\napp.secret_key = 'x'\n"
FORMS = (
    "from flask_wtf import FlaskForm\nfrom wtforms import *\nfrom wtforms.validators import *\n"
    + KEYED
    + "app.config['WTF_CSRF_ENABLED'] = False\n"
)
FORM = FORMS + "class BuildForm(FlaskForm):\n    title = {field}\n@app.get('/')\ndef home(): return str({use})\n"

DATA = """\
from flask import *
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import *
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy()
db.init_app(app)
class Build(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)
    theme: Mapped[str]
def two():
    return [Build(title="a", theme="b"), Build(title="a", theme="b")]
@app.get("/")
def home():
    db.create_all()
    try:
        {use}
    finally:
        db.session.remove()
        db.engine.dispose()
    return ""
"""
MODELS = DATA.partition("@app.get")[0]
PARENT = "class Owner(db.Model):\n    id: Mapped[int] = mapped_column(primary_key=True)\n    "
CHILD = "class Part(db.Model):\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
BRICK = (
    MODELS
    + "class Brick(db.Model):\n    __table_args__ = (db.UniqueConstraint({rule}),)\n"
    + "    id: Mapped[int] = mapped_column(primary_key=True)\n"
    + "    build_id: Mapped[int]\n    x: Mapped[int]\n    y: Mapped[int]\n"
)
TAIL = DATA.removeprefix(MODELS)
WRITE = TAIL.replace("{use}", "db.session.add_all([{}]); db.session.commit()")
VIEW_OF_FILL = TAIL.replace("{use}", "from init_db import fill; fill(db, two())")
FILL = "def fill(db, builds):\n    db.session.add_all(builds)\n    db.session.commit()\n"

LOGIN = (
    "from flask_login import *\n"
    + KEYED
    + "login_manager = LoginManager(app)\nclass Ada:\n    id = 1\n@login_manager.user_loader\n"
    + "def load(number): return None\n@app.get('/')\ndef home(): return str({use})\n"
)


def form(use: str, field: str = "StringField()") -> str:
    return FORM.format(field=field, use=use)


def data(*lines: str) -> str:
    return DATA.replace("{use}", "\n        ".join(lines))


CASES = [
    Case(
        "a neighbour in a package without its dot",
        VIEW + "return str(routes.home)\nimport routes\n",
        "no module called `colours` beside your package",
        "`from .colours import …`",
        "10",
        {"routes/__init__.py": "from colours import RED\n", "routes/colours.py": "RED = 1\n"},
    ),
    Case(
        "a neighbour in a package without its dot, the whole of it",
        VIEW + "return str(routes.home)\nimport routes\n",
        "no module called `colours` beside your package",
        "`from . import colours`",
        "10",
        {"routes/__init__.py": "import colours\n", "routes/colours.py": "RED = 1\n"},
    ),
    Case(
        "a package of others with a dot",
        HEAD + "import routes\n",
        "`flask_wtf` is none: it was installed",
        "`from flask_wtf import …`",
        "10",
        {"routes/__init__.py": "from .flask_wtf import FlaskForm\n"},
    ),
    Case(
        "a neighbour that has not moved in",
        HEAD + "import routes\n",
        "no `builds.py` in the folder `routes`",
        "has it moved in",
        "10",
        {"routes/__init__.py": "from .builds import BUILDS\n"},
    ),
    Case(
        "a view in a room that asks for the app",
        HEAD + "import routes.gallery\n",
        "an app only inside of `create_app`",
        "`@bp` instead of `@app`",
        "10",
        {"routes/__init__.py": "", "routes/gallery.py": "@app.get('/')\ndef home(): return ''\n"},
    ),
    Case(
        "a view that stayed outside of the factory",
        "def create_app():\n    app = 1\n    return app\n@app.get('/')\ndef home(): return ''\n",
        "an app only inside of `create_app`",
        "Indent",
        "10",
    ),
    Case(
        "a function that stayed in the house",
        VIEW + "from routes.gallery import show\n    return show()\n",
        "made in `routes/__init__.py`, and this file must not import that one",
        "Move it into this file",
        "10",
        {
            "routes/__init__.py": "def create_app():\n    def themes_called(): return ''\n",
            "routes/gallery.py": "def show(): return themes_called()\n",
        },
    ),
    Case(
        "a blueprint that nobody registered",
        VIEW + "return url_for('gallery.about')\n@app.get('/bricks')\ndef place_brick(): return ''\n",
        "no view called `gallery.about`",
        "`app.register_blueprint`",
        "10",
    ),
    Case(
        "a blueprint of another name",
        HEAD
        + "b = Blueprint('bp', 'bp')\n@b.get('/')\ndef home(): return url_for('gallery.home')\n"
        + "app.register_blueprint(b)\n",
        "no view called `gallery.home`",
        "Did you mean `bp.home`?",
        "10",
    ),
    Case(
        "a handler that is called when it is registered",
        HEAD + "def gone(error): return ''\napp.register_error_handler(404, gone())\n",
        "The parentheses behind `gone` call it at once",
        "`app.register_error_handler(404, gone)`",
        "10",
    ),
    Case(
        "a handler for no error at all",
        HEAD + "def gone(error): return ''\napp.register_error_handler(gone)\n",
        "wants two things",
        "`app.register_error_handler(404, show_not_found)`",
        "10",
    ),
    Case("flash without a key", VIEW + "flash('hi')\n    return ''\n", "no secret key", "`app.secret_key`", "05"),
    Case("a session without a key", VIEW + "session['a'] = 1\n    return ''\n", "no secret key", "", "05"),
    Case(
        "a form without a key",
        form("BuildForm().csrf_token").replace("app.secret_key = 'x'", "").replace("False", "True"),
        "no secret key",
        "",
        "06",
    ),
    Case(
        "a validator's class",
        form("BuildForm().title", "StringField(validators=[DataRequired])"),
        "`DataRequired` is handed over",
        "`DataRequired()`",
        "06",
    ),
    Case(
        "a validator alone",
        form("BuildForm().title", "StringField(validators=DataRequired())"),
        "has to be a list",
        "brackets",
        "06",
    ),
    Case(
        "nothing to choose",
        form("BuildForm().validate()", "SelectField()"),
        "nothing to choose from",
        "`choices`",
        "06",
    ),
    Case(
        "Email",
        form("BuildForm(data={'title': 'a@b.c'}).validate()", "StringField(validators=[Email()])"),
        "one more package",
        "Regexp",
        "06",
    ),
    Case("a form's class", form("BuildForm.validate_on_submit()"), "no form was made", "`form = BuildForm()`", "06"),
    Case(
        "a class that is no form",
        form("BuildForm().validate_on_submit()").replace("(FlaskForm)", ""),
        "`BuildForm` is no form",
        "`class BuildForm(FlaskForm):`",
        "06",
    ),
    Case("a field for a number", form("[1][BuildForm().title]"), "type `StringField`", "`.data`", "06"),
    Case("a field for a key", form("{}[BuildForm().title]"), "type `StringField`", "`.data`", "06"),
    Case("a field for a text", form("'a' + BuildForm().title"), "type `StringField`", "`.data`", "06"),
    Case("a field to cut at", form("'abc'[:BuildForm().title]"), "whole numbers", "`.data`", "06"),
    Case(
        "a range for a text",
        form("BuildForm(data={'title': '3'}).validate()", "StringField(validators=[NumberRange(0, 15)])"),
        "was given a text",
        "`IntegerField`",
        "06",
    ),
    Case(
        "two labels", form("BuildForm()", "StringField('Title', 'title')"), "A text stands where", "Name the rest", "06"
    ),
    Case("a letter of a text", VIEW + "'abc'[1] = 'x'\n", "cannot be changed where it stands", "new text", "06"),
    Case("a form's field", form("BuildForm().titel"), "`BuildForm` has nothing called `titel`", ""),
    Case("a form outside", FORMS + "class F(FlaskForm): pass\nF()\n", "while the file is read", "view"),
    Case("a changed request", VIEW + "request.args['a'] = 1\n", "cannot be changed", "Copy", "05"),
    Case("a form's value by a dot", VIEW + "return request.form.title\n", "by their names", '`.get("title")`', "05"),
    Case(
        "a row in a template",
        data(
            "db.session.add(Build(title='a', theme='b'))",
            "render_template_string('{{ row.title.x }}', row=db.session.execute(db.select(Build)).first())",
        ),
        "a row of a result",
        "`db.session.scalars(…)`",
        "07",
    ),
    Case("a number of many digits", data("db.session.get(Build, 10**19)"), "more digits", "`<int(max=", "07"),
    Case(
        "no address of a database",
        "from flask_sqlalchemy import SQLAlchemy\n" + KEYED + "SQLAlchemy(app)\n",
        "where its database is",
        "SQLALCHEMY_DATABASE_URI",
        "07",
    ),
    Case(
        "no init_app",
        data("SQLAlchemy().session.execute(db.text('select 1'))"),
        "do not know each other",
        "init_app",
        "07",
    ),
    Case("init_app twice", MODELS + "db.init_app(app)\n", "database twice", "once", "07"),
    Case(
        "a query while starting",
        MODELS + "db.session.scalars(db.select(Build)).all()\n",
        "while the file is read",
        "app_context",
        "07",
    ),
    Case(
        "no table",
        data("db.session.scalars(db.select(Build)).all()").replace("    db.create_all()\n", ""),
        "no table `build`",
        "`flask init-db`",
        "07",
    ),
    Case(
        "no column",
        data("db.session.execute(db.text('select sixe from build'))"),
        "has `sixe`",
        "`flask init-db`",
        "07",
    ),
    Case(
        "no folder",
        data("pass").replace("sqlite://", "sqlite:////nonexistent/x.db"),
        "could not be opened",
        "instance",
        "07",
    ),
    Case(
        "no value",
        data("db.session.add(Build(title='a'))", "db.session.commit()"),
        "value for `build.theme`",
        "`theme=…`. Or allow it to be missing: `Mapped[str | None]`",
        "07",
    ),
    Case(
        "the same twice",
        data("db.session.add_all(two())", "db.session.commit()"),
        "`build.title`, which has to be unique",
        "rollback",
        "08",
    ),
    Case(
        "after a failed flush",
        data(
            "db.session.add_all(two())",
            "try: db.session.flush()",
            "except IntegrityError: pass",
            "db.session.execute(db.text('select 1'))",
        ),
        "waits until it is told",
        "rollback",
        "08",
    ),
    Case("a column that is none", data("Build(titel='a')"), "`Build` has no column `titel`", "spelling", "07"),
    Case("values without names", data("Build('a', 'b')"), "values that have no names", "`Build(title=…)`", "07"),
    Case(
        "a length for a type",
        MODELS.replace("title: Mapped[str] = mapped_column(unique=True)", "title: Mapped[str] = mapped_column(80)"),
        "was given `80`",
        "`mapped_column(String(20))`",
        "07",
    ),
    Case("a query by a name", data("db.select(Build).filter_by(titel='a')"), "compares `titel`", "spelling", "07"),
    Case("a model for a query", data("db.session.scalars(Build).all()"), "not a query", "db.select(Build)", "07"),
    Case("a text for a query", data("db.select(Build).where('title = 1')"), "text stands where", "Build.title", "07"),
    Case(
        "a text for a list",
        data("db.select(Build).where(Build.title.in_('castle'))"),
        "was given one text: 'castle'.",
        "brackets around it",
        "09",
    ),
    Case(
        "a list in a list",
        data("db.session.scalars(db.select(Build).where(Build.title.in_([['castle']])))"),
        "a list where a single value belongs",
        "a list in a list",
        "09",
    ),
    Case(
        "conditions with and",
        data("db.select(Build).where(Build.id > 1 and Build.theme == 'b')"),
        "cannot be joined",
        "comma",
        "15",
    ),
    Case("add a list", data("db.session.add(two())"), "was given a list", "add_all", "07"),
    Case("add nothing", data("db.session.add(None)"), "`NoneType`", "not found", "07"),
    Case(
        "a foreign key to nowhere",
        data(
            "db.session.execute(db.text('PRAGMA foreign_keys=ON'))",
            "db.session.execute(db.text('create table c (b integer references build(id))'))",
            "db.session.execute(db.text('insert into c values (9)'))",
        ),
        "points to another one",
        "Check the id",
        "09",
    ),
    Case(
        "after its session",
        data("db.session.add(build := two()[0])", "db.session.commit()", "db.session.remove()", "build.title"),
        "its session is closed",
        "Read what you need",
        "09",
    ),
    Case(
        "no primary key",
        MODELS + "class Brick(db.Model):\n    x: Mapped[int]\n",
        "`Brick` has no primary key",
        "primary_key=True",
        "07",
    ),
    Case(
        "a tuple without its comma",
        MODELS + PARENT + 'name: Mapped[str]\n    __table_args__ = (db.UniqueConstraint("name"))\n',
        "no tuple",
        "comma before the last parenthesis",
        "08",
    ),
    Case(
        "a brick before its build has an id",
        BRICK.format(rule='"build_id", "x", "y"') + WRITE.format("Brick(build_id=None, x=1, y=2)"),
        "had no id yet",
        "db.session.flush()",
        "07",
    ),
    Case(
        "a build that is nobody's",
        BRICK.format(rule='"x", "y"').replace("build_id: ", "builder_id: ")
        + WRITE.format("Brick(builder_id=None, x=1, y=2)"),
        "nothing said whose it is",
        "`current_user.id`",
        "14",
    ),
    Case(
        "a rule that forgets the build",
        BRICK.format(rule='"x", "y"') + WRITE.format("Brick(build_id=1, x=1, y=2), Brick(build_id=2, x=1, y=2)"),
        "too strict",
        '"build_id", "x", "y"',
        "08",
    ),
    Case(
        "a taken stud",
        BRICK.format(rule='"build_id", "x", "y"')
        + WRITE.format("Brick(build_id=1, x=1, y=2), Brick(build_id=1, x=1, y=2)"),
        "same value in `brick.build_id, brick.x, brick.y`",
        "tell the visitor",
        "08",
    ),
    Case(
        "two alike in init_db",
        MODELS + VIEW_OF_FILL,
        "`init_db.py` writes two rows with the same `build.title`",
        "use it again",
        "08",
        {"init_db.py": FILL},
    ),
    Case(
        "a theme that is made again",
        MODELS
        + PARENT.replace("Owner", "Theme")
        + "name: Mapped[str] = mapped_column(unique=True)\n"
        + WRITE.format("Theme(name='space'), Theme(name='space')"),
        "a theme was made, not fetched",
        "Fetch the rows that are there",
        "09",
    ),
    Case(
        "the module of the command",
        "import init_db\n" + MODELS + "app.cli.add_command(init_db)\n",
        "the whole file",
        "from init_db import init_db",
        "07",
        {"init_db.py": ""},
    ),
    Case(
        "an equals sign for a colon",
        MODELS + PARENT + "name = Mapped[str] = mapped_column()\n",
        "between the name of a column and its type",
        "a colon there",
        "07",
    ),
    Case("Mapped with parentheses", MODELS + PARENT + "name: Mapped(str)\n", "are parentheses", "Mapped[int]", "07"),
    Case("a row like a dictionary", data("two()[0]['title']"), "a `Build` is neither", "by a dot", "02"),
    Case(
        "no Mapped",
        MODELS + PARENT + "name: str = mapped_column()\n",
        "`Owner.name` says its type without `Mapped`",
        "Mapped[str]",
        "07",
    ),
    Case(
        "a table twice",
        MODELS + PARENT + "a: Mapped[int]\n" + PARENT.replace("Owner", "Other") + "__tablename__ = 'owner'\n",
        "same table `owner`",
        "another name",
        "07",
    ),
    Case(
        "no foreign key",
        MODELS + PARENT + "parts: Mapped[list['Part']] = relationship()\n" + CHILD + "Owner()\n",
        "`Owner.parts` finds no foreign key that joins",
        "with `ForeignKey`",
        "09",
    ),
    Case(
        "half a pair",
        MODELS
        + "pair = db.Table('pair', db.metadata, db.Column('owner_id', db.ForeignKey('owner.id')))\n"
        + PARENT
        + "parts: Mapped[list['Part']] = relationship(secondary=pair)\n"
        + CHILD
        + "Owner()\n",
        "to one of its two sides in the table `pair`",
        "one for each side",
        "09",
    ),
    Case(
        "no such model",
        MODELS + PARENT + "parts: Mapped[list['Prat']] = relationship()\nOwner()\n",
        "a model `Prat`",
        "imported",
        "09",
    ),
    Case(
        "one side only",
        MODELS
        + PARENT
        + "parts: Mapped[list['Part']] = relationship(back_populates='owner')\n"
        + CHILD
        + "    o: Mapped[int] = mapped_column(db.ForeignKey('owner.id'))\nOwner()\n",
        "`Part` has no `owner`",
        "Both sides",
        "09",
    ),
    Case(
        "an owner that is deleted alone",
        MODELS
        + PARENT
        + "parts: Mapped[list['Part']] = relationship()\n"
        + CHILD
        + "    owner_id: Mapped[int] = mapped_column(db.ForeignKey('owner.id'))\n"
        + "with app.app_context():\n    db.create_all()\n    owner = Owner(parts=[Part()])\n    db.session.add(owner)\n"
        + "    db.session.commit()\n    db.session.delete(owner)\n    db.session.commit()\n",
        "was to lose its `part.owner_id`",
        "needs a cascade",
        "09",
    ),
    Case(
        "a word in a relationship",
        MODELS
        + PARENT
        + "parts: Mapped[list['Part']] = relationship()\n"
        + CHILD
        + "    owner_id: Mapped[int] = mapped_column(db.ForeignKey('owner.id'))\nOwner(parts=['wheel'])\n",
        "was given a `str`",
        "Fetch the rows",
        "09",
    ),
    Case(
        "a list compared with a word",
        MODELS
        + PARENT
        + "parts: Mapped[list['Part']] = relationship()\n"
        + CHILD
        + "    owner_id: Mapped[int] = mapped_column(db.ForeignKey('owner.id'))\nOwner.parts == 'wheel'\n",
        "a whole list with one value",
        "`.any(name=…)`",
        "09",
    ),
    Case(
        "two relationships for one eager loading",
        MODELS
        + "from sqlalchemy.orm import selectinload\n"
        + PARENT
        + "parts: Mapped[list['Part']] = relationship()\n"
        + CHILD
        + "    owner_id: Mapped[int] = mapped_column(db.ForeignKey('owner.id'))\n"
        + "db.select(Owner).options(selectinload(Owner.parts, Owner.parts))\n",
        "looks for `Owner.parts` behind the first",
        "one for each",
        "09",
    ),
    Case(
        "a model where eager loading wants a relationship",
        MODELS
        + PARENT.rstrip()
        + "\nfrom sqlalchemy.orm import selectinload\n"
        + "db.select(Owner).options(selectinload(Owner))\n",
        "wants a relationship",
        "with its model",
        "09",
    ),
    *(
        Case(
            f"one row where a list is wanted: {use}",
            MODELS
            + PARENT
            + "parts: Mapped['Part'] = relationship()\n"
            + CHILD
            + "    owner_id: Mapped[int] = mapped_column(db.ForeignKey('owner.id'))\n"
            + f"owner = Owner()\n{use}\n",
            says,
            '`Mapped[list["',
            "09",
        )
        for use, says in (
            ("owner.parts.append(Part())", "is None, and no list"),
            ("owner.parts = Part()\nfor part in owner.parts: print(part)", "was given one `Part`"),
            ("Owner.parts.any(id=1)", "holds one row"),
        )
    ),
    Case(
        "a column of a list",
        MODELS
        + PARENT
        + "parts: Mapped[list['Part']] = relationship()\n"
        + CHILD
        + "    owner_id: Mapped[int] = mapped_column(db.ForeignKey('owner.id'))\nOwner.parts.name == 'wheel'\n",
        "which has no `name`",
        "`Owner.parts.any(name=…)`",
        "09",
    ),
    *(
        Case(
            f"models that failed before: {says}",
            MODELS
            + PARENT
            + f"parts: Mapped[list['Part']] = relationship({options})\n"
            + CHILD
            + f"    owner_id: Mapped[int] = mapped_column({key})\n"
            + "try: Owner()\nexcept Exception: pass\nOwner()\n",
            says,
            step,
            "09",
        )
        for options, key, says, step in (
            ("back_populates='owner'", "db.ForeignKey('owner.id')", "`Part` has no `owner`", "Both sides"),
            ("", "", "`Owner.parts` finds no foreign key that joins", "with `ForeignKey`"),
            ("order_by='Part.nmae'", "db.ForeignKey('owner.id')", "do not fit together", "Mend that one"),
        )
    ),
    Case(
        "a foreign key to no table",
        MODELS
        + PARENT
        + "b: Mapped[int] = mapped_column(db.ForeignKey('bulid.id'))\nwith app.app_context(): db.create_all()\n",
        "a table `bulid`",
        "small letters",
        "09",
    ),
    Case(
        "a blueprint twice",
        KEYED + "b = Blueprint('m', 'm')\napp.register_blueprint(b)\napp.register_blueprint(b)\n",
        "`m`",
        "once",
        "10",
    ),
    Case(
        "a late view",
        KEYED + "b = Blueprint('m', 'm')\napp.register_blueprint(b)\nb.route('/')(print)\n",
        "`m` was registered first",
        "before",
        "10",
    ),
    Case(
        "a module as blueprint",
        "import builds\n" + KEYED + "app.register_blueprint(builds)\n",
        "module `builds`",
        "a dot",
        "10",
        {"builds.py": ""},
    ),
    Case(
        "a field hashed",
        form("__import__('werkzeug.security').security.generate_password_hash(BuildForm().title)", "PasswordField()"),
        "of the type `PasswordField`",
        ".data",
        "12",
    ),
    Case(
        "a validator called",
        FORMS
        + "def seen(form, field): pass\nclass BuildForm(FlaskForm):\n    title = StringField(validators=[seen()])\n",
        "`seen` is a validator, and here it is called",
        "Leave the parentheses behind it out",
        "12",
    ),
    Case(
        "a validator for what was not sent",
        FORMS
        + "def seen(form, field):\n    if not field.data.isprintable(): raise ValidationError\n"
        + "class BuildForm(FlaskForm):\n    title = StringField(validators=[Length(1, 9), seen])\n"
        + "@app.get('/')\ndef home(): return str(BuildForm().validate())\n",
        "has no value here: it was not sent",
        "`InputRequired(…)` first",
        "12",
    ),
    Case(
        "a choice in place of its field",
        FORMS
        + "class BuildForm(FlaskForm):\n    themes = RadioField(choices=['castle'])\n"
        + "@app.get('/')\ndef home(): return render_template('home.html', form=BuildForm())\n",
        "a single choice",
        "{% for field in [form.themes] %}",
        "09",
        {
            "templates/home.html": "{% for field in form.themes %}{% include '_choices.html' %}{% endfor %}",
            "templates/_choices.html": "{% for choice in field %}{{ choice() }}{% endfor %}",
        },
    ),
    Case(
        "an error too early",
        form("BuildForm().title.errors.append('no')"),
        "a tuple",
        "validate_on_submit",
        "12",
    ),
    Case(
        "no property",
        HEAD
        + "class Ada:\n    def badge(self): return []\n"
        + "@app.route('/')\ndef home(): return render_template('list.html', builder=Ada())\n",
        "a method that nobody has called",
        "@property",
        "12",
        {"templates/list.html": "{% for brick in builder.badge %}{% endfor %}"},
    ),
    Case("a blueprint without file", KEYED + "Blueprint('m')\n", "needs a name", "__name__", "10"),
    Case(
        "no login manager",
        "from flask_login import *\n" + VIEW + "return str(current_user.is_authenticated)\n",
        "does not know this app",
        "init_app",
        "13",
    ),
    Case(
        "no user_loader",
        "from flask_login import *\n"
        + KEYED
        + "LoginManager(app)\n@app.get('/')\ndef home(): return str(current_user)\n",
        "find a user",
        "user_loader",
        "13",
    ),
    Case("nobody to let in", LOGIN.format(use="login_user(None)"), "nobody was found", "Look whether", "13"),
    Case("a name to let in", LOGIN.format(use="login_user('Ada')"), "of the type `str`", "Find the user first", "13"),
    Case(
        "a template without login manager",
        VIEW + "return render_template_string('{{ current_user.id }}')\n",
        "does not know this app",
        "init_app",
        "13",
    ),
    Case(
        "a value that is called",
        LOGIN.format(use="current_user.is_authenticated()"),
        "true or false",
        "current_user.is_authenticated`",
        "13",
    ),
    Case(
        "a decorator that is called",
        "from flask_login import *\n" + KEYED + "@app.get('/')\n@login_required()\ndef home(): return ''\n",
        "here it is called",
        "parentheses",
        "13",
    ),
    Case(
        "a decorator between two rules",
        "from flask_login import *\n"
        + KEYED
        + "bp = Blueprint('yard', __name__)\n@bp.get('/')\n@login_required\n@bp.post('/')\n"
        + "def build(): return ''\napp.register_blueprint(bp)\n",
        "`yard.build`",
        "stands between two rules",
        "13",
    ),
    Case("no UserMixin", LOGIN.format(use="login_user(Ada())"), "`Ada` has none", "UserMixin", "13"),
    Case(
        "no id",
        LOGIN.replace("class Ada:\n    id = 1", "class Ada(UserMixin): pass").format(use="login_user(Ada())"),
        "`id`",
        "get_id",
        "13",
    ),
    Case(
        "a query that nobody runs",
        data("db.select(Build).all()"),
        "nobody has run",
        "`db.session.scalars(query).all()`",
        "07",
    ),
    Case(
        "a query for a template",
        data("return render_template('home.html', builds=db.select(Build))"),
        "a query, which nobody has run",
        "`db.session.scalars(query).all()`",
        "07",
        {"templates/home.html": "{% if builds %}some{% endif %}"},
    ),
    Case(
        "a type of the database in Mapped",
        MODELS + PARENT + "name: Mapped[db.String(1)]\n",
        "of `name: Mapped[…]` stands a type of the database",
        "mapped_column(String(80))",
        "07",
    ),
    Case(
        "two columns for a key",
        "import warnings\nwarnings.simplefilter('ignore')\n"  # students get them, and the tests make errors of them
        + MODELS
        + CHILD
        + "    x: Mapped[int] = mapped_column(primary_key=True)\n"
        + WRITE.format("Part(x=1)"),
        "without its `part.id`",
        "`primary_key=True`",
        "07",
    ),
    Case(
        "a build for its number",
        data("db.get_or_404(Build, two()[0])"),
        "a whole `Build`",
        "the view need not fetch it",
        "14",
    ),
    Case(
        "a build in an address",
        data("url_for('home', number=int(two()[0]))"),
        "a whole `Build` was given",
        "its `id`",
        "14",
    ),
    Case("nobody there", LOGIN.format(use="current_user.username"), "Nobody is logged in", "login_required", "13"),
    Case(
        "the wrong session",
        KEYED + "@app.get('/')\ndef home(): session.rollback()\n",
        "the database has a session of its own",
        "`db.session.rollback`",
        "07",
    ),
    Case(
        "a field for its value",
        data(
            "from wtforms import Form, StringField",
            "field = type('BuildForm', (Form,), {'title': StringField()})().title",
            "db.session.execute(db.select(Build).filter_by(title=field)).all()",
        ),
        "a whole field, of the type `StringField`",
        "`.data`",
        "07",
    ),
    Case(
        "an object for its number",
        data("db.select(Build).where(Build.id == two()[0])"),
        "compared with a whole `Build`",
        "its `id`",
        "08",
    ),
    Case(
        "a keyword for a comparison",
        data("db.delete(Build).where(id=two()[0].id)"),
        "`where` takes comparisons",
        "a dot in front of `id`",
        "07",
    ),
    Case(
        "a statement for an object",
        data("db.session.delete(db.delete(Build))"),
        "was given a whole statement",
        "`db.session.execute(…)`",
        "08",
    ),
    Case(
        "a rule in the wrong class",
        BRICK.format(rule="'title', 'x'"),
        "the table `brick` names the column `title`",
        "in the right class",
        "08",
    ),
    Case(
        "an object without obj",
        FORM.format(field="StringField()", use="BuildForm(type('Build', (), {})())"),
        "here it is a `Build`",
        "`obj=`",
        "08",
    ),
    Case(
        "JSON of a thing",
        "class Build: pass\n" + VIEW + "return jsonify(Build())\n",
        "`Build` is none of these",
        "dictionary",
        "17",
    ),
    Case(
        "an altered token",
        "from itsdangerous import *\n" + VIEW + "URLSafeTimedSerializer('x').loads('abc')\n",
        "altered",
        "401",
        "17",
    ),
    Case(
        "another key's token",
        "from itsdangerous import *\n"
        + VIEW
        + "URLSafeTimedSerializer('x').loads(URLSafeTimedSerializer('y').dumps(1))\n",
        "another key",
        "401",
        "17",
    ),
    Case(
        "an old token",
        "from itsdangerous import *\n"
        + VIEW
        + "s = URLSafeTimedSerializer('x')\n    s.loads(s.dumps(1), max_age=-1)\n",
        "too old",
        "401",
        "17",
    ),
    Case(
        "no setting",
        "import os\nos.environ['BASEPLATE_NO_SUCH_KEY']\n",
        "no setting called `BASEPLATE_NO_SUCH_KEY`",
        "environment",
        "18",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_error_of_a_later_lesson_is_explained(case, tmp_path):
    check(case, tmp_path)
