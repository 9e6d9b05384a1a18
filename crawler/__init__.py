"""The harvester: fetches a source's addresses politely and turns them into catalogue rows."""
