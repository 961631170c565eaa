"""Makes one login as the sensor does, with a process of its own."""

from scanner.login.job import Job, Reply
from scanner.model import Login, Zone
from scanner.sensor.guard.guard import Guard
from scanner.sensor.wire.login import log_in
from tests.scanner.login.hosts import HERE
from tests.scanner.sensor.orders import brisk_order, guard_of


def made(login: Login, guard: Guard | None = None, **job: object) -> Reply:
    """The reply of one login at HERE; `job` changes what the process is told."""
    told = Job.model_validate({"address": HERE, "login": login, "seconds": 60} | job)
    return log_in(guard or guard_of(brisk_order(zone=Zone.IT)), told, f"{login.kind}-login")
