"""The search: query model, Norwegian analysis, engine port and adapters, sync and rebuild."""
