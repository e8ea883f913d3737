"""PDF: characters → tables apart → lines → reading order → blocks → running heads off."""
