"""The SMTP client, judged by what a server has taken over."""
