"""What the product does: one verb, one function, one transaction. Effects happen elsewhere, after the commit."""
