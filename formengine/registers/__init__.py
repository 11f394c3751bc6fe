"""Dated registers that an administrator keeps: agencies, calendars, lists, settings of procedures."""
