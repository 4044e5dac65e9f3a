"""Lesson 11, test your app: the student's own tests pass on right apps, and notice bugs."""

from autograder.checks import task


@task(1)
def test_they_pass_on_an_app_that_is_right(suite):
    """Your tests pass on an app that is right."""
    suite.passes_on("reference")


@task(1)
def test_they_pass_on_other_right_apps(suite):
    """Your tests pass on two other right apps."""
    suite.passes_on("other-words").passes_on("other-numbers")


@task(1)
def test_they_notice_that_only_the_first_theme_counts(suite):
    """A test fails when only the first theme of a build counts."""
    suite.catches("first-theme-only")


@task(1)
def test_they_notice_a_form_that_leads_nowhere(suite):
    """A test fails when a new build does not lead to the gallery."""
    suite.catches("no-redirect")


@task(2, points=2)
def test_they_pass_in_any_order(suite):
    """Your tests pass in any order."""
    suite.passes_in_any_order()


@task(2, guard=True)
def test_they_notice_that_a_theme_shows_all_builds(suite):
    """A test fails when a theme shows the builds of all themes."""
    suite.catches("every-theme")


@task(2)
def test_they_notice_the_page_of_another_build(suite):
    """A test fails when every address shows the newest build."""
    suite.catches("newest-build")


@task(3)
def test_they_notice_a_missing_page_with_status_200(suite):
    """A test fails when a missing page has status 200."""
    suite.catches("missing-is-200")


@task(3)
def test_they_notice_a_column_too_many(suite):
    """A test fails when column 16 takes a brick."""
    suite.catches("column-16")


@task(3)
def test_they_notice_a_column_too_few(suite):
    """A test fails when column 0 takes no brick."""
    suite.catches("column-0")


@task(3)
def test_they_notice_a_title_that_is_too_long(suite):
    """A test fails when a title may have 81 characters."""
    suite.catches("title-81")


@task(3)
def test_they_notice_a_title_of_blanks(suite):
    """A test fails when a title may be nothing but blanks."""
    suite.catches("blank-title")


@task(4)
def test_they_notice_a_title_that_becomes_html(suite):
    """A test fails when the gallery takes a title for HTML."""
    suite.catches("title-is-html")


@task(4)
def test_they_notice_two_bricks_on_a_stud(suite):
    """A test fails when a stud takes two bricks."""
    suite.catches("two-on-a-stud")


@task(4)
def test_they_notice_a_change_that_is_forgotten(suite):
    """A test fails when a change is not saved."""
    suite.catches("change-forgotten")


@task(4)
def test_they_notice_a_link_that_deletes(suite):
    """A test fails when a link is enough to delete a build."""
    suite.catches("link-deletes")


@task(4)
def test_they_notice_bricks_left_behind(suite):
    """A test fails when a deleted build leaves its bricks behind."""
    suite.catches("bricks-left")
