"""Reading other shops' catalogue files into products, with no database and no Django in sight."""
