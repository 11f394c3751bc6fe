"""Read-only questions to the projections: what lists and desks show. Nothing here folds a log."""
