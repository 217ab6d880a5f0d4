"""Writing catalogue files: rows of cells made of records, one after the other, with no database in sight."""
