"""From source articles and hand-written frontmatter to a linked briefing site."""
