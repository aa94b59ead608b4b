"""What the page shows, as HTML and as words; every text from speeches, files and users is escaped here."""
