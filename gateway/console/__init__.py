"""Consoles of the hall: clerk, guide, leader, devices. Each page is a package of its own."""
