"""The generators that ours is measured beside, one module each."""

from benchmarks.peers.eleventy import ELEVENTY, INCREMENTAL
from benchmarks.peers.hugo import HUGO
from benchmarks.peers.ours import OURS
from benchmarks.peers.pelican import PELICAN
from benchmarks.peers.records import Article, Corpus, Peer, corpus

__all__ = ["ABSENT", "OURS", "PEERS", "Article", "Corpus", "Peer", "corpus"]

PEERS = (OURS, HUGO, ELEVENTY, INCREMENTAL, PELICAN)
ABSENT = {"zola serve": "no package of PyPI, npm or Debian ships Zola"}
