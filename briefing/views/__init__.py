"""What each kind of page shows: a site and a subject in, the template's variables out."""
