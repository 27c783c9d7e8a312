"""The documents that come with the program, about one invented river trust, and questions over them."""
