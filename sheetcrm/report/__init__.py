"""What a person sees of a plan, a check, a run and a history: data in, text out; nothing is printed or written here."""
