"""Which exceptions are a person's business, in words, and with which exit code."""

from sqlalchemy.exc import OperationalError


def explain_error(error: Exception) -> tuple[str, int] | None:
    """The words and exit code for an error that is no fault in the program; None for one that is."""
    from alerts.subscriptions import SubscriptionError
    from catalog.sources import SourceError
    from catalog.staff import StaffError
    from indexer.engine import EngineBusy, EngineError
    from samla.migrate import MigrationError
    from samla.settings import SettingsError

    match error:
        case SettingsError() | SourceError() | StaffError() | SubscriptionError():
            return str(error), 2
        case EngineBusy() | EngineError() | MigrationError():
            return str(error), 1
        case OperationalError():
            return f"the catalogue cannot be reached: {error.orig}; see `samla doctor`", 1
        case FileNotFoundError() | PermissionError():
            return f"{error.filename}: {error.strerror}", 1
        case _:
            return None
