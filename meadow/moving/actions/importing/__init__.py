"""What is done with an import: bringing the file, looking at it, settling how, carrying it in, and undoing it."""
