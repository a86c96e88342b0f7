"""Two readings of one text, token by token: the numbers, how they are said and drawn. Shared by several panels."""
