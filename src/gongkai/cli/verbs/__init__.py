"""One file is one verb of `gongkai`. A file `check_record.py` with a Click command named `command` is `check-record`."""
