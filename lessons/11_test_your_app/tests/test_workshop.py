"""What can be done with a build, and what is refused."""

# TODO 2: Write a test with `tower`: its page shows Tower, although a newer build is there.

# TODO 3: Write tests with many cases: what is not there, a stud, a title.

# TODO 4: Write a test for each of the last five bugs.
