"""Group commits: threads that must each be sure of a durable write share one, whoever comes first writes for all.

A commit that waits for the disk costs the same for one line as for eight; nobody goes on before his own line lasts.
"""

import sqlite3
import threading
from collections.abc import Callable
from typing import Any

Act = Callable[[sqlite3.Connection], Any]
"""Statements of one caller; what it returns reaches him after the commit."""


class _Turn:
    """One caller's act and what came of it; its gate opens when it is done, or is to write for those who wait."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.result: Any = None
        self.error: BaseException | None = None
        self.writes = False
        self.gate = threading.Lock()
        self.gate.acquire()


class GroupCommit:
    """One connection shared by many threads; every act is in a committed transaction when `run` comes back."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._queue = threading.Lock()
        self._turns: list[_Turn] = []
        self._writing = False

    def run(self, act: Act) -> Any:
        """What the act returned, once it lasts; its error, or that of the commit, if it does not."""
        turn = _Turn(act)
        with self._queue:
            self._turns.append(turn)
            turn.writes = not self._writing
            self._writing = True
        if not turn.writes:
            self._wait(turn)
        if turn.writes:
            self._write()
        if turn.error is not None:
            raise turn.error
        return turn.result

    def _wait(self, turn: _Turn) -> None:
        """Until it is done or has to write; who is interrupted leaves nobody waiting for him."""
        try:
            turn.gate.acquire()
        except BaseException:
            with self._queue:
                if not turn.writes and turn in self._turns:
                    self._turns.remove(turn)
            if turn.writes:
                self._write()
            raise

    def _write(self) -> None:
        """Commit for all who wait; then somebody who came meanwhile writes for the next ones."""
        with self._queue:
            turns, self._turns = self._turns, []
        try:
            self._commit(turns)
        finally:
            with self._queue:
                following = self._turns[0] if self._turns else None
                self._writing = following is not None
                if following is not None:
                    following.writes = True
                    following.gate.release()
            for turn in turns:
                if not turn.writes:
                    turn.gate.release()

    def _commit(self, turns: list[_Turn]) -> None:
        """All acts in one transaction; one that fails is tried alone, so that it takes no other with it."""
        try:
            self._together(turns)
        except BaseException as error:
            if len(turns) == 1 or not isinstance(error, Exception):
                for turn in turns:
                    turn.error = error
            else:
                for turn in turns:
                    self._commit([turn])

    def _together(self, turns: list[_Turn]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            results = [turn.act(self._db) for turn in turns]
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        for turn, result in zip(turns, results, strict=True):
            turn.result = result
