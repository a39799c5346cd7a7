"""The book to take away: what `make release` binds from the finished site."""
