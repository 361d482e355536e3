"""Consoles: pages that NiceGUI keeps for people of the office who have signed in.

NiceGUI has one application a process, so one program serves one set of consoles, under `/console`.
"""
