"""What builders say about builds."""

from flask import Blueprint, redirect, url_for
from flask_login import current_user

from .forms import CommentForm
from .models import Build, Comment, db
from .workshop import page_of

bp = Blueprint("comments", __name__)


@bp.post("/builds/<int(max=999999999):number>/comments")
# TODO 5: somebody who is not logged in has no id
def write_comment(number):
    """Put a comment under a build."""
    build = db.get_or_404(Build, number)
    form = CommentForm()
    if not form.validate_on_submit():
        return page_of(build, comment_form=form)
    db.session.add(Comment(build=build, writer_id=current_user.id, text=form.text.data))
    db.session.commit()
    return redirect(url_for("workshop.show_build", number=number))


@bp.post("/comments/<int(max=999999999):number>/delete")
# TODO 5: a member, and nobody but the writer
def delete_comment(number):
    """Take a comment back, which only its writer can do."""
    comment = db.get_or_404(Comment, number)
    db.session.delete(comment)
    db.session.commit()
    return redirect(url_for("workshop.show_build", number=comment.build_id))
