"""The store of files: damaged copies heal, and a killed process leaves nothing that is referred to and not whole."""

import hashlib
import os
import random
import signal
import time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from gongkai.core.errors import Refused
from gongkai.core.files import blob_path, check_blob, store_bytes
from gongkai.documents.models import StoredFile
from gongkai.documents.uploads import keep_upload
from tests.documents.desk_forms import docx_bytes
from tests.factories import City


def test_uploading_again_heals_a_damaged_file():
    stored = store_bytes(BytesIO(b"the same bytes"))
    path = blob_path(stored.sha256)
    path.chmod(0o640)
    path.write_bytes(b"other bytes")
    with pytest.raises(Refused, match="与审核时不一致"):
        check_blob(stored.sha256)
    assert store_bytes(BytesIO(b"the same bytes")) == stored
    check_blob(stored.sha256)
    assert path.read_bytes() == b"the same bytes"


def test_a_lost_file_is_refused():
    with pytest.raises(Refused, match="不在存储中"):
        check_blob("0" * 64)
    with pytest.raises(Refused, match="不在存储中"):
        check_blob("")


@pytest.mark.crash
@pytest.mark.django_db(transaction=True)
def test_sigkill_while_files_are_stored(settings):
    """Every row that is there names a whole file; what was half written lies under a name that nobody asks for."""
    city, rng, document = City(), random.Random(), docx_bytes()
    for _ in range(6):
        connections.close_all()
        pid = os.fork()
        if pid == 0:
            try:
                while True:
                    name, comment = f"{rng.random()}.txt", rng.randbytes(1_500_000).hex().encode()
                    keep_upload(
                        upload=SimpleUploadedFile(name, comment), unit_id=city.unit.pk, user=city.clerk
                    )
                    keep_upload(
                        upload=SimpleUploadedFile("a.docx", document), unit_id=city.unit.pk, user=city.clerk
                    )
            finally:
                os._exit(70)
        time.sleep(rng.uniform(0.1, 0.6))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        for stored in StoredFile.objects.all():
            check_blob(stored.sha256)
            check_blob(stored.original_sha256)
    whole = [path for path in settings.FILES_DIR.glob("??/*")]
    assert whole
    for path in whole:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    assert all(path.name.startswith(".incoming-") for path in settings.FILES_DIR.iterdir() if path.is_file())
