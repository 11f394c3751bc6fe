"""What the world is told after the commit: mails and papers, each with a delivery record.

`deliveries` keeps the records and hands out work, `effects` says which event has which effects, `mail` and
`paper_files` do them. Nothing here decides anything about a submission, and no service is called from here.
"""
