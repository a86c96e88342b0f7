"""The one room that connects to the network, and only as a process of its own, after someone pressed a button.

`python -m gpt_studio.fetch` reads one request (protocol/fetching.py) from standard input, prints a JSON object a line,
and ends when standard input does. Killed at any moment, it leaves what a later start goes on from.
"""
