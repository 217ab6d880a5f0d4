"""Reading any table: what each of its columns means, proposed by its titles and cells and settled by a person."""
