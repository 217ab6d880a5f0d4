"""What moving does in the background; procrastinate finds the tasks by importing this folder and what it imports."""
