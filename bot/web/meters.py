"""What does this process count? In memory; totals that must survive are read from SQL (health.py)."""

from prometheus_client import Counter

webhook = Counter("saphan_webhook_calls_total", "Webhook calls by outcome, in this process", ["outcome"])
