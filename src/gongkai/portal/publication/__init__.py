"""Static publication: public pages kept as files and served from there before Django is entered (docs/adr/0010).

`pages` declares every kind of page once: its address, what it depends on, how long it is good. `touched` says of an
event which of these things it changes. `journal` carries that from the transaction to every process; `store` keeps the
files; `serving` answers from them; `writing` writes again what was touched; `building` and `checking` make and check a
folder for any static server.
"""
