"""The demonstration city: 格尔木市. Every text in it was written for this project; none is a real official document."""
