"""What is filed, kept: tables, append, load, queries. Every function takes an open connection."""
