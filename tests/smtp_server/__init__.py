"""An SMTP server on loopback that does what a test says, at the very moment it says."""

from tests.smtp_server.moments import Moment, Reaction, Received, Step, cut, say, wait
from tests.smtp_server.server import SmtpServer

__all__ = ["Moment", "Reaction", "Received", "SmtpServer", "Step", "cut", "say", "wait"]
