"""Fetching over HTTPS: bounded in bytes and in time, through the locked doors, resumable."""

from scanner.knowledge.feeds.web.client import Answer, Web, WebSettings
from scanner.knowledge.feeds.web.saving import Saved, Validators, save

__all__ = ["Answer", "Saved", "Validators", "Web", "WebSettings", "save"]
