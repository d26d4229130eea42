"""How many consoles and requests does one web process serve at once?"""

# gthread serves one stream per thread: with as many streams as threads the whole process, webhook
# included, would stand still (docs/decisions/0007).
STREAMS = 300
# A thread per open console, and these for the webhook and the pages.
SPARE_THREADS = 64
