"""Does: receives, remembers, shows, sends. It never decides what to say to whom.

        LINE                 agent                time
          │ webhook            │ click              │ due
    web/webhook.py     web/console/actions.py   timers.py
          │                    │                    │
       inbox.py ──── event ────┼───── event ────────┘
                               ▼
                            turn.py
           load state + facts → handlers.decide → apply
                               │
                ONE COMMIT under the conversation's fence:
     state · transcript · timers · milestones · outbox · inbox mark · feed
                               │
                           outbox.py ──► line/client.py ──► LINE

This package imports nothing of its own here, so importing one part never loads the rest.
"""

import os

# Before numpy is imported: on a busy machine its own threads wait for one another longer than a question
# takes, and only building an index would gain. Who sets the variable has the last word.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
