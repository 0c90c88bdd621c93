"""What removes, kind by kind: runs in the limited process alone, on bytes in memory. The web never imports this."""
