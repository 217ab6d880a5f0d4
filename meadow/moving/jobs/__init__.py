"""What moving does in the background; procrastinate finds the tasks by importing this folder and what it imports."""

from meadow.moving.jobs import erasing, exporting, importing  # noqa: F401 - importing them registers their tasks
