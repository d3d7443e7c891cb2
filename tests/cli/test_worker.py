import threading

import pytest
from django.db import OperationalError

from gongkai.cli import working
from gongkai.core.models import Delivery


def test_a_failing_duty_waits_longer_and_stops_no_other(caplog):
    done = []

    def fail():
        raise OperationalError("database is locked")

    failing, good = working.Duty(fail, every=1), working.Duty(lambda: done.append(1), every=1)
    for _ in range(3):
        failing.due = good.due = 0.0
        failing.run_if_due(1.0)
        good.run_if_due(1.0)
    assert (failing.failures, len(done)) == (3, 3)
    assert failing.due - good.due == pytest.approx(7, abs=0.5)
    assert caplog.messages[0].startswith("数据库暂时不可用：database is locked")


def test_a_duty_recovers():
    duty = working.Duty(lambda: None, every=1, failures=5)
    duty.run_if_due(0.0)
    assert duty.failures == 0


@pytest.mark.django_db(transaction=True)
def test_the_worker_works_off_the_outbox_and_stops_when_asked(city):
    city.publish()
    assert Delivery.objects.filter(done_at=None).exists()
    stopping = threading.Event()
    threading.Timer(3, stopping.set).start()
    working.work(stopping)
    assert not Delivery.objects.filter(done_at=None).exists()
