"""Outside systems, each behind one port; always asked outside a transaction."""
