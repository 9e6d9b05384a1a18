"""Norwegian analysis: texts and queries into the same index terms, for bokmål and nynorsk alike."""

from indexer.analysis.analyser import ANALYSIS_VERSION, Analysis, norwegian
from indexer.analysis.tokens import Token, tokenize

__all__ = ["ANALYSIS_VERSION", "Analysis", "Token", "norwegian", "tokenize"]
