"""Messages owed to people: queued with the change that owes them, sent afterwards by the worker."""
