"""The rich menu: what it should be, its pictures, and publishing it until LINE has exactly that."""
