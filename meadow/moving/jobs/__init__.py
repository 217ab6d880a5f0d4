"""What moving does in the background; procrastinate finds the tasks by importing this folder and what it imports."""

from meadow.moving.jobs import erasing, exporting, history, importing  # noqa: F401 - so tasks are known
