"""The embedded search engines, chosen by name."""

from pathlib import Path

from indexer.analysis import norwegian
from indexer.engine import EngineError, SearchEngine

KINDS = ("tantivy", "whoosh")


def open_engine(kind: str, path: Path | None) -> SearchEngine:
    """The engine of that name over the folder, or over memory without one; raises EngineError when it cannot be had."""
    match kind:
        case "tantivy":
            return _open_tantivy(path)
        case "whoosh":
            from indexer.engines.whoosh import WhooshEngine

            return WhooshEngine(path, norwegian())
    raise EngineError(f"there is no search engine {kind!r}; choose one of {', '.join(KINDS)}")


def _open_tantivy(path: Path | None) -> SearchEngine:
    try:
        from indexer.engines.tantivy import TantivyEngine
    except ImportError as error:
        advice = 'install the package "tantivy", or choose the engine "whoosh"'
        raise EngineError(f"tantivy cannot be loaded here ({error}); {advice}") from error
    return TantivyEngine(path, norwegian())
