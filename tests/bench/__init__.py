"""How fast the site is: `make bench` fills databases, starts the real server and drives it over loopback."""
