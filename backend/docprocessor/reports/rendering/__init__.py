"""From a report's HTML to its PDF, in a process of its own."""
