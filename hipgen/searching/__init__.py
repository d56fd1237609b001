"""Other people's regular expressions, read and searched in bounded time; JavaScript's as JavaScript does."""
