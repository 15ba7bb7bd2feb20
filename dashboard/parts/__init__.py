"""Parts that several pages show: each is a function that draws one thing."""
