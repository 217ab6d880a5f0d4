"""How a product of a catalogue file becomes or changes a product of a shop; the action is `import_catalogue`."""
