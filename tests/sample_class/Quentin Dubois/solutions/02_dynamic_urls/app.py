# the course's own answer, which came along with the clone
