"""The bundled sample documents, about an invented river trust, and questions on them."""
