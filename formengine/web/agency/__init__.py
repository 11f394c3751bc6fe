"""An agency's own pages: procedures, figures, calendar, staff. `routes` is its table of contents."""
