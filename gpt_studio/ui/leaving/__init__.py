"""How a view leaves the program: as a picture, a table or arrays, each with a JSON beside it that makes it again."""
