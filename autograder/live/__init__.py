"""What goes on while a student works: their files are watched, graded on every save, and their app runs."""
