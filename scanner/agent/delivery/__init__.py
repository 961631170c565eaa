"""Delivers what an audit brought to the places that the configuration names; without any, nothing happens."""

from scanner.agent.delivery.events import happened, over
from scanner.agent.delivery.rounds import Outcome, deliver, publish_and_put, send_due

__all__ = ["Outcome", "deliver", "happened", "over", "publish_and_put", "send_due"]
