"""What reporters bring: recognised by content, cleaned of what betrays them, shown as pixels and text. Bytes in, bytes
out; knows no case, no database and no page."""
